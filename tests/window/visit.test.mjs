// A visit, typed by keyboard alone, and found again by the little one remembers of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Key, ask, keep, sit, stationOf } from "./clerk.mjs";
import { filesBelow } from "./window.mjs";

const DEPUTIES = [
  ["deputy", { name: "向春梅", levels: ["县"], status: "serving" }],
  ["deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" }],
];

test("只用键盘登记一次接访并转为意见建议：文字以外不超过 25 次按键，生僻字不丢", async (t) => {
  const { of, ids } = stationOf(DEPUTIES);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    const took = await clerk.counted(async () => {
      await clerk.press("Control+3");
      await clerk.see("desk-visit");
      await clerk.press("Control+n");
      await clerk.at("field-deputies");
      await clerk.take("xcm", "向春梅");
      await clerk.take("龚", "龚𠮷祥");
      await clerk.press(Key.ENTER);
      await clerk.answer("citizen", "䶮𬭚三");
      await clerk.at("field-sex");
      await clerk.press("2", Key.ENTER);
      await clerk.answer("village", "三溪村𡐓坪组");
      await clerk.answer("phone", "13907285566");
      await clerk.answer("people", "2");
      await clerk.answer("problem", "㛃河引水渠垮了三十米，两个组的田放不进水");
      await clerk.answer("category", "水利");
      await clerk.answer("reply", "先用抽水机，渠由镇里修");
      await clerk.at("field-handling");
      await clerk.press("2", "Control+s");
      await clerk.see("record-visit");
    });
    assert.equal(took.clicks, 0);
    t.diagnostic(`登记一次接访并转意见建议：${took.keys} 次按键`);
    assert.ok(took.keys <= 25);

    const page = await clerk.reads("record-visit", "䶮𬭚三");
    for (const words of ["㛃河引水渠", "三溪村𡐓坪组", "水利饮水", "向春梅", "龚𠮷祥"]) assert.ok(page.includes(words), `记录里没有“${words}”`);
    assert.equal(await clerk.count("record-row", 1), 1);
    await clerk.picture("visit");

    for (const text of ["䶮", "𬭚三", "引水", "5566", "0728", "㛃河", "𡐓坪"]) {
      assert.ok((await clerk.find(text)).some((hit) => /䶮𬭚三|引水渠/.test(hit)), `搜“${text}”没有找到`);
    }
    for (const text of ["xcm", "春", "龚𠮷"]) assert.ok((await clerk.find(text)).some((hit) => /向春梅|龚𠮷祥/.test(hit)), `搜“${text}”没有找到`);
  });
  for (const file of filesBelow(of.folder)) {
    const bytes = readFileSync(file);
    for (const words of ["䶮𬭚三", "13907285566", "引水渠"]) {
      assert.ok(!bytes.includes(words) && !bytes.includes(Buffer.from(words, "utf16le")), `${file} 里有明文“${words}”`);
    }
  }
  const visits = ask(of, "page", { noun: "visit", limit: 10 });
  assert.equal(visits.total, 1);
  assert.equal(visits.rows[0].citizen, "䶮𬭚三");
  assert.deepEqual(visits.rows[0].deputies, ids);
  assert.equal(ask(of, "page", { noun: "matter", limit: 10 }).rows[0].citizen, "䶮𬭚三");
});

test("填错的一次都标在各自的栏目上，填过的都还在；改好就能保存", async () => {
  const { of } = stationOf(DEPUTIES);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("new-button");
    await clerk.refill("field-date", "二月三十");
    await clerk.fill("field-phone", "139");
    await clerk.fill("field-people", "几个");
    await clerk.fill("field-problem", "路灯不亮");
    await clerk.click("save-button");
    for (const key of ["date", "deputies", "citizen", "people"]) await clerk.reads(`error-${key}`);
    assert.equal(await clerk.typed("field-problem"), "路灯不亮");
    assert.equal(await clerk.typed("field-people"), "几个");
    assert.equal(await clerk.typed("field-phone"), "139");
    await clerk.picture("visit-errors");

    await clerk.refill("field-date", "3月5日");
    await clerk.pick("deputies", "xcm", "向春梅");
    await clerk.fill("field-citizen", "田老四");
    await clerk.refill("field-people", "1");
    await clerk.press("Control+s");
    await clerk.reads("doubt-phone");
    await clerk.click("keep-phone");
    await clerk.gone("doubt-phone");
    await clerk.click("save-button");
    await clerk.reads("record-visit", "路灯不亮");
  });
});

test("没填完就断电，再打开时草稿还在，接着填", async () => {
  const { of } = stationOf(DEPUTIES);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("new-button");
    await clerk.pick("deputies", "xcm", "向春梅");
    await clerk.fill("field-citizen", "覃𠮷旺");
    await clerk.fill("field-problem", "门口的水沟堵了");
    await clerk.fill("field-reply", "先请人清一");
    await clerk.reads("form-visit", "草稿已存");
    await clerk.window.kill();
  });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.reads("drafts", "接访走访");
    await clerk.click("draft-open");
    assert.equal(await clerk.typed("field-citizen"), "覃𠮷旺");
    assert.equal(await clerk.typed("field-problem"), "门口的水沟堵了");
    await clerk.reads("chosen", "向春梅");
    await clerk.press("Control+s");
    await clerk.reads("record-visit", "覃𠮷旺");
    await clerk.goTo("today");
    await clerk.see("today");
    await clerk.gone("drafts");
  });
});

test("删错了可以撤销，撤销过了时候还能从回收站找回", async () => {
  const { of, ids } = stationOf([DEPUTIES[0]]);
  ask(of, "save", { noun: "visit", values: { kind: "home", date: "2026-03-05", deputies: ids, citizen: "田老四", problem: "路灯不亮" } });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("record-row", "田老四");
    await clerk.click("delete-button");
    await clerk.see("empty");
    await clerk.click("undo-delete");
    await clerk.reads("record-row", "田老四");

    await clerk.click("record-row", "田老四");
    await clerk.click("delete-button");
    await clerk.see("empty");
    await clerk.goTo("settings");
    await clerk.click("settings-bin");
    await clerk.reads("bin-row", "田老四");
    await clerk.click("bin-restore");
    await clerk.see("bin-empty");
    await clerk.goTo("visits");
    await clerk.reads("record-row", "田老四");
  });
});

test("改错了：改动记录里找到从前那一版，看过再保存", async () => {
  const { of, ids } = stationOf(DEPUTIES);
  const values = (problem) => ({ kind: "station", date: "2024-06-03", deputies: [ids[0]], citizen: "䶮𬭚三", problem, handling: "noted" });
  const id = keep(of, "visit", values("㛃河引水渠垮了三十米"));
  ask(of, "save", { noun: "visit", id, values: values("写错了") });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("record-row");
    await clerk.reads("record-visit", "写错了");
    await clerk.driver.executeScript("document.querySelector('[data-test=history]').open = true");
    assert.equal(await clerk.count("bring-back", 1), 1, "现在这一版没有可改回的");
    await clerk.driver.executeScript("document.querySelector('[data-test=history]').scrollIntoView()");
    await clerk.picture("history");
    await clerk.click("bring-back");
    await clerk.see("field-problem");
    await clerk.picture("bring-back");
    await clerk.press("Control+s");
    await clerk.reads("record-visit", "㛃河引水渠垮了三十米");
  });
  const opened = ask(of, "record", { noun: "visit", id });
  assert.equal(opened.record.problem, "㛃河引水渠垮了三十米");
  assert.equal(opened.history.length, 3, "中间的一版还在");
});
