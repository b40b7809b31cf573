// 诊断 in 设置: read first, then kept; nothing of anybody in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLERK, STATION, sit, stationOf } from "./clerk.mjs";

test("诊断：先看一遍，再存成文件，存的就是看到的，里面没有人名和记录里的字", async () => {
  const { of } = stationOf([["deputy", { name: "阚璟瑭", phone: "13977665544", levels: ["县"], status: "serving" }]]);
  let path, shown;
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.find("阚璟");
    await clerk.press("Escape");
    await clerk.goTo("settings");
    await clerk.click("settings-diagnosis");
    await clerk.picture("diagnosis-empty");
    await clerk.click("diagnosis-button");
    shown = await clerk.reads("diagnosis-text", "最近的日志");
    await clerk.picture("diagnosis");
    await clerk.click("diagnosis-keep");
    path = await clerk.reads("diagnosis-kept", ".txt");
    await clerk.picture("diagnosis-kept");
  });
  const file = readFileSync(path, "utf8");
  assert.ok(path.startsWith(of.ledgers) && file.trim() === shown.trim(), path);
  const log = readFileSync(join(of.home, "log", "now.txt"), "utf8");
  for (const text of [file, log]) {
    for (const never of ["阚", "13977665544", CLERK, STATION.name, STATION.town, of.folder]) assert.ok(!text.includes(never), never);
    for (const there of ["begun liaison-desk", "unlock ok", "find ok"]) assert.ok(text.includes(there), there);
  }
});
