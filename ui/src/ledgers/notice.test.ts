import { expect, test } from "vitest";
import type { NoticeMatter, NoticeStation } from "../contract";
import { choiceOf, isPlain, noDecisions } from "./notice";

function matter(id: string, given: Partial<NoticeMatter> = {}): NoticeMatter {
  return { id, number: `YJ-${id}`, category: "交通道路", title: `标题${id}`, doubts: [], raised_on: "2024年5月8日", unit: "", state: "已登记", result: "", closed_on: "", confidential: false, ...given };
}

const station: NoticeStation = { code: "JS-017", name: "三溪村代表联络站", matters: [matter("1"), matter("2"), matter("3")], deputies: [] };

test("nothing goes out that nobody let out", () => {
  expect(choiceOf([station], noDecisions())).toEqual({ released: [], withheld: [] });
});

test("a title goes out as it was shown, and not when its line is left out", () => {
  const decisions = noDecisions();
  for (const id of ["1", "3", "9"]) decisions.released.add(id);
  for (const id of ["3", "8"]) decisions.withheld.add(id);
  expect(choiceOf([station], decisions)).toEqual({ released: [{ id: "1", title: "标题1" }], withheld: ["3"] });
});

test("doubtful and secret titles are let out one by one or not at all", () => {
  expect(isPlain(matter("1"))).toBe(true);
  expect(isPlain(matter("1", { doubts: ["像是说到某一个人、某一家"] }))).toBe(false);
  expect(isPlain(matter("1", { title: "", confidential: true }))).toBe(false);
});
