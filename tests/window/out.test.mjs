// What leaves the station: the year's ledgers, and the bundle for the county.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { STATION, ask, sit, stationOf } from "./clerk.mjs";

const YEAR = new Date().getFullYear();

/** A small year: one deputy, one visit, one activity, one matter. */
function year() {
  const { of, ids } = stationOf([["deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" }]]);
  const say = (noun, values) => ask(of, "save", { noun, values: { deputies: ids, ...values } });
  say("visit", { kind: "station", date: `${YEAR}-01-06`, citizen: "䶮𬭚三", phone: "13907285566", problem: "=渠垮了三十米" });
  say("activity", { name: "春季助耕", kind: "代表行动", date: `${YEAR}-01-07`, solved: 2 });
  say("matter", { title: "修引水渠", raised_on: `${YEAR}-01-06`, category: "水利饮水", content: "渠垮了三十米", source: "other" });
  return of;
}

/** Every cell of a workbook as an independent reader sees it. */
function cells(file) {
  const script = "import sys, json, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\nprint(json.dumps([[sheet.title, [[str(c.value) for c in row if c.value is not None] for row in sheet.iter_rows()]] for sheet in book]))";
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", script, file], { encoding: "utf8" }));
}

test("写出一年的全部台账不超过 3 次点击，每一本都打得开、内容不走样", async (t) => {
  const of = year();
  await sit(of, async (clerk) => {
    await clerk.unlock();
    const took = await clerk.counted(async () => {
      await clerk.goTo("ledgers");
      await clerk.click("ledger-all");
      await clerk.see("ledger-written");
    });
    t.diagnostic(`写出一年的台账：${took.clicks} 次点击`);
    assert.ok(took.clicks <= 3 && took.keys === 0);
    await clerk.picture("ledgers-written");

    const kinds = await clerk.words("ledger-kinds");
    assert.ok(kinds[0].includes("接访"));
  });
  const files = readdirSync(of.ledgers, { recursive: true }).filter((name) => name.endsWith(".xlsx")).map((name) => join(of.ledgers, name));
  assert.ok(files.length >= 8, `只写出 ${files.length} 本`);
  const all = files.map(cells);
  const text = JSON.stringify(all);
  for (const words of ["䶮𬭚三", "13907285566", "=渠垮了三十米", "春季助耕", "修引水渠", "龚𠮷祥", STATION.name]) assert.ok(text.includes(words), `台账里没有“${words}”`);
});

test("一周的交接从插好 U 盘到“可以拔出”不超过 3 次点击，包用通用工具验得过", async (t) => {
  const of = year();
  const key = ask(of, "station_key", {}).minisign;
  const path = await sit(of, async (clerk) => {
    await clerk.unlock();
    const took = await clerk.counted(async () => {
      await clerk.goTo("handoff");
      await clerk.click("pack-button");
      await clerk.reads("pack-sentence", "读回核对");
    });
    t.diagnostic(`一周的交接：${took.clicks} 次点击`);
    assert.ok(took.clicks <= 3 && took.keys === 0);
    await clerk.picture("packed");
    await clerk.click("bundle-handed-1");
    await clerk.reads("bundle-state", "已交出");
    return (await clerk.see("pack-result")).getAttribute("data-path");
  });
  assert.ok(existsSync(path), path);
  assert.ok(dirname(path).startsWith(of.documents));
  assert.match(basename(path), /^JS-017_[0-9a-f]{4}_000001\.rdz$/);

  const out = join(of.folder, "check");
  mkdirSync(out);
  writeFileSync(join(of.folder, "JS-017.pub"), key);
  const run = (command, ...args) => execFileSync(command, args, { cwd: out, encoding: "utf8" });
  run("tar", "-xf", path);
  assert.deepEqual(readdirSync(out).sort(), ["ENVELOPE.txt", "SHA256SUMS", "SHA256SUMS.minisig", "VERIFY.txt", "payload.tar.zst.age"]);
  assert.match(run("minisign", "-VHm", "SHA256SUMS", "-p", "../JS-017.pub"), /verified[\s\S]*rdz\/1 from=JS-017/);
  assert.match(run("sha256sum", "-c", "SHA256SUMS"), /payload\.tar\.zst\.age: OK/);
});
