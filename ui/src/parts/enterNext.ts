// Enter goes to the next field, as on paper one goes down the form. An input method that
// is still composing keeps its Enter.

const FIELDS = "input:not([type=hidden]):not([disabled]):not([readonly]), textarea:not([disabled]), select:not([disabled])";

/** True while an input method is putting characters together. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * For `@keydown` of a form: Enter in a one-line field moves on; in the last one it calls
 * `done`. Fields inside `data-own-enter` look after themselves.
 */
export function enterNext(event: KeyboardEvent, done: () => void): void {
  const from = event.target;
  if (event.key !== "Enter" || event.ctrlKey || composing(event) || !(from instanceof HTMLInputElement)) return;
  if (from.type === "checkbox" || from.type === "file" || from.closest("[data-own-enter]")) return;
  event.preventDefault();
  const form = event.currentTarget;
  if (!(form instanceof HTMLElement)) return;
  const fields = [...form.querySelectorAll<HTMLElement>(FIELDS)];
  const next = fields[fields.indexOf(from) + 1];
  if (next) next.focus();
  else done();
}
