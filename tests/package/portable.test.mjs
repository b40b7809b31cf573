// The portable folder under Wine: unpacked anywhere it keeps everything beside itself, is moved as a whole, and a
// newer one goes over it.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { built, run, startWindows, stopWindows, target, user, windows } from "./machines.mjs";

const zip = join(target, "package", readdirSync(join(target, "package")).find((name) => name.endsWith("-portable.zip")));
const root = mkdtempSync(join(tmpdir(), "便携 "));
const folder = join(root, "代表联络站台账-便携");
const own = [join(user, "AppData/Local/liaison"), join(user, "Documents/代表联络站台账")];

before(() => {
  for (const path of own) rmSync(path, { recursive: true, force: true });
  startWindows();
});
after(() => {
  stopWindows();
  rmSync(root, { recursive: true, force: true });
});

function said(at, ...args) {
  const done = windows(join(at, "liaison.exe"), args);
  assert.equal(done.code, 0, done.out + done.err);
  return done.out;
}
const unpack = () => assert.equal(run("/usr/bin/python3", ["-m", "zipfile", "-e", zip, root]).code, 0);

test("解开就是三个程序、空的 liaison-data 和一页说明", () => {
  unpack();
  assert.deepEqual(readdirSync(root), ["代表联络站台账-便携"]);
  assert.deepEqual(readdirSync(folder).sort(), ["WebView2Loader.dll", "liaison-data", "liaison-desk.exe", "liaison.exe", "说明.txt"]);
  assert.deepEqual(readdirSync(join(folder, "liaison-data")), []);
  for (const file of ["WebView2Loader.dll", "liaison-desk.exe", "liaison.exe"]) assert.ok(readFileSync(join(folder, file)).equals(readFileSync(join(built, file))), file);
  const text = readFileSync(join(folder, "说明.txt"), "utf8");
  assert.match(text, /^\uFEFF代表联络站台账（便携）\r\n/);
  // Names that every unpacking program reads alike.
  const names = run("/usr/bin/python3", ["-c", `import sys, zipfile; print(all(i.flag_bits & 0x800 or i.filename.isascii() for i in zipfile.ZipFile(sys.argv[1]).infolist()))`, zip]);
  assert.equal(names.out.trim(), "True");
});

test("建站、台账、备份都在程序旁边，用户的文件夹里什么也没有", () => {
  said(folder, "init", "station", "--code", "JS-017", "--name", "三溪村代表联络站", "--town", "三溪镇", "--clerk", "林晓芸");
  said(folder, "sample", "--years", "1");
  said(folder, "backup", "make");
  for (const made of ["liaison-data/station.db", "liaison-data/keys", "代表联络站台账/备份"]) assert.ok(existsSync(join(folder, made)), made);
  for (const path of own) assert.ok(!existsSync(path), path);
});

test("整个文件夹搬走，新版本盖上去，记录都在", () => {
  const figures = (at) => said(at, "call", "figures", JSON.stringify({ from: "2024-01-01", to: "2024-12-31" }));
  const before = figures(folder);
  const moved = join(root, "D盘 的文件夹");
  renameSync(folder, moved);
  assert.equal(figures(moved), before);
  unpack();
  cpSync(folder, moved, { recursive: true, force: true });
  assert.equal(figures(moved), before);
  assert.match(said(moved, "check"), /核对无误/);
  for (const path of own) assert.ok(!existsSync(path), path);
});
