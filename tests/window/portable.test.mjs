// A folder liaison-data beside the program: what the window keeps lies there, too, and nothing in the user's folders.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Clerk } from "./clerk.mjs";
import { filesBelow, open, person, program } from "./window.mjs";

test("便携：程序旁边有 liaison-data，窗口自己的东西也放在里面，用户的文件夹里没有", async () => {
  const of = person();
  const folder = join(of.folder, "便携 的");
  const beside = join(folder, "liaison-desk");
  of.home = join(folder, "liaison-data");
  mkdirSync(of.home, { recursive: true });
  try {
    linkSync(program, beside);
  } catch {
    copyFileSync(program, beside);
  }
  const window = await open(of, beside);
  try {
    const clerk = new Clerk(window);
    await clerk.setUp();
  } finally {
    await window.close();
  }
  assert.ok(existsSync(join(of.home, "station.db")) && existsSync(join(of.home, "webview")));
  const elsewhere = [".local/share", ".cache"].map((name) => join(of.folder, name)).filter(existsSync).flatMap(filesBelow);
  assert.deepEqual(elsewhere.filter((path) => /liaison/.test(path.slice(of.folder.length))), []);
});
