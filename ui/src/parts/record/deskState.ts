// What a desk remembers while the clerk is at another: its filter, order and tab.
// In memory only; after locking it starts afresh.

import { reactive } from "vue";
import type { Filter } from "../../contract";
import { onLock } from "./onLock";
import { emptyFilter } from "./sentence";

export interface DeskState {
  filter: Filter;
  aboutName: string;
  sort: string;
  descending: boolean;
  tab: string;
}

const desks = reactive(new Map<string, DeskState>());

export function deskState(name: string): DeskState {
  const known = desks.get(name);
  if (known) return known;
  desks.set(name, { filter: emptyFilter(), aboutName: "", sort: "", descending: false, tab: "" });
  return deskState(name);
}

onLock(() => desks.clear());
