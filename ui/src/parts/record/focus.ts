// Walking a form with Enter, in the order of the paper form.

/** Puts the cursor into the field with this key. */
export function focusRow(root: HTMLElement, key: string): boolean {
  const input = root.querySelector<HTMLElement>(`[data-row="${key}"] [data-input]`);
  input?.focus();
  input?.scrollIntoView({ block: "nearest" });
  return input !== null && input !== undefined;
}

/** From the field around `from` to the next one, and after the last to `end`. */
export function focusNext(root: HTMLElement, from: HTMLElement, end: string): void {
  const inputs = [...root.querySelectorAll<HTMLElement>("[data-row] [data-input]")];
  const row = from.closest("[data-row]");
  const last = inputs.findLastIndex((input) => row?.contains(input));
  const next = inputs[last + 1] ?? root.querySelector<HTMLElement>(end);
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
