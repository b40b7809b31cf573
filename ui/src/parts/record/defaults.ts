// What a new record starts with, and what may be taken over from the last one.
// Offered, never forced: every one of these can be typed over.

import type { Noun } from "../../contract";
import { session } from "../../session";
import { today } from "./dates";
import { blankValues, type Values } from "./fields";

function preset(noun: Noun): Values {
  const clerk = session.clerk;
  switch (noun) {
    case "deputy":
      return { status: "serving" };
    case "reception_day":
      return { status: "planned", staff: session.station?.staff || clerk };
    case "visit":
      return { kind: "station", date: today(), recorder: clerk };
    case "activity":
      return { date: today(), organiser: "group", recorder: clerk };
    case "matter":
      return { raised_on: today(), source: "other" };
    case "report_meeting":
      return { date: today(), form: "oral", recorder: clerk };
    case "promise":
      return { made_on: today() };
    case "publicity":
      return { kind: "report", date: today(), recorder: clerk };
    case "book_move":
      return { kind: "out", date: today(), recorder: clerk };
    case "duty":
      return { date: today() };
    case "proposal":
      return { raised_on: today(), state: "lodged", occasion: "between" };
    case "supervision":
      return { started_on: today(), state: "running" };
    default:
      return {};
  }
}

/** Values of a new record: every field present, the usual answers filled in. */
export function startValues(noun: Noun): Values {
  return { ...blankValues(noun), ...preset(noun) };
}

/** Fields whose last answer is likely to be the next one too. */
export const REPEATED: Partial<Record<Noun, readonly string[]>> = {
  deputy: ["levels", "term", "constituency"],
  group: ["kind", "staff"],
  reception_day: ["slot", "place", "deputies", "staff"],
  visit: ["deputies", "village", "category", "place"],
  activity: ["kind", "place", "group", "deputies", "host", "season", "theme", "partners"],
  matter: ["category", "village", "deputies", "channel"],
  report_meeting: ["place", "activity", "expected", "present", "overseer", "teller"],
  publicity: ["outlet"],
  book_move: ["book", "source"],
  duty: ["kind", "title", "date"],
};
