// How a station stands, as a word with a colour and a shape; the same in the picture and its key.

import type { Standing } from "../contract";

export interface StandingLook {
  word: string;
  /** Red stays with what is late, amber with what will be. */
  tone: "late" | "soon" | "plain" | "done" | "none";
  /** The path of its mark in a box of twelve. */
  mark: string;
}

export const STANDINGS: Record<Standing, StandingLook> = {
  overdue: { word: "有超期", tone: "late", mark: "M6 1 11.5 11H.5z" },
  never: { word: "从未交接", tone: "soon", mark: "M6 1.5 10.5 6 6 10.5 1.5 6z" },
  silent: { word: "久未交接", tone: "soon", mark: "M6 1.5 10.5 6 6 10.5 1.5 6zM6 4 4 6l2 2 2-2z" },
  idle: { word: "本月未接待", tone: "plain", mark: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm0 1.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z" },
  fine: { word: "正常", tone: "done", mark: "M1.2 6.5 4.6 9.9 10.8 3.2 9.6 2.1 4.5 7.6 2.3 5.4z" },
  unused: { word: "未启用", tone: "none", mark: "M2 5.2h8v1.6H2z" },
};

/** In the order of how pressing they are. */
export const ORDER: readonly Standing[] = ["overdue", "never", "silent", "idle", "fine", "unused"];
