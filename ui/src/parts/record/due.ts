// How a deadline reads beside a matter.

import { daysBetween, shownDate } from "./dates";

export interface Due {
  words: string;
  /** Red only when late, amber only when near. */
  tone: "late" | "near" | "plain";
}

const ENDED = ["closed", "withdrawn"];

export function dueOf(due: string, state: string, flags: readonly string[], now: string): Due {
  if (due === "") return { words: "", tone: "plain" };
  const left = daysBetween(now, due);
  if (flags.includes("overdue")) return { words: `超期 ${-left} 天`, tone: "late" };
  if (flags.includes("soon")) return { words: left === 0 ? "今天到期" : `还剩 ${left} 天`, tone: "near" };
  return { words: ENDED.includes(state) ? "" : shownDate(due), tone: "plain" };
}
