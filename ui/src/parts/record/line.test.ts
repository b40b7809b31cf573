import { expect, test } from "vitest";
import type { Kept } from "../../contract";
import { fieldOf } from "./fields";
import { cellOf } from "./line";

const visit = { station: "JS-017", citizen: "田老四", village: "三溪村3组", phone: "13912345678", problem: "路灯不亮", handling: "answered", deputies: ["d1", "d2", "d3"] };
const beside = { names: { d1: "张卫国", d2: "李万贵" }, flags: [], today: "2024-06-03" };

function said(key: string, more: object = {}, noun: "visit" | "matter" = "visit") {
  const field = fieldOf(noun, key);
  if (!field) throw new Error(key);
  return cellOf(noun, field, { ...visit, ...more } as unknown as Kept, beside);
}

test("列表里的一格：人认得出来，私事不露", () => {
  expect(said("citizen").words).toBe("田老四");
  expect(said("village").words).toBe("三溪村**");
  expect(said("phone").words).toBe("139****5678");
  expect(said("citizen", { confidential: true }).words).toBe("匿名");
  expect(said("village", { confidential: true }).words).toBe("保密");
});

test("指着别的记录的，写它的名称；不知道的不写", () => {
  expect(said("deputies").words).toBe("张卫国、李万贵");
});

test("状态带着标记，期限带着轻重", () => {
  expect(said("handling")).toMatchObject({ mark: "answered_visit", words: "当场答复" });
  const due = cellOf("matter", fieldOf("matter", "due_on")!, { due_on: "2024-06-01", state: "working" } as unknown as Kept, { ...beside, flags: ["overdue"] });
  expect(due).toEqual({ words: "超期 2 天", mark: "", look: "due-late" });
});
