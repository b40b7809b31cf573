// An update of the Windows programs while they run, under Wine: the real programs, signed by stock tools. The new
// ones are the same with another version in them. What Wine can't tell is how Windows itself guards a running .exe:
// here, as there, it can be moved aside.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { atZ, built, environment, run, startWindows, stopWindows, target, windows, wine } from "./machines.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
/** `liaison.exe` that takes updates of this key, as `./dev test windows` builds it. */
const withKey = join(target, "windows/with-key");
const FILES = ["WebView2Loader.dll", "liaison-desk.exe", "liaison.exe"];
/** Of these the programs; Microsoft's library is the same in every version. */
const CHANGED = 2;
const NOW = "0.1.0";
const root = mkdtempSync(join(tmpdir(), "更新 "));
const folder = (name) => join(root, name);
before(startWindows);
after(() => {
  stopWindows();
  rmSync(root, { recursive: true, force: true });
});

/** The programs of a version: another one of the same length stands where the version stood. */
function programs(version) {
  const at = folder(`程序 ${version}`);
  if (existsSync(at)) return at;
  mkdirSync(at);
  for (const name of FILES) {
    const bytes = readFileSync(join(name === "liaison.exe" ? withKey : built, name));
    for (let found = bytes.indexOf(NOW); found >= 0; found = bytes.indexOf(NOW, found + 1)) bytes.write(version, found, "latin1");
    writeFileSync(join(at, name), bytes);
  }
  return at;
}

/** A signed update, as the makers make it. */
function update(version, platform = "windows-x86_64") {
  const files = FILES.map((name) => join(programs(version), name));
  const made = execFileSync(join(repository, "dev"), ["update", join(withKey, "makers.key"), platform, version, ...files], { encoding: "utf8" }).trim().split("\n").at(-1);
  const to = folder(`${version}-${platform}.rdu`);
  cpSync(made, to);
  return to;
}

const at = (place, ...args) => windows(join(place, "liaison.exe"), ["--home", atZ(folder("站")), ...args]);
function said(place, ...args) {
  const done = at(place, ...args);
  assert.equal(done.code, 0, done.out + done.err);
  return done.out;
}
const take = (place, path) => at(place, "call", "update_take", JSON.stringify({ path: atZ(path) }));
const version = (program) => windows(program, ["--version"]).out.trim();
const same = (place, other) => FILES.filter((name) => readFileSync(join(place, name)).equals(readFileSync(join(programs(other), name))));
function installed(name) {
  cpSync(programs(NOW), folder(name), { recursive: true });
  return folder(name);
}

test("看见、核对、换上：程序正开着，下次打开就是新的，旧的留在旁边", async () => {
  const place = installed("装好的");
  const [newer, newest] = [update("0.2.0"), update("0.3.0")];
  said(place, "init", "station", "--code", "JS-017", "--name", "三溪村代表联络站", "--town", "三溪镇", "--clerk", "林晓芸");
  const look = JSON.parse(said(place, "call", "update_look", JSON.stringify({ path: atZ(newer) })));
  assert.deepEqual([look.version, look.platform, look.stands, look.found[0].state], [NOW, "windows-x86_64", "ready", "newer"]);

  // Open all the while, on a home of its own.
  const open = spawn(wine, [join(place, "liaison.exe"), "--home", atZ(folder("开着")), "desk", "--no-browser"], { env: environment });
  await new Promise((resolve) => open.stdout.once("data", resolve));
  const ended = new Promise((resolve) => open.once("close", resolve));

  const taken = take(place, newer);
  assert.equal(taken.code, 0, taken.out + taken.err);
  assert.ok(existsSync(JSON.parse(taken.out).backup.replace(/^[A-Z]:/, (letter) => (letter === "Z:" ? "" : join(environment.WINEPREFIX, "drive_c"))).replaceAll("\\", "/")), "backed up first");
  assert.deepEqual(same(place, "0.2.0"), FILES);
  assert.equal(version(join(place, "liaison.exe")), "liaison 0.2.0");
  assert.equal(open.exitCode, null, "what was open stays open");

  // A second one before the first was closed: what runs is the .old of now.
  const again = take(place, newest);
  assert.equal(again.code, 0, again.out + again.err);
  assert.deepEqual(same(place, "0.3.0"), FILES);
  assert.equal(version(join(place, "liaison.exe")), "liaison 0.3.0");
  assert.equal(open.exitCode, null);
  open.kill("SIGKILL");
  await ended;
  assert.match(said(place, "check"), /核对无误/);
  // By hand, as the README says: the one before.
  cpSync(join(place, "liaison.exe.old"), join(place, "back.exe"));
  assert.equal(version(join(place, "back.exe")), "liaison 0.2.0");
  assert.deepEqual(readdirSync(place).filter((name) => name.endsWith(".new")), []);
  // The first of three could not be taken away while it ran.
  assert.deepEqual(readdirSync(place).filter((name) => /\.old\.\d$/.test(name)), ["liaison.exe.old.4"]);
});

