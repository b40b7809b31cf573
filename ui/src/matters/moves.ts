// Which of the allowed steps lead on, and which are there for when they are wanted; which of
// those done still stand.

import type { Kept, Move } from "../contract";
import { fieldOf, labelOf, textOf, type Values } from "../parts/record/fields";

/** The word on its button. */
export function moveLabel(kind: string): string {
  return labelOf(fieldOf("step", "kind"), kind);
}

/** Steps on the way to 办结; the first of them is the usual one. */
const ONWARD = ["submit", "refer", "sign", "start", "answer", "feed_back", "rate", "close", "answer_on_spot", "decline", "redo", "return"];

export interface Choice {
  onward: Move[];
  besides: Move[];
  usual: string;
}

/** Sorts the moves a matter may make now. `fedBack`: voter and deputy both know the answer. */
export function sortMoves(moves: Move[], state: string, fedBack: boolean): Choice {
  const onward = ONWARD.flatMap((kind) => moves.filter((move) => move.kind === kind));
  const besides = moves.filter((move) => !ONWARD.includes(move.kind));
  const kinds = onward.map((move) => move.kind);
  let usual = kinds[0] ?? "";
  if (state === "answered" && fedBack) usual = "rate";
  if (state === "rated" && fedBack) usual = "close";
  return { onward, besides, usual: kinds.includes(usual) ? usual : (kinds[0] ?? "") };
}

/** The program's notice that the county's word did not fit; the matter did not move by it. */
export const NOTICE = "not_applied";

/** The county put a file of its own on a station's matter, or took one off. */
const FILE = "file";

/**
 * The steps that still stand, oldest first, without notices. Steps and undos nest like brackets,
 * those of each office among themselves: an undo takes back its own office's newest step.
 */
export function standing(steps: readonly Kept[]): Kept[] {
  const open: Kept[] = [];
  for (const step of steps) {
    const kind = textOf(step as Values, "kind");
    if (kind === NOTICE || kind === FILE) continue;
    if (kind !== "undo") {
      open.push(step);
      continue;
    }
    const last = open.map((before) => before.station).lastIndexOf(step.station);
    if (last >= 0) open.splice(last, 1);
  }
  return open;
}
