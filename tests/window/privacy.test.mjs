// 个人信息 in 设置: what is kept no longer is cleared after two questions, and what is held on one person is handed to her.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key, PASSWORD, ask, keep, sit, stationOf } from "./clerk.mjs";
import { filesBelow } from "./window.mjs";

const OLD = { kind: "home", date: "2012-03-01", citizen: "田𬭚三", phone: "13987654321", village: "三溪村9组", problem: "院坝外的路灯坏了，夜里看不见路", handling: "noted" };

/** A station with a visit of long ago, one of this year, and a matter of long ago nobody closed. */
function station() {
  const { of, ids } = stationOf([["deputy", { name: "张卫国", levels: ["县"], status: "serving", phone: "13900001234" }]]);
  const deputies = [ids[0]];
  const old = keep(of, "visit", { ...OLD, deputies });
  keep(of, "visit", { ...OLD, deputies, date: "2012-03-02", phone: "13911110002", citizen: "长坪梁子上住着的欧阳𡐓山·买买提", problem: "夜里看不见路" });
  keep(of, "visit", { ...OLD, deputies, date: "2012-03-03", phone: "", citizen: "匿名的人", confidential: true });
  keep(of, "visit", { ...OLD, deputies, date: "2024-06-03", phone: "13911110003", citizen: "覃小满", problem: "田𬭚三家的狗" });
  keep(of, "matter", { title: "石桥垮了一角", raised_on: "2012-04-01", category: "交通道路", content: "石桥垮了一角", source: "other", citizen: "田小满" });
  return { of, old };
}

test("到期的个人信息：看名单，问两遍，清除，旧备份删掉", async () => {
  const { of, old } = station();
  ask(of, "backup_make", {});
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("settings");
    await clerk.click("settings-privacy");
    await clerk.see("retention-years");
    assert.equal((await clerk.all("purge-look")).length, 0, "没有期限就没有清除");
    await clerk.picture("privacy-none");
    await clerk.click("retention-years");
    await clerk.press("Control+a");
    await clerk.type("10");
    await clerk.press(Key.TAB);
    await clerk.click("retention-save");
    // 今日 reminds, and leads back here.
    await clerk.goTo("today");
    await clerk.reads("purge-due", "过了保存期限");
    await clerk.picture("today-purge-due");
    await clerk.click("purge-due-look");
    await clerk.click("purge-look");
    const seen = await clerk.reads("purge-seen", "可以清除 3 条，还要留着 1 条");
    assert.match(seen, /田𬭚三（2012年3月1日）/);
    assert.match(seen, /匿名（2012年3月3日）/);
    assert.match(await clerk.reads("purge-stays"), /石桥垮了一角[^]*还没有办结/);
    await clerk.picture("purge-list");
    // Asked once, and once more in words.
    await clerk.click("purge-ask");
    await clerk.at("purge-word");
    assert.equal(await (await clerk.see("purge-do")).isEnabled(), false);
    await clerk.type("清楚");
    assert.equal(await (await clerk.see("purge-do")).isEnabled(), false);
    await clerk.press("Control+a", Key.BACK_SPACE);
    await clerk.type("清除");
    await clerk.picture("purge-again");
    await clerk.press(Key.ENTER);
    await clerk.reads("purge-done", "清除了 3 条记录的个人信息，0 个附件");
    await clerk.reads("purge-backups", "还有 2 个清除以前的备份");
    await clerk.picture("purge-done");
    await clerk.click("purge-renew");
    await clerk.reads("purge-renewed", "旧备份删掉 2 个");
    await clerk.gone("purge-backups");
    await clerk.picture("purge-renewed");
    await clerk.goTo("today");
    await clerk.see("safe-card");
    await clerk.gone("purge-due");
    await clerk.goTo("settings");
    await clerk.click("settings-privacy");
    await clerk.click("purge-look");
    await clerk.reads("purge-seen", "没有到期的");
    await clerk.picture("purge-empty");
    await clerk.click("settings-audit");
    await clerk.click("audit-button");
    await clerk.reads("audit-notes", "按保存期限（10 年）清除过：3 条记录");
    await clerk.picture("purge-audit");
    await clerk.goTo("visits");
    await clerk.openFirst("已按期限清除");
    await clerk.see("purged");
    for (const none of ["edit-button", "delete-button", "add-attachment", "add-matter"]) assert.equal((await clerk.all(none)).length, 0, none);
    await clerk.picture("purge-record");
  });
  assert.equal(ask(of, "record", { noun: "visit", id: old }).record.phone, "");
  assert.equal(filesBelow(of.ledgers).filter((path) => path.endsWith(".tar")).length, 1);
});

test("本人查询：找到的都在，写成 Excel", async () => {
  const { of } = station();
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("settings");
    await clerk.click("settings-privacy");
    await clerk.fill("held-name", "田");
    await clerk.type("𬭚三");
    await clerk.press(Key.ENTER);
    await clerk.reads("held-remark", "请再填电话或村组");
    await clerk.picture("held-asks");
    await clerk.fill("held-phone", "139-8765-4321");
    await clerk.press(Key.ENTER);
    const found = await clerk.reads("held-found", "本人的记录");
    assert.match(found, /院坝外的路灯坏了/);
    assert.match(found, /田𬭚三家的狗/);
    await clerk.picture("held-found");
    assert.match(found, /本人的记录 1 条，7 处；另有 1 处只是提到/);
    await clerk.click("held-write");
    await clerk.reads("ledger-written", "写好了 1 个文件，共 7 处");
    await clerk.picture("held-written");
    await clerk.refill("held-name", "没有这个人");
    await clerk.refill("held-phone", "13500000000");
    await clerk.click("held-find");
    await clerk.reads("held-found", "没有找到这个人的信息");
  });
  const files = filesBelow(of.ledgers).filter((path) => path.includes("个人信息"));
  assert.equal(files.length, 1);
  assert.doesNotMatch(files[0], /田/);
});

test("只读的人看得到期限，定不了、清除不了", async () => {
  const { of } = station();
  ask(of, "retention_save", { years: 10 });
  ask(of, "clerk_add", { name: "向明", post: "reader", password: "zhidu-2024", own: PASSWORD });
  await sit(of, async (clerk) => {
    await clerk.unlock("zhidu-2024");
    await clerk.goTo("settings");
    await clerk.click("settings-privacy");
    await clerk.says("由主任（站长）定期限、清除");
    assert.equal(await (await clerk.see("retention-save")).isEnabled(), false);
    for (const none of ["purge-look", "held-find"]) assert.equal((await clerk.all(none)).length, 0, none);
    await clerk.picture("privacy-reader");
  });
});
