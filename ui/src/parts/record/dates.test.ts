import { expect, test } from "vitest";
import { daysBetween, narrow, readDate, readMonth, readTime, shift, shownDate, weekday } from "./dates";

const NOW = "2026-11-24";

test.each([
  ["2024.3.5", "2024-03-05"],
  ["2024-3-5", "2024-03-05"],
  ["2024/03/05", "2024-03-05"],
  ["2024年3月5日", "2024-03-05"],
  ["２０２４．３．５", "2024-03-05"],
  ["20240305", "2024-03-05"],
  ["3月5日", "2026-03-05"],
  ["3月5号", "2026-03-05"],
  ["3.5", "2026-03-05"],
  ["今天", "2026-11-24"],
  ["昨天", "2026-11-23"],
  ["明天", "2026-11-25"],
])("a day typed as %s is read", (typed, date) => expect(readDate(typed, NOW)).toBe(date));

test.each(["", "2024", "2024.3", "13月5日", "2024-02-30", "后天下午", "3.5.7", "24-3-5", "1899-1-1"])("“%s” is not guessed at", (typed) =>
  expect(readDate(typed, NOW)).toBeNull(),
);

test.each([
  ["1975年3月", "1975-03"],
  ["1975.3", "1975-03"],
  ["197503", "1975-03"],
  ["1975-13", null],
])("month %s", (typed, month) => expect(readMonth(typed)).toBe(month));

test.each([
  ["9:30", "09:30"],
  ["9点半", "09:30"],
  ["14：05", "14:05"],
  ["9点", "09:00"],
  ["9", "09:00"],
  ["0930", "09:30"],
  ["25:00", null],
])("time %s", (typed, time) => expect(readTime(typed)).toBe(time));

test("days are counted over months, years and leap days", () => {
  expect(shift("2024-02-28", 1)).toBe("2024-02-29");
  expect(shift("2026-01-01", -1)).toBe("2025-12-31");
  expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
  expect(daysBetween("2026-11-24", "2026-11-20")).toBe(-4);
});

test("dates read as people write them", () => {
  expect(shownDate("2026-01-05")).toBe("2026年1月5日");
  expect(shownDate("明天")).toBe("明天");
  expect(weekday("2026-11-24")).toBe("星期二");
  expect(weekday("")).toBe("");
});

test("full-width signs count as their twins, other characters stay", () => expect(narrow("１３９－𬭚　Ａ")).toBe("139-𬭚 A"));
