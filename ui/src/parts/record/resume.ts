// The draft that was being typed when the program locked: it opens by itself on coming
// back, so that whoever unlocks finds her sentence where she left it.

import type { Draft } from "../../contract";

let typed = "";

/** Called while locking; "" when nothing was being typed. */
export function noteTyped(draft: string): void {
  typed = draft;
}

/** The one among `drafts` to take up now; only once. */
export function takeTyped(drafts: readonly Draft[]): Draft | undefined {
  const found = drafts.find((draft) => draft.id === typed);
  if (found) typed = "";
  return found;
}
