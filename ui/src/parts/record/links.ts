// Where each kind of record lives in the window.

import type { RouteLocationRaw } from "vue-router";
import type { Filter, Noun } from "../../contract";
import { cutQuery } from "./cut";

const DESKS: Record<Noun, string> = {
  deputy: "/deputies",
  group: "/deputies",
  reception_day: "/reception",
  visit: "/visits",
  activity: "/activities",
  matter: "/matters",
  step: "/matters",
  report_meeting: "/activities",
  promise: "/activities",
  publicity: "/activities",
  book: "/activities",
  book_move: "/activities",
  duty: "/deputies",
  seat: "/deputies",
  home: "/sites",
  site: "/sites",
  unit: "/sites",
  member: "/deputies",
  contact: "/deputies",
  person: "/deputies",
  proposal: "/referrals",
  supervision: "/referrals",
};

/** Desks of more than one kind open on the first; these lie on a further leaf. */
const LEAVES: readonly Noun[] = ["report_meeting", "promise", "publicity", "book", "book_move", "duty", "seat", "group", "home", "unit", "member", "contact", "person", "proposal", "supervision"];

function tab(noun: Noun): Record<string, string> {
  return LEAVES.includes(noun) ? { tab: noun } : {};
}

/** A record, opened at its desk. */
export function toRecord(noun: Noun, id: string): RouteLocationRaw {
  return { path: `${DESKS[noun]}/${encodeURIComponent(id)}`, query: tab(noun) };
}

/** A desk, its list cut down to what is about one record. */
export function toAbout(noun: Noun, id: string, name: string): RouteLocationRaw {
  return { path: DESKS[noun], query: { ...tab(noun), about: id, about_name: name } };
}

/** A desk, its list cut down to what has a flag. */
export function toFlag(noun: Noun, flag: string): RouteLocationRaw {
  return { path: DESKS[noun], query: { ...tab(noun), flag } };
}

/** A desk, its list cut down. */
export function toCut(noun: Noun, cut: Partial<Filter>): RouteLocationRaw {
  return { path: DESKS[noun], query: { ...tab(noun), ...cutQuery(cut) } };
}

/** A new record with references already in it. */
export function toNew(noun: Noun, given: Record<string, string>): RouteLocationRaw {
  return { path: DESKS[noun], query: { ...tab(noun), new: "1", ...given } };
}

/** A draft, taken up again. */
export function toDraft(noun: Noun, id: string): RouteLocationRaw {
  return { path: DESKS[noun], query: { ...tab(noun), draft: id } };
}

/** A desk of the county, its list cut down to one station; null where it has no such desk. */
export function toStation(noun: Noun, station: string): RouteLocationRaw | null {
  return noun === "deputy" || noun === "matter" ? toCut(noun, { stations: [station] }) : null;
}
