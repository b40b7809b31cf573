// A station at Windows, its county at Linux, and the other way round: bundles, receipts, backups, a
// whole home. What Windows wrote is read by Debian's own tools as well.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";
import { atZ, built, environment, linux, run, startWindows, stopWindows, underWine, windows, wine } from "./machines.mjs";

const root = mkdtempSync(join(tmpdir(), "交接-"));
before(startWindows);
after(() => {
  stopWindows();
  rmSync(root, { recursive: true, force: true });
});

const WHO = ["--name", "三溪村代表联络站", "--town", "三溪镇", "--clerk", "林晓芸"];
const folder = (...names) => {
  const path = join(root, ...names);
  mkdirSync(path, { recursive: true });
  return path;
};
const last = (text) => text.trimEnd().split("\n").at(-1);
const only = (stick, end) => {
  const found = readdirSync(stick).filter((name) => name.endsWith(end));
  assert.equal(found.length, 1, `${end}: ${readdirSync(stick)}`);
  return join(stick, found[0]);
};
const save = (noun, values) => JSON.stringify({ noun, values });

/** A county and a station that know each other. */
function pair(name, countyAt, stationAt) {
  const [county, station] = [join(root, name, "县"), join(root, name, "站")];
  const stick = folder(name, "U盘");
  const escrow = countyAt.said(county, "init", "county", "--code", "JS-COUNTY", ...WHO).match(/AGE-SECRET-KEY-\w+/)[0];
  stationAt.said(station, "init", "station", "--code", "JS-017", ...WHO);
  const digits = last(stationAt.said(station, "enrol", "slip", "--out", stick));
  const made = countyAt.said(county, "roster", "make", stick, "--fingerprint", digits);
  const heard = made.trimEnd().split("指纹 ").at(-1);
  stationAt.said(station, "roster", "take", join(county, "roster/roster-2.txt"), "--fingerprint", heard);
  return { county, station, stick, escrow };
}

/** Follows VERIFY.txt to the letter, with Debian's tools; answers what lies in the bundle. */
function byHand(bundle, signer, key) {
  const place = folder("by-hand");
  cpSync(bundle, join(place, bundle.split("/").at(-1)));
  const text = run("tar", ["-xOf", bundle, "VERIFY.txt"]).out;
  assert.ok(!text.includes("\r"), "written on Windows, read everywhere");
  const [from, to] = text.split("\n")[1].match(/^从 (\S+) 到 ([^，]+)，/).slice(1);
  writeFileSync(join(place, `${from}.pub`), signer);
  writeFileSync(join(place, `${to}.key`), key);
  const commands = text.split("\n").filter((line) => line.startsWith("    ") && !line.startsWith("    Trusted comment: "));
  assert.equal(commands.length, 10);
  const done = run("sh", ["-euc", commands.join("\n")], { cwd: place });
  assert.equal(done.code, 0, done.out + done.err);
  assert.match(done.out, /records\.jsonl: OK/);
  return readFileSync(join(place, "out/records.jsonl"), "utf8");
}

for (const [name, countyAt, stationAt] of [
  ["站用 Windows，县用 Linux", linux, underWine],
  ["站用 Linux，县用 Windows", underWine, linux],
]) {
  test(`${name}：装包、收包、回执`, () => {
    const { county, station, stick } = pair(name, countyAt, stationAt);
    stationAt.said(station, "call", "save", save("deputy", { name: "张卫国", levels: ["县"], status: "serving" }));
    stationAt.said(station, "bundle", "pack", "--out", stick);
    const bundle = only(stick, "_000001.rdz");
    const signer = JSON.parse(stationAt.said(station, "call", "station_key")).minisign;
    const key = join(root, name, "JS-017.pub");
    writeFileSync(key, signer);
    // Both systems say the same of the same file.
    const verified = ["bundle", "verify", bundle, "--key", key];
    assert.equal(linux.said(root, ...verified), underWine.said(root, ...verified));

    const received = countyAt.said(county, "bundle", "receive", stick, "--receipts", stick);
    assert.match(received, /第 1 包已入库：1 条记录/);
    const receipt = readdirSync(stick).find((one) => one.startsWith("JS-COUNTY_JS-017_"));
    assert.match(stationAt.said(station, "bundle", "take", join(stick, receipt)), /全部入库/);
    assert.match(stationAt.said(station, "bundle", "status"), /filed/);
    for (const [at, home] of [[countyAt, county], [stationAt, station]]) assert.match(at.said(home, "check"), /核对无误/);
  });
}

