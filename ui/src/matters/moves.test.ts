import { expect, test } from "vitest";
import { MOVES, type Kept } from "../contract";
import { moveLabel, NOTICE, sortMoves, standing } from "./moves";

function from(state: string, fedBack = false) {
  return sortMoves(MOVES.filter((move) => move.from.includes(state)), state, fedBack);
}

test("every state of the way offers its usual step first", () => {
  const usual = ["recorded", "awaiting", "referred", "signed", "working", "answered", "rated", "redo", "promoted"].map((state) => moveLabel(from(state).usual));
  expect(usual).toEqual(["送签批", "交办", "签收", "开始办理", "答复", "反馈", "反馈", "交办", "办结"]);
});

test("once both sides know the answer, rating and closing come next", () => {
  expect(from("answered", true).usual).toBe("rate");
  expect(from("rated", true).usual).toBe("close");
});

test("no move is lost between the two rows", () => {
  for (const state of new Set(MOVES.flatMap((move) => move.from))) {
    const { onward, besides } = from(state);
    expect(onward.length + besides.length).toBe(MOVES.filter((move) => move.from.includes(state)).length);
  }
});

function steps(...words: string[]): Kept[] {
  return words.map((word, at) => {
    const [station, kind] = word.split(" ");
    return { id: String(at), station, kind } as unknown as Kept;
  });
}

test("an undo takes back its own office's newest step; a notice is no step", () => {
  const done = steps("JS-017 record", "JS-017 submit", "JS-COUNTY refer", "JS-COUNTY undo", "JS-COUNTY answer", `JS-017 ${NOTICE}`, "JS-017 undo");
  expect(standing(done).map((step) => step.id)).toEqual(["0", "4"]);
});

test("what only the program writes is never offered", () => {
  expect(MOVES.filter((move) => ["undo", NOTICE].includes(move.kind))).toEqual([]);
});
