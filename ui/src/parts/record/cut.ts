// A cut that comes with an address: what a figure, a tile or a plot opens.

import type { Filter } from "../../contract";
import { emptyFilter } from "./sentence";

/** A cut as the address carries it. */
export function cutQuery(cut: Partial<Filter>): { cut: string } {
  return { cut: JSON.stringify(cut) };
}

/** The cut an address carries; null when it carries none. */
export function cutOf(query: unknown): Filter | null {
  if (typeof query !== "string") return null;
  try {
    const cut: unknown = JSON.parse(query);
    return typeof cut === "object" && cut !== null ? { ...emptyFilter(), ...cut } : null;
  } catch {
    return null;
  }
}
