// Where each kind of record lives in the window.

import type { RouteLocationRaw } from "vue-router";
import type { Noun } from "../../contract";
import { cutQuery } from "./cut";

const DESKS: Record<Noun, string> = {
  deputy: "/deputies",
  group: "/deputies",
  reception_day: "/reception",
  visit: "/visits",
  activity: "/activities",
  matter: "/matters",
  step: "/matters",
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
const LEAVES: readonly Noun[] = ["group", "home", "unit", "member", "contact", "person", "proposal", "supervision"];

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
  return noun === "deputy" || noun === "matter" ? { path: DESKS[noun], query: cutQuery({ stations: [station] }) } : null;
}
