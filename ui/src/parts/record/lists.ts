// The words of every list of choices, asked once and again after a new word was saved.

import { reactive } from "vue";
import { call } from "../../call";
import type { List } from "../../contract";

const words = reactive<Partial<Record<List, string[]>>>({});
let asked: Promise<void> | null = null;

async function ask(): Promise<void> {
  for (const list of await call("lists", {})) words[list.list] = list.words;
}

/** Words of a list; empty until they have arrived. */
export function wordsOf(list: List): string[] {
  return words[list] ?? [];
}

export function askLists(): Promise<void> {
  asked ??= ask().catch(() => {
    asked = null; // Asked again by the next form; a list without words still takes typing.
  });
  return asked;
}

/** After a save: a new village or unit may have joined its list. */
export function refreshLists(): void {
  asked = null;
  void askLists();
}
