// Walking a form with Enter, in the order of the paper form.

/** Puts the cursor into the field with this key. */
export function focusRow(root: HTMLElement, key: string): boolean {
  const input = root.querySelector<HTMLElement>(`[data-row="${key}"] [data-input]`);
  input?.focus();
  // The whole row: what is said about the field stands below it.
  input?.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
  return input !== null;
}

/** From the field around `from` to the next one, and after the last to `end`. */
export function focusNext(root: HTMLElement, from: HTMLElement, end: string): void {
  const inputs = [...root.querySelectorAll<HTMLElement>("[data-row] [data-input]")];
  const row = from.closest("[data-row]");
  const last = inputs.map((input) => row?.contains(input)).lastIndexOf(true);
  const next = inputs[last + 1] ?? root.querySelector<HTMLElement>(end);
  next?.focus();
  (next?.closest("[data-row]") ?? next)?.scrollIntoView({ block: "nearest" });
}
