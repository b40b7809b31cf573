import { expect, test } from "vitest";
import type { FigureColumn, FigureLine, StationLine } from "../contract";
import { behind, cutOfCell, shownCell } from "./behind";

const column: FigureColumn = { key: "referred_closed", label: "其中办结", unit: "件", opens: "referred_closed", nouns: ["matter"] };
const line = (key: string): FigureLine => ({ key, word: key, cells: [] });
const year = { from: "2024-01-15", to: "2024-12-31" };
const site = (code: string, home: string): StationLine => ({ code, name: code, home, town: "", site: "", sent: true, open: true });
const sites = [site("A", "甲"), site("B", "甲"), site("C", "乙")];

test("a month's figure opens that month, closed by the end of the whole period", () => {
  expect(cutOfCell("month", line("2024-02"), column, year, [], sites)).toMatchObject({ from: "2024-02-01", to: "2024-02-29", cutoff: "2024-12-31", since: "2024-01-15" });
  expect(cutOfCell("quarter", line("2024-1"), column, year, [], sites)).toMatchObject({ from: "2024-01-15", to: "2024-03-31" });
  expect(cutOfCell("year", line("2024"), column, year, [], sites)).toMatchObject({ from: "2024-01-15", to: "2024-12-31" });
});

test("a home's figure opens its stations, a word's figure the word", () => {
  expect(cutOfCell("home", line("甲"), column, year, [], sites).stations).toEqual(["A", "B"]);
  expect(cutOfCell("home", line("甲"), column, year, ["B", "C"], sites).stations).toEqual(["B"]);
  expect(cutOfCell("unit", line("水利局"), column, year, ["C"], sites)).toMatchObject({ stations: ["C"], equal: { lead_unit: ["水利局"] } });
  expect(cutOfCell("station", undefined, column, year, [], sites)).toEqual({ ...year, counted: "referred_closed", stations: [] });
});

test("a rate opens what it is taken from; a nought opens nothing", () => {
  const rate: FigureColumn = { key: "closed_rate", label: "办结率", unit: "%", opens: "referred", nouns: ["matter"] };
  expect(cutOfCell("station", undefined, rate, year, [], sites).counted).toBe("referred");
  expect(behind(rate.nouns, 87.5)).toEqual(["matter"]);
  expect(behind(["visit", "group"], 3)).toEqual(["visit"]);
  expect([behind(rate.nouns, 0), behind(rate.nouns, null)]).toEqual([[], []]);
  expect([shownCell("%", 90), shownCell("件", 1200), shownCell("%", null)]).toEqual(["90.0", "1,200", "—"]);
});