test("Windows 上装的包，Debian 自带的工具照 VERIFY.txt 打得开", () => {
  const { station, stick, escrow } = pair("by-tools", linux, underWine);
  underWine.said(station, "call", "save", save("deputy", { name: "欧阳𬭚", levels: ["县"], status: "serving" }));
  underWine.said(station, "bundle", "pack", "--out", stick);
  const signer = JSON.parse(underWine.said(station, "call", "station_key")).minisign;
  const records = byHand(only(stick, "_000001.rdz"), signer, `${escrow}\n`);
  assert.match(records, /"name":"欧阳𬭚"/);
});

test("一个站的文件夹和备份，从 Windows 搬到 Linux，再搬回去", () => {
  const home = join(root, "搬家");
  const phrase = last(underWine.said(home, "init", "station", "--code", "JS-017", ...WHO));
  underWine.said(home, "sample", "--years", "1");
  const figures = ["call", "figures", JSON.stringify({ from: "2024-01-01", to: "2024-12-31" })];
  const before = underWine.said(home, ...figures);
  const backups = folder("备份");
  underWine.said(home, "backup", "make", "--out", backups);
  const moved = join(root, "搬到 Linux");
  environment.LIAISON_RECOVERY = phrase;
  linux.said(moved, "restore", only(backups, ".tar"));
  assert.equal(linux.said(moved, ...figures), before);
  assert.match(linux.said(moved, "check"), /核对无误/);
  // The folder itself, as a whole.
  assert.equal(linux.said(home, ...figures), before);
  linux.said(home, "call", "save", save("deputy", { name: "张卫国", levels: ["县"], status: "serving" }));
  assert.match(underWine.said(home, "check"), /核对无误/);

  // The ledgers of the same records hold the same cells, and LibreOffice reads what Windows wrote.
  const books = [underWine, linux].map((at) => {
    const out = folder(`台账-${at === linux}`);
    at.said(home, "ledger", "all", "--one-book", "--from", "2024-01-01", "--to", "2024-12-31", "--out", out);
    const cells = `import openpyxl, sys
for sheet in openpyxl.load_workbook(sys.argv[1]): print(sheet.title, [[c.value for c in row] for row in sheet.rows])`;
    return run("/usr/bin/python3", ["-c", cells, only(out, ".xlsx")]).out;
  });
  assert.ok(books[0].length > 10_000);
  assert.equal(books[0], books[1]);
});

test("台账在 Excel 里开着：开着的不动，新的另存，关了再写就换", async () => {
  // Holds a file as Excel does: others may read it, and nothing else.
  const source = join(root, "excel.c");
  writeFileSync(source, `#include <stdio.h>
#include <windows.h>
int wmain(int n, wchar_t **args) {
  if (CreateFileW(args[1], GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL) == INVALID_HANDLE_VALUE) return 1;
  puts("open");
  fflush(stdout);
  Sleep(INFINITE);
}`);
  const excel = join(root, "excel.exe");
  assert.equal(run("x86_64-w64-mingw32-gcc", ["-municode", "-o", excel, source]).code, 0);
  const home = join(root, "开着");
  const out = folder("开着的台账");
  const write = () => underWine.said(home, "ledger", "all", "--one-book", "--from", "2025-01-01", "--to", "2025-12-31", "--out", out);
  underWine.said(home, "init", "station", "--code", "JS-017", ...WHO);
  write();
  const book = only(out, ".xlsx");
  const before = readFileSync(book);
  const holder = spawn(wine, [excel, atZ(book)], { env: environment });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  const said = write();
  assert.match(said, /（2）\.xlsx/);
  assert.ok(readFileSync(book).equals(before));
  assert.equal(readdirSync(out).length, 2);
  holder.kill("SIGKILL");
  await new Promise((resolve) => holder.once("close", resolve));
  assert.doesNotMatch(write(), /（2）/);
  assert.equal(readdirSync(out).length, 2);
});

