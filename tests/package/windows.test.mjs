// The Windows installer: put in without a question, over itself, and taken out again; the data stays.
// The desktop program where WebView2 is missing, as it is under Wine.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";
import { atZ, built, drive, environment, run, startWindows, stopWindows, target, user, windows, wine } from "./machines.mjs";

const NAME = "代表联络站台账";
const installed = join(user, "AppData/Local/Programs/liaison-desk");
const uninstalls = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\liaison-desk";
const webview = "HKCU\\Software\\Microsoft\\EdgeUpdate\\Clients\\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
/** The installer's own exit codes. */
const [DONE, STILL_OPEN, NO_WEBVIEW] = [0, 3, 5];

const packages = join(target, "package");
const setup = readdirSync(packages).find((name) => name.endsWith("_x64-setup.exe"));
const version = setup.match(/_(\d+\.\d+\.\d+)_x64/)[1];
const place = mkdtempSync(join(tmpdir(), "安装-"));
const installer = join(place, setup);
const pictures = join(target, "package/pictures");
const screen = `:${100 + (process.pid % 400)}`;
let xvfb;

before(async () => {
  cpSync(join(packages, setup), installer);
  mkdirSync(pictures, { recursive: true });
  xvfb = spawn("Xvfb", [screen, "-screen", "0", "1366x768x24"], { stdio: "ignore" });
  environment.DISPLAY = screen;
  await until("屏幕", () => existsSync(`/tmp/.X11-unix/X${screen.slice(1)}`));
  startWindows();
});
after(() => {
  stopWindows();
  xvfb.kill();
  rmSync(place, { recursive: true, force: true });
});

async function until(what, ask) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(200)) {
    const answer = ask();
    if (answer) return answer;
  }
  throw new Error(`等不到：${what}`);
}
const install = (...args) => windows(installer, ["/S", ...args]).code;
/** Taken out as Windows does it: a copy of the uninstaller goes on by itself, and takes itself out too. */
async function uninstall() {
  assert.equal(windows(join(installed, "uninstall.exe"), ["/S"]).code, DONE);
  await until("卸载完", () => !existsSync(join(installed, "uninstall.exe")));
}
/** With this the uninstaller is waited for, and its exit code is its own. */
const IN_PLACE = "_?=C:\\users\\林晓芸\\AppData\\Local\\Programs\\liaison-desk";
/** A value of the registry; undefined when it is not there. */
function registry(key, value) {
  const asked = windows("reg", ["query", key, ...(value ? ["/v", value] : ["/ve"])]);
  return asked.code === 0 ? asked.out.trim().split(/ {4}/).at(-1) : undefined;
}
/** The windows on the screen that bear this title. */
const titled = (title) => run("xdotool", ["search", "--onlyvisible", "--name", `^${title}`]).out.trim();
const picture = (name) => execFileSync("import", ["-window", "root", join(pictures, `${name}.png`)], { env: environment });
const objdump = (program) => run("x86_64-w64-mingw32-objdump", ["-p", join(built, program)]).out;

test("两个程序：图标、版本、清单，只用系统自带的 DLL", () => {
  for (const [program, subsystem, own] of [["liaison-desk.exe", "Windows GUI", ["WebView2Loader.dll"]], ["liaison.exe", "Windows CUI", []]]) {
    const said = objdump(program);
    assert.match(said, new RegExp(`Subsystem.*\\(${subsystem}\\)`));
    const libraries = [...said.matchAll(/DLL Name: (\S+)/g)].map((found) => found[1]);
    assert.ok(libraries.length > 3);
    const foreign = libraries.filter((name) => /^lib|winpthread|gcc|stdc/i.test(name));
    assert.deepEqual(foreign, [], `${program} wants what Windows does not have`);
    assert.deepEqual(libraries.filter((name) => name === "WebView2Loader.dll"), own);
    const bytes = readFileSync(join(built, program));
    for (const text of [NAME, `${version}`]) assert.ok(bytes.includes(Buffer.from(text, "utf16le")), `${program} says ${text}`);
    for (const text of ["longPathAware", "activeCodePage", "asInvoker"]) assert.ok(bytes.includes(text), text);
    // The icon's largest picture, which is a PNG in both.
    const icon = readFileSync(new URL("../../assets/icons/icon.ico", import.meta.url));
    const [size, from] = [icon.readUInt32LE(6 + 8), icon.readUInt32LE(6 + 12)];
    assert.ok(bytes.includes(icon.subarray(from, from + size)), `${program} bears the icon`);
  }
});

test("静默安装：文件、快捷方式、.rdz、卸载项；没有 WebView2 就说出来", () => {
  assert.equal(install(), NO_WEBVIEW);
  assert.deepEqual(readdirSync(installed).sort(), ["WebView2Loader.dll", "liaison-desk.exe", "liaison.exe", "uninstall.exe"]);
  for (const file of ["liaison-desk.exe", "liaison.exe", "WebView2Loader.dll"])
    assert.ok(readFileSync(join(installed, file)).equals(readFileSync(join(built, file))), file);
  for (const folder of ["Desktop", "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"]) assert.ok(existsSync(join(user, folder, `${NAME}.lnk`)), folder);
  assert.equal(registry("HKCU\\Software\\Classes\\.rdz"), "liaison.rdz");
  assert.match(registry("HKCU\\Software\\Classes\\liaison.rdz\\shell\\open\\command"), /liaison-desk\.exe" "%1"$/);
  assert.equal(registry(uninstalls, "DisplayVersion"), version);
  assert.equal(registry("HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\liaison-desk", "DisplayName"), undefined, "for this user alone");
});

test("没有 WebView2：一个说明白的对话框，程序开着时不装也不卸", async () => {
  const program = spawn(wine, [join(installed, "liaison-desk.exe")], { env: environment });
  let said = "";
  program.stderr.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => program.once("close", resolve));
  const box = await until("对话框", () => titled(NAME));
  await pause(1000);
  picture("no-webview2");
  assert.match(said, /没有装 Microsoft Edge WebView2/);
  assert.match(said, /已经保存的记录都没有动/);
  assert.match(said, /MicrosoftEdgeWebView2RuntimeInstallerX64\.exe/);

  const before = readFileSync(join(installed, "liaison-desk.exe"));
  assert.equal(install(), STILL_OPEN);
  assert.equal(windows(join(installed, "uninstall.exe"), ["/S", IN_PLACE]).code, STILL_OPEN);
  assert.ok(readFileSync(join(installed, "liaison-desk.exe")).equals(before));
  assert.ok(existsSync(join(installed, "liaison.exe")));

  run("xdotool", ["key", "--window", box.split("\n")[0], "Return"]);
  assert.equal(await ended, 1);
});

