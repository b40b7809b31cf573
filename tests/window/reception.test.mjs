// A reception day: announced, then one citizen after another by keyboard alone.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Key, ask, keep, sit, stationOf } from "./clerk.mjs";
import { until } from "./window.mjs";

/** The smallest picture there is. */
const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");

test("接待日当天：只用键盘一位接一位，来过的人有提示，结束后记为已举行", async () => {
  const now = new Date();
  const today = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  const { of, ids } = stationOf([
    ["deputy", { name: "向春梅", levels: ["县"], status: "serving" }],
    ["deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" }],
  ]);
  keep(of, "reception_day", { date: today, place: "三溪村委会一楼", deputies: ids, status: "announced", announced_on: today });
  keep(of, "visit", { kind: "phone", date: "2026-01-05", deputies: [ids[0]], citizen: "田老四", phone: "13907285566", problem: "路灯不亮" });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("reception");
    await clerk.click("record-row");
    await clerk.click("start-reception");

    const took = await clerk.counted(async () => {
      await clerk.at("field-citizen");
      await clerk.type("田老四");
      await clerk.press(Key.ENTER);
      await clerk.at("field-sex");
      await clerk.press("1", Key.ENTER, Key.ENTER);
      await clerk.answer("phone", "13907285566");
      await clerk.reads("seen-before", "路灯不亮");
      await clerk.press(Key.ENTER);
      await clerk.answer("problem", "路灯修好了又坏");
      await clerk.press("Control+Enter");
      await clerk.reads("reception-visit", "路灯修好了又坏");

      await clerk.at("field-citizen");
      assert.equal(await clerk.typed("field-citizen"), "");
      await clerk.type("覃𠮷旺");
      await clerk.press("Control+Enter");
      await clerk.reads("reception-sum", "2 批次");
    });
    assert.equal(took.clicks, 0);
    await clerk.picture("reception-mode");
    await clerk.click("finish-reception");
    await clerk.reads("record-reception_day", "已举行");
  });
  const [day] = ask(of, "page", { noun: "reception_day", limit: 1 }).rows;
  assert.equal(day.status, "held");
  const visits = ask(of, "page", { noun: "visit", filter: { about: day.id }, limit: 10 });
  assert.deepEqual(visits.rows.map((visit) => visit.citizen).sort(), ["田老四", "覃𠮷旺"].sort());
  for (const visit of visits.rows) assert.deepEqual(visit.deputies, ids);
});

test("附件：照片存进加密的数据里，看得到；不是照片或 PDF 的说一句话", async () => {
  const { of, ids } = stationOf([["deputy", { name: "向春梅", levels: ["县"], status: "serving" }]]);
  keep(of, "visit", { kind: "home", date: "2026-01-05", deputies: ids, citizen: "田老四", problem: "路灯不亮" });
  const photo = join(of.folder, "路灯.png");
  const program = join(of.folder, "照片.png");
  writeFileSync(photo, DOT);
  writeFileSync(program, "MZ not a picture");
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("record-row");
    const [input] = await until("附件栏", async () => {
      const all = await clerk.all("attachments-input");
      return all.length > 0 && all;
    });
    await input.sendKeys(photo);
    await clerk.reads("attachment", "路灯.png");
    await (await clerk.all("attachments-input"))[0].sendKeys(program);
    const says = await clerk.reads("trouble");
    assert.match(says, /已经保存的记录都没有动|您填的内容都还在/);
    assert.equal(await clerk.count("attachment", 1), 1);
  });
  const [visit] = ask(of, "page", { noun: "visit", limit: 1 }).rows;
  const { attachments } = ask(of, "record", { noun: "visit", id: visit.id });
  assert.equal(Buffer.from(ask(of, "attachment", { id: attachments[0].id }).base64, "base64").compare(DOT), 0);
});
