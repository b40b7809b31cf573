// What this office may write, as the program itself decides it; only so that no button is offered
// that would be refused.

import { PURGED, SENT, type Kept, type Noun } from "../../contract";
import { mayWrite, session } from "../../session";

/** Whether new records of this kind are made here. */
export function mayAdd(noun: Noun): boolean {
  // 任期 comes of 换届 alone.
  if (noun === "seat") return false;
  const county = session.station?.role === "county";
  return mayWrite.value && (county ? noun === "group" || !SENT.includes(noun) : SENT.includes(noun));
}

/** Whether its retention is over and what was personal is gone: then it stays as it is. */
export function isPurged(record: Kept): boolean {
  return record["citizen"] === PURGED;
}

/** Whether this record is changed here: what came in from a station is the station's. */
export function mayChange(noun: Noun, record: Kept): boolean {
  // What was reviewed is reversed, never changed.
  const filed = noun === "duty" && record["status"] === "filed";
  return mayAdd(noun) && !filed && !isPurged(record) && record.station === session.station?.code;
}
