import { expect, test } from "vitest";
import type { Draft } from "../../contract";
import { noteTyped, takeTyped } from "./resume";

const drafts = ["a", "b"].map((id) => ({ id, noun: "visit", record: "", values: {}, changed_at: "" }) as Draft);

test("锁屏时正在写的那一份，回来自己打开，只打开一次", () => {
  expect(takeTyped(drafts)).toBeUndefined();
  noteTyped("b");
  expect(takeTyped([])).toBeUndefined();
  expect(takeTyped(drafts)?.id).toBe("b");
  expect(takeTyped(drafts)).toBeUndefined();
});
