// How a station's handoff stands, in words; one definition for the table, its filter and its colours.

import type { InboxLine, Span } from "../../contract";

/** A station that sent nothing for longer than this is asked about. */
export const SILENT_DAYS = 35;

export type Standing = "fork" | "missing" | "refused" | "silent" | "none" | "fine";

export const STANDINGS: Record<Standing, { word: string; look: "late" | "soon" | "plain" | "done" }> = {
  fork: { word: "重号，请问清楚", look: "late" },
  missing: { word: "缺包", look: "late" },
  refused: { word: "有未收下的行", look: "soon" },
  silent: { word: "久未来包", look: "soon" },
  none: { word: "还没来过包", look: "plain" },
  fine: { word: "正常", look: "done" },
};

/** The gravest thing about a station. */
export function standingOf(line: InboxLine): Standing {
  if (line.forks > 0) return "fork";
  if (line.needed.length > 0) return "missing";
  if (line.refused.length > 0) return "refused";
  if (line.seq === 0) return "none";
  return (line.days_silent ?? 0) > SILENT_DAYS ? "silent" : "fine";
}

/** 3、5—7 */
export function numbers(spans: readonly Span[]): string {
  return spans.map(({ first, last }) => (first === last ? `${first}` : `${first}—${last}`)).join("、");
}
