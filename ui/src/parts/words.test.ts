import { expect, test } from "vitest";
import { daysWords, leftWords, shownSize } from "./words";

test("sizes as people read them", () => {
  expect([0, 999, 1000, 2048, 5_242_880, 15_728_640_000].map(shownSize)).toEqual(["0 字节", "999 字节", "1.0 KB", "2.0 KB", "5.0 MB", "14.6 GB"]);
});

test("days in words", () => {
  expect([0, 1, 5, -2].map(daysWords)).toEqual(["今天", "明天", "5 天后", "已过 2 天"]);
  expect([0, 3, -12].map(leftWords)).toEqual(["今天到期", "还剩 3 天", "超期 12 天"]);
});
