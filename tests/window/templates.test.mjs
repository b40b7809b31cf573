// The office's own form: a word mistyped is named at its cell, corrected, and the form is written as it looks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { PASSWORD, ask, sit, stationOf } from "./clerk.mjs";
import { command } from "./window.mjs";

const YEAR = new Date().getFullYear();

function year() {
  const { of, ids } = stationOf([["deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" }]]);
  for (const [day, citizen, problem] of [["06", "䶮𬭚三", "=渠垮了三十米"], ["08", "王五", "路灯坏了"]]) ask(of, "save", { noun: "visit", values: { deputies: ids, kind: "station", date: `${YEAR}-01-${day}`, citizen, phone: "13907285566", problem } });
  return of;
}

/** The county's form, with this word for what was said. */
function form(of, word) {
  const path = join(of.folder, "县接访情况表.xlsx");
  const script = `
import sys, openpyxl
from openpyxl.styles import Font
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "接访"
sheet.merge_cells("A1:D1")
sheet["A1"], sheet["A1"].font = "{{期间}}接待接访登记簿", Font(size=20, bold=True)
for column, text in zip("ABCD", ["序号", "日期", "姓名", "反映的问题"]): sheet[column + "2"] = text
for column, text in zip("ABCD", ["{{序号}}", "{{日期}}", "{{来访人}}", "{{" + sys.argv[2] + "}}"]): sheet[column + "3"] = text
sheet["A4"] = "共 {{条数}} 件，{{制表人}}"
sheet.merge_cells("A4:D4")
sheet.print_area = "A1:D4"
sheet.column_dimensions["D"].width = 44
book.save(sys.argv[1])`;
  execFileSync("/usr/bin/python3", ["-c", script, path, word]);
  return path;
}

/** What openpyxl sees: cells, merges, printed area, the width of D. */
function seen(file) {
  const script = "import sys, json, openpyxl\ns = openpyxl.load_workbook(sys.argv[1]).active\nprint(json.dumps([{c.coordinate: str(c.value)[:10] for row in s.iter_rows() for c in row if c.value is not None}, sorted(map(str, s.merged_cells.ranges)), s.print_area[0], s.column_dimensions['D'].width]))";
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", script, file], { encoding: "utf8" }));
}

test("本单位的表样：写错的栏目当场指出，改好载入，照样子写出，移除了能撤销", async () => {
  const of = year();
  const files = await sit(of, async (clerk) => {
    const choose = async (button, word) => (await clerk.all(button))[0].sendKeys(form(of, word));
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.see("templates-none");
    await clerk.click("template-sample");
    await clerk.reads("ledger-file", "表样示例_接待接访登记簿.xlsx");
    await choose("template-load", "反应问题");
    await clerk.reads("template-fault", "接访 D3没有“反应问题”这一栏，最接近的是“反映问题（原话）”");
    await clerk.see("templates-none");
    await clerk.picture("template-wrong");

    await choose("template-load", "反映问题");
    await clerk.reads("template-line", "县接访情况表");
    await clerk.gone("template-faults");
    await clerk.click("template-rename");
    await clerk.at("template-name");
    await clerk.press("Control+a");
    await clerk.type("县人大接访情况表（每季度报送，长名称也放得下）");
    await clerk.press("Enter");
    await clerk.reads("template-line", "县人大接访情况表（每季度报送");
    await clerk.click("template-write");
    await clerk.reads("ledger-file", "县人大接访情况表");
    await clerk.picture("template-written");
    const names = await clerk.words("ledger-file");

    await choose("template-again", "电话");
    await clerk.click("template-back");
    await clerk.see("template-write");
    await clerk.click("template-remove");
    await clerk.see("templates-none");
    await clerk.click("undo-delete", "撤销");
    await clerk.reads("template-line", "县人大接访情况表");
    await clerk.size(1920, 1080);
    await clerk.picture("template-wide");
    return names;
  });
  const [cells, merges, printed, width] = seen(join(of.ledgers, "台账", files[0]));
  assert.deepEqual(merges, ["A1:D1", "A5:D5"]);
  assert.deepEqual([printed, width, cells.A1, cells.D3, cells.D4, cells.A5], ["$A$1:$D$5", 44, `${YEAR}年接待接访登`, "=渠垮了三十米", "路灯坏了", "共 2 件，林晓芸"]);
  assert.deepEqual([cells.A3, cells.A4, cells.B3, cells.C3], ["1", "2", `${YEAR}-01-06`, "䶮𬭚三"]);
});

test("只读的人能照表样写出，不能载入和移除", async () => {
  const of = year();
  command(of, ["template", "load", form(of, "反映问题")], { password: PASSWORD });
  ask(of, "clerk_add", { name: "周来查", post: "reader", password: "zhi-du-33", own: PASSWORD });
  await sit(of, async (clerk) => {
    await clerk.unlock("zhi-du-33");
    await clerk.goTo("ledgers");
    await clerk.click("template-write");
    await clerk.reads("ledger-file", "县接访情况表");
    assert.equal(await clerk.count("template-load", 0), 0);
    assert.equal(await clerk.count("template-remove", 0), 0);
  });
});