test("旧的、别的系统的、改过的、没有签名的不收，程序一个字节也不动", () => {
  const place = installed("不收");
  const harmed = update("0.4.0");
  const bytes = readFileSync(harmed);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(harmed, bytes);
  const cut = folder("cut.rdu");
  writeFileSync(cut, bytes.subarray(0, bytes.length - 5_000));
  for (const [path, why] of [[update("0.0.9"), /旧/], [update("0.5.0", "linux-x86_64"), /别的系统/], [harmed, /./], [cut, /./], [folder("没有.rdu"), /./]]) {
    const done = take(place, path);
    assert.equal(done.code, 1, path);
    assert.match(done.err, why);
    assert.deepEqual(same(place, NOW), FILES);
    assert.deepEqual(readdirSync(place).sort(), [...FILES].sort());
  }
});

test("换到一半被 kill -9：每个文件都是完整的，再来一次就换好", async (t) => {
  const newer = update("0.2.0");
  const [cut, kills] = [{ old: 0, some: 0, new: 0 }, 14];
  let took = 0;
  for (let n = 0; n <= kills; n++) {
    const place = installed(`断电 ${n}`);
    const begun = Date.now();
    const child = spawn(wine, [join(place, "liaison.exe"), "--home", atZ(folder("站")), "call", "update_take", JSON.stringify({ path: atZ(newer) })], { env: environment, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("close", resolve));
    // The first one runs to its end; the others stop at every part of the way, most where files are exchanged.
    if (n > 0) {
      const moment = n <= kills / 2 ? took * (n / (kills / 2)) : Infinity;
      const exchanging = () => n > kills / 2 && readdirSync(place).some((name) => name.endsWith(".new"));
      while (child.exitCode === null && Date.now() - begun < Math.min(moment, 60_000) && !exchanging()) await pause(1);
      if (exchanging()) await pause((n - kills / 2) * 3);
      child.kill("SIGKILL");
    }
    await ended;
    took ||= Date.now() - begun;
    // In the one moment between two moves the name of a running program can be free; both of them lie beside it.
    for (const name of FILES.filter((one) => !existsSync(join(place, one)))) cpSync(join(place, `${name}.old`), join(place, name));
    const [whole, now] = [same(place, NOW), same(place, "0.2.0")];
    const old = FILES.filter((name) => !now.includes(name));
    assert.ok(old.every((name) => whole.includes(name)), `${readdirSync(place)}: one is torn`);
    cut[old.length === 0 ? "new" : old.length === CHANGED ? "old" : "some"]++;
    if (old.length > 0) {
      const again = take(place, newer);
      assert.equal(again.code, 0, again.out + again.err);
    }
    assert.deepEqual(same(place, "0.2.0"), FILES);
    rmSync(place, { recursive: true });
  }
  assert.match(said(programs(NOW), "check"), /核对无误/);
  t.diagnostic(`都是旧的 ${cut.old} 次，有新有旧 ${cut.some} 次，都是新的 ${cut.new} 次`);
  assert.ok(cut.old > 2 && cut.new > 0, JSON.stringify(cut));
});
