// Damaged data at the door, and a new PC: three steps, and what is missing is said.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { Key, PASSWORD, STATION, ask, keep, sit, stationOf } from "./clerk.mjs";
import { command, filesBelow, person, until } from "./window.mjs";

const PAGE = 4096;

/** A station with a backup of some visits, and as many saved after it. */
function backedUp() {
  const { of, ids } = stationOf([["deputy", { name: "张卫国", levels: ["县"], status: "serving", phone: "13900001234" }]]);
  const visit = (n) => keep(of, "visit", { kind: "home", date: "2024-06-03", deputies: [ids[0]], citizen: "王大山", problem: `第 ${n} 件：${"路断了，水也停了。".repeat(30)}` });
  for (let n = 0; n < 6; n += 1) visit(n);
  ask(of, "backup_make", {});
  for (let n = 6; n < 12; n += 1) visit(n);
  return of;
}

function damage(of) {
  const path = join(of.home, "station.db");
  const bytes = readFileSync(path);
  // Pages in the second half hold what was saved last.
  for (const page of [0.5, 0.62, 0.74, 0.86, 0.97].map((part) => Math.floor((bytes.length / PAGE) * part))) bytes.fill(7, page * PAGE, (page + 1) * PAGE);
  writeFileSync(path, bytes);
  return bytes;
}

test("数据文件坏了：说清楚，用备份恢复，缺什么列出来", async () => {
  const of = backedUp();
  const bytes = damage(of);
  await sit(of, async (clerk) => {
    await clerk.at("unlock-password");
    await clerk.type(PASSWORD);
    await clerk.press(Key.ENTER);
    const says = await clerk.reads("trouble", "数据文件 station.db 有 5 页读不出来");
    assert.match(says, /程序没有再往里写任何东西/);
    assert.match(says, /恢复数据/);
    await clerk.picture("rescue-told");
    await clerk.click("unlock-rescue");
    await clerk.reads("found-state-0", "核对过，完好");
    await clerk.picture("rescue-choose");
    await clerk.size(1920, 1080);
    await clerk.picture("rescue-choose-wide");
    await clerk.size(1366, 768);
    await clerk.click("rescue-next");
    assert.equal(await clerk.typed("rescue-password"), PASSWORD, "输过的密码不用再输");
    await clerk.picture("rescue-password");
    await clerk.click("rescue-button");
    await clerk.reads("rescue-done", "恢复好了：现在有");
    await clerk.picture("rescue-done");
    const report = readFileSync(await clerk.reads("rescue-report"), "utf8");
    assert.match(report, /恢复报告/);
    assert.doesNotMatch(report, /王大山|张卫国|路断了/);
    assert.deepEqual(readFileSync(join(await clerk.reads("rescue-aside"), "station.db")), bytes, "损坏的原样在旁边");
    await clerk.click("rescue-enter");
    await clerk.see("today");
  });
  assert.equal(ask(of, "audit", {}).sound, true);
  assert.ok(ask(of, "page", { noun: "visit", limit: 1 }).total >= 6);
});

test("坏了又没有备份：把读得出来的救回来", async () => {
  const of = stationOf([["group", { name: "第一小组", kind: "地域" }]]).of;
  const path = join(of.home, "station.db");
  const bytes = readFileSync(path);
  bytes.fill(0, bytes.length - PAGE);
  writeFileSync(path, bytes);
  await sit(of, async (clerk) => {
    await clerk.at("unlock-password");
    await clerk.type(PASSWORD);
    await clerk.press(Key.ENTER);
    await clerk.click("unlock-rescue");
    await clerk.see("found-none");
    await until("选上了不用备份", async () => (await clerk.see("found-without")).isSelected());
    await clerk.picture("rescue-without");
    await clerk.click("rescue-next");
    await clerk.click("rescue-by-password");
    await clerk.click("rescue-button");
    await clerk.see("rescue-done");
    await clerk.picture("rescue-salvaged");
    await clerk.click("rescue-enter");
    await clerk.see("today");
  });
  assert.equal(ask(of, "audit", {}).sound, true);
});

test("新电脑：三步恢复", async () => {
  const old = person();
  const phrase = await sit(old, (clerk) => clerk.setUp());
  command(old, ["backup", "make"], { password: PASSWORD });
  const [backup] = filesBelow(old.ledgers).filter((one) => one.endsWith(".tar"));
  const of = person();
  // The backups folder of the new PC stands for the stick here: both are looked through alike.
  command(of, ["backup", "check", backup]);
  const folder = join(of.ledgers, "备份");
  await sit(of, async (clerk) => {
    await clerk.click("setup-restore");
    await clerk.see("found-none");
    await clerk.picture("restore-none");
    mkdirSync(folder, { recursive: true });
    copyFileSync(backup, join(folder, basename(backup)));
    await clerk.reads("found-state-0", "核对过，完好");
    await clerk.picture("restore-1");
    const effort = await clerk.counted(async () => {
      await clerk.click("rescue-next");
      await clerk.fill("rescue-phrase", "1111 2222");
      await clerk.fill("rescue-password", "xin-mima-8");
      await clerk.fill("rescue-again", "xin-mima-8");
      await clerk.click("rescue-button");
    });
    assert.ok(effort.clicks <= 5, JSON.stringify(effort));
    await clerk.says("恢复码不对");
    await clerk.picture("restore-wrong");
    await clerk.refill("rescue-phrase", phrase);
    await clerk.picture("restore-2");
    await clerk.click("rescue-button");
    await clerk.reads("rescue-done", "恢复好了");
    await clerk.picture("restore-3");
    await clerk.click("rescue-enter");
    assert.equal(await clerk.reads("station-name"), STATION.name);
  });
  assert.ok(!readdirSync(of.home).some((name) => name.startsWith("损坏的数据")), "没有坏的，就没有东西要搬");
});