test("双击 .rdz：程序带着这个文件打开", async () => {
  const file = join(place, "JS-017_e3f9_000042.rdz");
  writeFileSync(file, "a bundle, for all the program reads of it before the password");
  // What Windows makes of the command in the registry; Wine 8 does not look for it among a user's own classes.
  assert.match(registry("HKCU\\Software\\Classes\\liaison.rdz\\shell\\open\\command"), /liaison-desk\.exe" "%1"$/);
  const click = spawn(wine, [join(installed, "liaison-desk.exe"), atZ(file)], { env: environment });
  let said = "";
  click.stderr.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => click.once("close", resolve));
  const box = await until("对话框", () => titled(NAME));

  // While that one stands, a second double click hands its file to it. The window, which would take it, does not
  // open here: it is taken by hand.
  const laid = join(user, "AppData/Local/liaison/liaison-desk/data/opened");
  const second = spawn(wine, [join(installed, "liaison-desk.exe"), atZ(file)], { env: environment, stdio: "ignore" });
  const handed = new Promise((resolve) => second.once("close", resolve));
  await until("文件交过来", () => existsSync(laid));
  assert.equal(readFileSync(laid, "utf8"), atZ(file));
  rmSync(laid);
  assert.equal(await handed, 0);
  run("xdotool", ["key", "--window", box.split("\n")[0], "Return"]);
  assert.equal(await ended, 1);
  assert.match(said, /没有装 Microsoft Edge WebView2/);
});

test("旁边有 WebView2 的离线安装程序：缺了才装，装好就不再提", () => {
  // Stands in for Microsoft's: notes how it was called, and leaves the mark the real one leaves.
  const source = join(place, "webview2.c");
  writeFileSync(source, `#include <stdio.h>
#include <windows.h>
int main(int n, char **args) {
  FILE *called = fopen("C:\\\\webview2-called.txt", "a");
  for (int i = 1; i < n; i++) fprintf(called, "%s ", args[i]);
  fputs("\\n", called);
  fclose(called);
  return RegSetKeyValueA(HKEY_CURRENT_USER, "${webview.slice(5).replaceAll("\\", "\\\\")}", "pv", REG_SZ, "120.0.1.2", 10);
}`);
  const slot = join(place, "MicrosoftEdgeWebView2RuntimeInstallerX64.exe");
  execFileSync("x86_64-w64-mingw32-gcc", ["-o", slot, source, "-ladvapi32"]);
  const called = join(drive, "webview2-called.txt");
  rmSync(called, { force: true });
  try {
    assert.equal(install(), DONE);
    assert.equal(readFileSync(called, "utf8").trim(), "/silent /install");
    assert.equal(install(), DONE);
    assert.equal(readFileSync(called, "utf8").trim().split("\n").length, 1, "only where it is missing");
  } finally {
    windows("reg", ["delete", webview, "/f"]);
    rmSync(slot);
  }
  assert.equal(install(), NO_WEBVIEW);
});

test("装好的命令行用桌面程序的文件夹；卸载只删程序，记录一个字节也不动", async () => {
  const data = join(user, "AppData/Local/liaison/liaison-desk/data");
  rmSync(data, { recursive: true, force: true });
  const made = windows(join(installed, "liaison.exe"), ["init", "station", "--code", "JS-017", "--name", "三溪村代表联络站", "--town", "三溪镇", "--clerk", "林晓芸"]);
  assert.equal(made.code, 0, made.err);
  const kept = () => readdirSync(data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => {
    const path = join(one.parentPath ?? one.path, one.name);
    return [path, readFileSync(path).toString("base64")];
  });
  const before = kept();
  assert.ok(before.some(([path]) => path.endsWith("station.db")), `${data} is the folder of a user with a Chinese name`);
  const own = join(installed, "我的笔记.txt");
  writeFileSync(own, "别人的文件");

  await uninstall();
  assert.deepEqual(readdirSync(installed), ["我的笔记.txt"], "what is not ours stays");
  rmSync(installed, { recursive: true });
  for (const folder of ["Desktop", "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"]) assert.ok(!existsSync(join(user, folder, `${NAME}.lnk`)), folder);
  assert.equal(registry(uninstalls, "DisplayName"), undefined);
  assert.equal(registry("HKCU\\Software\\Classes\\.rdz"), undefined);
  assert.deepEqual(kept(), before);
  rmSync(data, { recursive: true });
});

test("向导说中文", async () => {
  const wizard = spawn(wine, [installer], { env: environment, stdio: "ignore" });
  await until("向导", () => titled(NAME));
  await pause(1500);
  picture("installer");
  wizard.kill("SIGKILL");
});
