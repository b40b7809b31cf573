// The last record of each kind, to offer its answers again. Kept in memory only.

import { call } from "../../call";
import type { Noun } from "../../contract";
import { valuesOf, type Values } from "./fields";
import { learn } from "./names";
import { onLock } from "./onLock";
import { emptyFilter } from "./sentence";

const saved = new Map<Noun, Values>();
onLock(() => saved.clear());

export function rememberLast(noun: Noun, values: Values): void {
  saved.set(noun, values);
}

/** What was saved last in this sitting, or the newest record there is; null when there is none. */
export async function lastOf(noun: Noun): Promise<Values | null> {
  const known = saved.get(noun);
  if (known) return known;
  try {
    const page = await call("page", { noun, filter: emptyFilter(), sort: "", descending: false, offset: 0, limit: 1 });
    const newest = page.rows[0];
    if (!newest) return null;
    learn(page.names);
    return valuesOf(noun, newest);
  } catch {
    return null; // Nothing to offer is no trouble.
  }
}

