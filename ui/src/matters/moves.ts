// Which of the allowed steps lead on, and which are there for when they are wanted.

import type { Move } from "../contract";
import { fieldOf, labelOf } from "../parts/record/fields";

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
