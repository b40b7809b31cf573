// Backups in 设置: made by hand, and proven by a drill.

import assert from "node:assert/strict";
import { readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { Key, ask, keep, sit, stationOf } from "./clerk.mjs";
import { filesBelow } from "./window.mjs";

test("备份一次，演练通过", async () => {
  const { of } = stationOf([["group", { name: "第一小组", kind: "地域" }]]);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("settings");
    await clerk.click("settings-backup");
    await clerk.reads("backup-last", "还没有备份过");
    await clerk.picture("backup-none");
    await clerk.click("backup-button");
    await clerk.reads("backup-made", "备份好了，已读回核对：1 条记录");
    await clerk.click("drill-button");
    await clerk.reads("drill-result", "演练通过：1 条记录都在");
    await clerk.picture("backup");
    await clerk.goTo("today");
    await clerk.reads("backup-line", "上次备份");
    await clerk.picture("backup-today");

    // A damaged one is told at the drill; one that can't be written says why.
    const [path] = filesBelow(of.ledgers).filter((one) => one.endsWith(".tar"));
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    await clerk.goTo("settings");
    await clerk.click("settings-backup");
    await clerk.click("drill-button");
    await clerk.reads("drill-result", "演练没有通过");
    await clerk.picture("backup-damaged");
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    renameSync(dirname(path), `${dirname(path)}-`);
    writeFileSync(dirname(path), "");
    await clerk.click("backup-button");
    await clerk.says("那里已经有同名的文件");
    await clerk.picture("backup-trouble");
    unlinkSync(dirname(path));
    renameSync(`${dirname(path)}-`, dirname(path));
    await clerk.click("drill-button");
    await clerk.reads("drill-result", "演练通过");
  });
  assert.ok(filesBelow(of.ledgers).some((path) => /备份_JS-017_\d{8}_\d{6}\.tar$/.test(path)));
  assert.equal(ask(of, "backups", {}).drill.passed, true);
});

test("关闭程序：没保存的留作草稿，有改动的先备份，备份不成可以照样关", async () => {
  const { of } = stationOf([["group", { name: "第一小组", kind: "地域" }]]);
  const backups = () => filesBelow(of.ledgers).filter((path) => path.endsWith(".tar"));
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("new-button");
    await clerk.fill("field-problem", "桥面塌了一块");
    await clerk.window.askToClose();
    await clerk.window.ended();
  });
  assert.equal(backups().length, 1);
  assert.equal(ask(of, "drafts", {}).length, 1);

  keep(of, "group", { name: "第二小组", kind: "地域" });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.see("today");
    await clerk.reads("backed-up", "备份");
    // The folder can't be written: said, and she decides.
    const folder = dirname(backups()[0]);
    renameSync(folder, `${folder}-`);
    writeFileSync(folder, "");
    await clerk.window.askToClose();
    await clerk.reads("closing", "没有备份成");
    await clerk.picture("closing-trouble");
    await clerk.press(Key.ESCAPE);
    await clerk.gone("closing");
    await clerk.goTo("visits");
    await clerk.window.askToClose();
    await clerk.reads("closing", "没有备份成");
    // The driver's own click would wait for the answer of a program that is gone.
    await clerk.driver.executeScript("setTimeout(() => document.querySelector('[data-test=closing-now]').click(), 500)");
    await clerk.window.ended();
    unlinkSync(folder);
    renameSync(`${folder}-`, folder);
  });

  // Locked, or nothing changed: it closes at once.
  await sit(of, async (clerk) => {
    await clerk.see("unlock-button");
    await clerk.window.askToClose();
    await clerk.window.ended();
  });
  assert.equal(backups().length, 1);
});
