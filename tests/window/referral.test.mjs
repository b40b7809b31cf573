// The county hands out several matters at once, writes the unit's 交办单, and takes it back filled in.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { test } from "node:test";
import { Key, PASSWORD, ask, keep, sit } from "./clerk.mjs";
import { command, person } from "./window.mjs";

const TODAY = new Date().toLocaleDateString("sv");
const run = (of, ...args) => command(of, args, { password: PASSWORD });
const FILLS = fileURLToPath(new URL("../../crates/liaison/tests/county/openpyxl_fills.py", import.meta.url));

/** A county with matters of two stations, two of them sent for the chair's word at each, one not. */
function office() {
  const county = person();
  run(county, "init", "county", "--code", "JS-COUNTY", "--name", "嘉水县人大常委会办公室", "--town", "县城", "--clerk", "王小兰");
  const folder = join(county.folder, "交接");
  mkdirSync(folder);
  const stations = [["JS-017", "三溪村代表联络站"], ["JS-021", "上河村代表联络站"]].map(([code, name], at) => {
    const of = person();
    run(of, "init", "station", "--code", code, "--name", name, "--town", "三溪镇", "--clerk", "林晓芸");
    const slips = join(of.folder, "登记单");
    mkdirSync(slips);
    const digits = run(of, "enrol", "slip", "--out", slips).trim().split("\n").at(-1);
    const said = run(county, "roster", "make", slips, "--fingerprint", digits);
    run(of, "roster", "take", join(county.home, `roster/roster-${at + 2}.txt`), "--fingerprint", said.trimEnd().split("指纹 ").at(-1));
    return of;
  });
  for (const of of stations) {
    for (const title of ["修引水渠", "村口装路灯", "卫生室缺药"]) {
      const id = keep(of, "matter", { title, raised_on: TODAY, category: "水利饮水", content: "渠垮了三十米，请尽快修复。", citizen: "李长顺", village: "三溪村", source: "other" });
      if (title !== "卫生室缺药") ask(of, "move_matter", { id, revision: null, step: { kind: "submit" } });
    }
    run(of, "bundle", "pack", "--out", folder);
  }
  run(county, "bundle", "receive", folder);
  return county;
}

test("成批交办：键盘选中，先看能办哪几件；写交办单；退回的交办单先看后收", async () => {
  const county = office();
  await sit(county, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("matters");
    await clerk.reads("count", "6 件");
    await clerk.see("pick-row");
    await clerk.click("tab-awaiting");
    await clerk.reads("count", "4 件");
    await clerk.click("tab-all");
    await clerk.reads("count", "6 件");
    // By keyboard: the list, all of it, and one mark taken off again with Space.
    await clerk.press(Key.ARROW_DOWN, "Control+a");
    await clerk.reads("many-count", "已选 6 件");
    await clerk.press(Key.SPACE);
    await clerk.reads("many-count", "已选 5 件");
    await clerk.press(Key.SPACE);
    await clerk.reads("many-count", "已选 6 件");
    await clerk.click("many-refer");
    await clerk.click("many-look");
    await clerk.reads("error-unit", "请填写");
    await clerk.fill("many-unit", "县水利局");
    await clerk.press(Key.TAB);
    await clerk.click("many-look");
    await clerk.reads("many-seen", "能办 4 件，不能办 2 件");
    await clerk.reads("many-not", "不能“交办”");
    await clerk.picture("county-many-seen");
    await clerk.click("many-go");
    await clerk.gone("many-bar");
    await clerk.says("已交办 4 件");
    await clerk.click("tab-out");
    await clerk.reads("count", "4 件");
    await clerk.picture("county-matters-out");

    await clerk.goTo("referrals");
    await clerk.reads("units-sum", "手里共 4 件");
    await clerk.click("unit-pick-县水利局");
    await clerk.click("papers-write");
    await clerk.reads("ledger-file", "县水利局_交办单_");
    await clerk.picture("county-units");
    const file = join(await clerk.reads("ledger-folder"), await clerk.reads("ledger-file"));
    const cells = [[5, "签收人", "周工"], [5, "答复日期", `date:${TODAY}`], [5, "结果类别", "A 已解决"], [5, "答复内容", "水渠已修好。"], [6, "签收人", "周工"], [7, "答复内容", "列入计划"]];
    execFileSync("/usr/bin/python3", [FILLS, file, JSON.stringify(cells)]);
    const [input] = await clerk.all("return-file");
    await input.sendKeys(file);
    await clerk.reads("return-sum", "能收 2 行，不能收 1 行");
    assert.equal((await clerk.words("return-line")).filter((line) => line.includes("签收（周工")).length, 2);
    await clerk.picture("county-return-seen");
    await clerk.click("return-take");
    await clerk.says("已收下 2 行");
    await clerk.gone("return-sum");

    await clerk.click("unit-open-县水利局");
    await clerk.reads("chip-equal-lead_unit", "县水利局");
    await clerk.click("tab-answered");
    await clerk.reads("count", "1 件");
    await clerk.goTo("referrals");
    await clerk.click("referrals-evaluation");
    await clerk.click("evaluation-a-县水利局");
    await clerk.reads("evaluation-shown", "A 1 件");
    await clerk.picture("county-evaluation");
    await clerk.size(1920, 1080);
    await clerk.picture("county-evaluation-wide");
  });
});
