import { expect, test } from "vitest";
import { spans, spanWords } from "./periods";
import { chipsOf, emptyFilter, sentenceOf } from "./sentence";

test("a filter reads like a sentence", () => {
  const filter = { ...emptyFilter(), from: "2024-01-01", to: "2024-12-31", equal: { state: ["referred"], category: ["水利饮水"] }, flag: "overdue" };
  expect(sentenceOf(chipsOf("matter", filter))).toBe("2024年 · 已交办 · 水利饮水 · 超期");
});

test("several words of one field are joined by 或", () => {
  const filter = { ...emptyFilter(), equal: { kind: ["station", "phone"] }, text: " 张 " };
  expect(sentenceOf(chipsOf("visit", filter))).toBe("进站接访或电话 · 含“张”");
});

test("each chip takes away just its own part", () => {
  let filter = { ...emptyFilter(), from: "2024-01-01", to: "2024-12-31", equal: { state: ["closed"] }, flag: "soon", text: "路", about: "x" };
  for (const chip of chipsOf("matter", filter, "张卫国")) filter = chip.without(filter) as typeof filter;
  expect(filter).toEqual(emptyFilter());
});

test.each([
  ["2024-01-01", "2024-12-31", "2024年"],
  ["2024-02-01", "2024-02-29", "2024年2月"],
  ["2024-04-01", "2024-06-30", "2024年第2季度"],
  ["2024-03-01", "2024-03-05", "2024年3月1日至3月5日"],
  ["2023-12-30", "2024-01-02", "2023年12月30日至2024年1月2日"],
  ["2024-03-01", "", "2024年3月1日以后"],
  ["", "2024-03-01", "2024年3月1日以前"],
  ["", "", ""],
])("from %s to %s reads %s", (from, to, words) => expect(spanWords(from, to)).toBe(words));

test("spans end where their month ends", () => {
  const all = Object.fromEntries(spans("2024-03-31").map((span) => [span.key, [span.from, span.to]]));
  expect(all["month"]).toEqual(["2024-03-01", "2024-03-31"]);
  expect(all["last_month"]).toEqual(["2024-02-01", "2024-02-29"]);
  expect(all["quarter"]).toEqual(["2024-01-01", "2024-03-31"]);
  expect(all["last_year"]).toEqual(["2023-01-01", "2023-12-31"]);
});
