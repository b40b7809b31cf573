// 收回执: from a folder to the words on each matter.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ask, keep, sit, stationOf } from "./clerk.mjs";
import { countyFor } from "./county.mjs";

const TODAY = new Date().toLocaleDateString("sv");

function matter(of, title) {
  return keep(of, "matter", { title, raised_on: TODAY, category: "水利饮水", content: "渠垮了三十米，请尽快修复。", source: "other" });
}

function step(of, id, values) {
  const { record } = ask(of, "record", { noun: "matter", id, revision: null });
  ask(of, "move_matter", { id, revision: record.revision, step: { done_on: TODAY, ...values } });
}

test("收回执：一个按钮，看得到入库到第几包、县里交办了什么，每件事里写着是县里办的", async (t) => {
  const { of } = stationOf([], null);
  const county = countyFor(of);
  const canal = matter(of, "修引水渠");
  const lamp = matter(of, "村口装路灯");
  for (const id of [canal, lamp]) step(of, id, { kind: "submit" });
  county.receive();
  for (const id of [canal, lamp]) county.says(id, { kind: "refer", unit: "县水利局", done_on: TODAY });
  // Meanwhile the voter has gone back on it: the county's word no longer fits.
  step(of, lamp, { kind: "withdraw", note: "反映人自己装好了" });

  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("matters");
    await clerk.click("tab-all");
    await clerk.openFirst("修引水渠");
    await clerk.stands("proof", "data-state", "packed");
    await clerk.picture("proof-packed");

    county.answer(join(of.ledgers, "交接包"));
    const took = await clerk.counted(async () => {
      await clerk.goTo("handoff");
      await clerk.reads("receipt-lying", "回执 1 份");
      await clerk.picture("receipt-lying");
      await clerk.click("receipt-button");
      await clerk.reads("receipt-sentence", "县里已收到第 1 包");
    });
    t.diagnostic(`收回执：${took.clicks} 次点击`);
    assert.ok(took.clicks <= 2 && took.keys === 0);
    await clerk.reads("receipt-word", "县水利局");
    assert.equal(await clerk.count("receipt-word", 2), 2);
    await clerk.reads("bundle-state", "已入库");
    await clerk.driver.executeScript("document.querySelector('[data-test=receipt-result]').scrollIntoView({ block: 'nearest' })");
    await clerk.picture("receipt-taken");

    await clerk.click("receipt-button");
    await clerk.stands("receipt-result", "data-again", "true");

    await clerk.goTo("matters");
    await clerk.openFirst("修引水渠");
    await clerk.stands("matter-path", "data-state", "referred");
    const marked = await clerk.driver.executeScript("return [...document.querySelectorAll('[data-test=step]')].map((one) => [one.dataset.kind, one.dataset.county])");
    assert.deepEqual(marked.at(-1), ["refer", "true"]);
    assert.ok(marked.slice(0, -1).every(([, county]) => county === "false"));
    assert.equal((await clerk.all("undo-move")).length, 0, "县里的一步不归站里撤销");
    await clerk.picture("county-step");

    await clerk.openFirst("村口装路灯");
    await clerk.stands("proof", "data-state", "none");
    await clerk.stands("matter-path", "data-state", "withdrawn");
    await clerk.says("未按县里意见变更");
    await clerk.picture("county-step-not-applied");
  });
});
