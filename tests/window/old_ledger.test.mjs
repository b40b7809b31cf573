// An old ledger comes in: the file is chosen, what is not certain is asked once, the sound rows are taken
// in, and the whole of it is taken back.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { PASSWORD, ask, sit, stationOf } from "./clerk.mjs";
import { command } from "./window.mjs";

/** A workbook as a station kept it by hand. */
function workbook(of, rows) {
  const path = join(of.folder, "2023年来访登记.xlsx");
  const script =
    "import sys, json, openpyxl\nbook = openpyxl.Workbook()\nsheet = book.active\nsheet.title = '来访登记'\nsheet['A1'] = '2023年三溪村群众来访登记'\nsheet.merge_cells('A1:H1')\nfor row in json.load(sys.stdin): sheet.append(row)\nbook.save(sys.argv[1])";
  execFileSync("/usr/bin/python3", ["-c", script, path], { input: JSON.stringify(rows) });
  return path;
}

const TITLES = ["序号", "接待日期", "接待代表", "来访人姓名", "联系电话", "人数", "来访方式", "反映的问题"];

function kept() {
  const { of } = stationOf([
    ["deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" }],
    ["deputy", { name: "张三", levels: ["县"], status: "serving" }],
  ]);
  const rows = [TITLES];
  for (let n = 1; n <= 30; n++) rows.push([n, `2023.${(n % 12) + 1}.5`, n % 2 ? "张　三" : "龚𠮷祥", `王${n % 10}`.replace(/\d/g, (d) => "零一二三四五六七八九"[d]) + "甲".repeat(Math.ceil(n / 10)), "139 0000 1111", `${(n % 4) + 1}人`, "本人来访", `第${n}件：灌渠漏水约200米，天旱时下游三个组的田灌不上水`]);
  rows.push([31, "3月8日", "赵六", "李大娘", "", "", "电话", "路灯坏了"]);
  rows.push([32, "2023.3.9", "赵六、钱七", "孙二", "", "约20", "本人来访", "修桥"]);
  rows.push(["合计", null, null, null, null, 77]);
  return { of, path: workbook(of, rows) };
}

const visits = (of) => ask(of, "page", { noun: "visit", limit: 1 }).total;

test("旧台账：看不准的问一次，导入以后可以整批撤销", async () => {
  const { of, path } = kept();
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-old");
    await clerk.picture("old-ledger-empty");
    await (await clerk.all("old-file"))[0].sendKeys(path);
    await clerk.reads("old-question-count", "4 个地方看不准");
    await clerk.reads("old-take", "导入 30 行");
    await clerk.reads("old-count-none", "不是记录 1");
    await clerk.picture("old-ledger-asked");

    // Both new people at once, then the day and the number.
    await clerk.click("old-all-add:乡");
    await clerk.reads("old-question-count", "2 个地方看不准");
    await clerk.click("old-choice", "2023年3月8日");
    await clerk.reads("old-question-count", "1 个地方看不准");
    await clerk.click("old-choice", "20");
    await clerk.reads("old-question-count", "都回答了");
    await clerk.reads("old-take", "导入 32 行");
    await clerk.click("old-answer-back");
    await clerk.reads("old-question-count", "1 个地方看不准");
    await clerk.fill("old-typed", "21");
    await clerk.click("old-typed-give");
    await clerk.reads("old-take", "导入 32 行");
    await clerk.click("old-columns");
    await clerk.picture("old-ledger-ready");

    await clerk.click("old-take");
    await clerk.reads("old-done", "导入了 32 条，连同新登记的代表、小组或书 2 个");
    await clerk.picture("old-ledger-done");
    await clerk.click("old-done-undo");
    await clerk.reads("old-taken-line", "已撤销");
    await clerk.gone("old-done");

    await (await clerk.all("old-file"))[0].sendKeys(path);
    await clerk.reads("old-take", "导入 30 行");
    await clerk.click("old-take");
    await clerk.reads("old-done", "导入了 30 条");
    await clerk.size(1920, 1080);
    await clerk.picture("old-ledger-wide");
  });
  assert.equal(visits(of), 30);
  assert.equal(ask(of, "page", { noun: "deputy", limit: 1 }).total, 2);
});

test("导入到一半可以停：一行也没有留下，资料没有动", async () => {
  const { of } = stationOf([["deputy", { name: "张三", levels: ["县"], status: "serving" }]]);
  const rows = [TITLES];
  for (let n = 1; n <= 6000; n++) rows.push([n, `2023.${(n % 12) + 1}.${(n % 28) + 1}`, "张三", "王大妈", "13900001111", 1, "本人来访", `第${n}件：灌渠漏水约200米`]);
  const path = workbook(of, rows);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-old");
    await (await clerk.all("old-file"))[0].sendKeys(path);
    await clerk.reads("old-take", "导入 6,000 行");
    await clerk.click("old-take");
    await clerk.click("work-cancel");
    await clerk.reads("trouble", "已经取消");
    await clerk.picture("old-ledger-stopped");
    assert.equal(await clerk.count("old-done", 0), 0);
    // Whoever stopped can begin anew.
    await clerk.reads("old-take", "导入 6,000 行");
  });
  assert.equal(visits(of), 0);
});

test("命令行导入：先看一遍，没回答的不导入，只读的人没有这一页", async () => {
  const { of, path } = kept();
  const run = (...args) => {
    try {
      return { out: command(of, ["import", path, ...args], { password: PASSWORD }), code: 0 };
    } catch (error) {
      return { out: String(error.stdout), code: error.status };
    }
  };
  const dry = run("--register", "visits", "--dry-run");
  assert.equal(dry.code, 1);
  assert.match(dry.out, /问 deputies\|赵六：名册里没有“赵六”（2 处）/);
  assert.match(dry.out, /可导入 30 行，已经有了 0，等回答 2，有错 0，跳过 0，不是记录 1。/);
  assert.equal(run().code, 1);
  assert.equal(visits(of), 0);
  const taken = run("--sound-only");
  assert.equal(taken.code, 0);
  assert.match(taken.out, /导入了 30 条/);
  assert.equal(visits(of), 30);
  ask(of, "clerk_add", { name: "周来查", post: "reader", password: "zhi-du-33", own: PASSWORD });
  await sit(of, async (clerk) => {
    await clerk.unlock("zhi-du-33");
    await clerk.goTo("ledgers");
    await clerk.see("ledger-tab-figures");
    assert.equal(await clerk.count("ledger-tab-old", 0), 0);
  });
});
