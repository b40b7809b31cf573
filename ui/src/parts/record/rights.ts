// What this office may write, as the program itself decides it; only so that no button is offered
// that would be refused.

import { SENT, type Kept, type Noun } from "../../contract";
import { mayWrite, session } from "../../session";

/** Whether new records of this kind are made here. */
export function mayAdd(noun: Noun): boolean {
  const county = session.station?.role === "county";
  return mayWrite.value && (county ? noun === "group" || !SENT.includes(noun) : SENT.includes(noun));
}

/** Whether this record is changed here: what came in from a station is the station's. */
export function mayChange(noun: Noun, record: Kept): boolean {
  return mayAdd(noun) && record.station === session.station?.code;
}