test("Windows 程序写到一半被 kill -9，说保存了的都在", async () => {
  const home = join(root, "断电");
  underWine.said(home, "init", "station", "--code", "JS-017", ...WHO);
  const deputy = JSON.parse(underWine.said(home, "call", "save", save("deputy", { name: "张卫国", levels: ["县"], status: "serving" }))).record.id;
  const visit = (n) => save("visit", { kind: "station", date: "2025-03-01", deputies: [deputy], citizen: "王五", problem: `第 ${n} 次`, handling: "noted" });
  const begun = Date.now();
  const saved = [JSON.parse(underWine.said(home, "call", "save", visit(0))).record.id];
  const took = Date.now() - begun;
  let killed = 0;
  for (let n = 1; n <= 40; n++) {
    const child = spawn(wine, [join(built, "liaison.exe"), "--home", atZ(home), "call", "save", visit(n)], { env: environment });
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(signal)));
    // At every moment of it, and some a little late.
    await Promise.race([ended, pause(took * 1.3 * ((n * 0.618) % 1))]);
    child.kill("SIGKILL");
    if ((await ended) === "SIGKILL") killed++;
    // Said is what was said to the end.
    if (/^\}$/m.test(said)) saved.push(JSON.parse(said).record.id);
  }
  assert.ok(killed > 10 && saved.length > 1, `${killed} killed, ${saved.length} saved`);
  assert.match(underWine.said(home, "check"), /核对无误/);
  const there = JSON.parse(underWine.said(home, "call", "page", JSON.stringify({ noun: "visit", limit: 100 })));
  const ids = new Set(there.rows.map((row) => row.id));
  assert.deepEqual(saved.filter((id) => !ids.has(id)), []);
});

test("路径很长、文件夹叫设备的名字、写明盘符，都一样用", () => {
  // Longer than the 260 characters that Windows programs stop at unless they say otherwise.
  const deep = join(root, ...Array.from({ length: 4 }, (_, n) => `${n}${"三溪村代表联络站".repeat(9)}`));
  assert.ok(atZ(deep).length > 290);
  underWine.said(deep, "init", "station", "--code", "JS-017", ...WHO);
  underWine.said(deep, "call", "save", save("deputy", { name: "张卫国", levels: ["县"], status: "serving" }));
  const out = join(deep, "台账");
  mkdirSync(out);
  underWine.said(deep, "ledger", "all", "--one-book", "--from", "2025-01-01", "--to", "2025-12-31", "--out", out);
  only(out, ".xlsx");
  assert.match(underWine.said(deep, "check"), /核对无误/);
  const backups = folder("aux 的备份");
  underWine.said(deep, "backup", "make", "--out", backups);
  assert.match(linux.said(root, "backup", "check", only(backups, ".tar")), /./);
  // By its letter, with slashes of either kind.
  const asked = windows(join(built, "liaison.exe"), ["--home", atZ(deep).replaceAll("\\", "/"), "check"]);
  assert.match(asked.out, /核对无误/, asked.err);
});

test("命令行的中文在控制台里和文件里都对，不管代码页", () => {
  const asked = ["--home", "Z:\\没有这里", "check"];
  const piped = windows(join(built, "liaison.exe"), asked);
  assert.equal(piped.code, 1);
  assert.match(piped.err, /^这里还没有建站。\r?\n/);
  // A console, as cmd is: one whose code page has no Chinese at all.
  const console = (line) => run("script", ["-qec", line, "/dev/null"]).out;
  assert.match(console(`${wine} cmd /c chcp`), /: 437/);
  assert.match(console([wine, join(built, "liaison.exe"), ...asked].map((word) => `'${word}'`).join(" ")), /这里还没有建站。/);
  assert.ok(!existsSync("/没有这里"));
});
