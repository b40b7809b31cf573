// 打印: the pages as they will be printed, the choice of forms, and the PDF.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { ask, sit, stationOf } from "./clerk.mjs";
import { filesBelow } from "./window.mjs";

const RARE = "䶮𬭚𠮷㛃𡐓";
const DEPUTY = ["deputy", { name: "向春梅", levels: ["县"], constituency: "三溪第一选区", status: "serving" }];

function station() {
  const { of, ids } = stationOf([DEPUTY]);
  const keep = (noun, values) => ask(of, "save", { noun, values }).record.id;
  keep("visit", { kind: "station", date: "2024-06-03", deputies: ids, citizen: RARE, problem: "路灯坏了三盏 <script>alert(1)</script> #eval", handling: "noted", category: "交通道路" });
  const matter = keep("matter", { title: "路灯坏了三盏", raised_on: "2024-06-03", category: "交通道路", content: "孩子放学看不清路", source: "other", citizen: RARE });
  ask(of, "move_matter", { id: matter, step: { kind: "submit" } });
  ask(of, "move_matter", { id: matter, step: { kind: "refer", unit: "镇供电所" } });
  return of;
}

const textOf = (pdf) => execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8" }).replace(/\s/g, "");

/** Natural size of each page's picture once it is drawn: a picture that does not read has none. */
const drawn = (clerk) => clerk.driver.executeScript("return [...document.querySelectorAll('[data-test=form-page]')].map((one) => (one.complete ? one.naturalWidth / one.naturalHeight : 0))");

test("接访记录打印成接待登记表：看得到、存得成 PDF，生僻字都在", async () => {
  const of = station();
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("record-row");
    await clerk.click("print-button");
    await clerk.stands("print-sheet", "data-pages", "1");
    const [shape] = await clerk.settled(() => drawn(clerk), [210 / 297]);
    assert.ok(Math.abs(shape - 210 / 297) < 0.01, `${shape}`);
    await clerk.picture("print-visit");
    await clerk.click("form-save");
    await clerk.reads("ledger-written", "共 1 页");
    await clerk.picture("print-saved");
    await clerk.click("form-close");
    await clerk.gone("print-sheet");
    // A blank sheet for the pen, from the same list.
    await clerk.click("print-blank");
    await clerk.stands("print-sheet", "data-pages", "1");
    await clerk.picture("print-blank");
    await clerk.press("Escape");
    await clerk.gone("print-sheet");
    await clerk.see("desk-visit");
  });
  const [pdf] = filesBelow(join(of.ledgers, "打印"));
  const text = textOf(pdf);
  for (const words of ["接待登记表", RARE, "<script>alert(1)</script>#eval", "向春梅"]) assert.ok(text.includes(words), words);
});

test("意见建议可以选交办单或征询意见表；没有表的记录没有打印键", async () => {
  const of = station();
  await sit(of, async (clerk) => {
    await clerk.size(1920, 1080);
    await clerk.unlock();
    await clerk.goTo("matters");
    await clerk.click("record-row");
    await clerk.click("print-button");
    await clerk.stands("print-sheet", "data-form", "referral");
    await clerk.picture("print-referral");
    await clerk.click("form-kind-opinion");
    await clerk.stands("print-sheet", "data-form", "opinion");
    await clerk.picture("print-opinion");
    await clerk.press("Escape");
    await clerk.goTo("deputies");
    await clerk.click("record-row");
    await clerk.see("record-deputy");
    assert.equal(await clerk.count("print-button", 0), 0);
  });
});
