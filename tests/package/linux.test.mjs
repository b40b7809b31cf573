// The Debian package on a bare Debian 12, made by debootstrap: apt brings what it needs, the command line
// works for a user, the window opens, the system knows .rdz; removed, it leaves the data. Takes root.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";
import { environment, run, target } from "./machines.mjs";

const root = join(target, "package/debian-12");
const deb = readdirSync(join(target, "package")).find((name) => /^liaison-desk_.*\.deb$/.test(name));
const screen = `:${100 + (process.pid % 400)}`;
const mounts = ["proc", "dev", "tmp/.X11-unix"].map((name) => join(root, name));
let xvfb;

/** Runs a line of shell in that Debian, as root or as its clerk; answers what it printed. */
function inside(line, { clerk = false } = {}) {
  const command = clerk ? ["runuser", "-u", "clerk", "--", "sh", "-euc", line] : ["sh", "-euc", line];
  const done = run("chroot", [root, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
    `DISPLAY=${screen}`, ...(clerk ? ["HOME=/home/clerk", "LIAISON_PASSWORD=样板-2024", "LIAISON_NOW=2025-03-18T10:20:00+08:00"] : []), ...command], { timeout: 600_000 });
  assert.equal(done.code, 0, `${line}\n${done.out}${done.err}`);
  return done.out;
}

before(() => {
  const bare = join(target, "package/debian-12.tar");
  rmSync(root, { recursive: true, force: true });
  // What debootstrap fetches is kept; the system is a new one each time.
  if (!existsSync(bare)) execFileSync("debootstrap", ["--variant=minbase", "--make-tarball", bare, "bookworm", join(target, "package/debootstrap")], { stdio: "ignore" });
  execFileSync("debootstrap", ["--variant=minbase", "--unpack-tarball", bare, "bookworm", root], { stdio: "ignore" });
  writeFileSync(join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n");
  chmodSync(join(root, "usr/sbin/policy-rc.d"), 0o755);
  cpSync("/etc/resolv.conf", join(root, "etc/resolv.conf"), { dereference: true });
  // How this network reaches Debian, not what else this machine takes packages from.
  for (const name of readdirSync("/etc/apt/apt.conf.d")) {
    const text = readFileSync(join("/etc/apt/apt.conf.d", name), "utf8");
    if (text.includes("Acquire::http")) writeFileSync(join(root, "etc/apt/apt.conf.d", name), text);
  }
  xvfb = spawn("Xvfb", [screen, "-screen", "0", "1366x768x24"], { stdio: "ignore" });
  mkdirSync(join(root, "tmp/.X11-unix"), { recursive: true });
  execFileSync("mount", ["-t", "proc", "proc", mounts[0]]);
  execFileSync("mount", ["--bind", "/dev", mounts[1]]);
  execFileSync("mount", ["--bind", "/tmp/.X11-unix", mounts[2]]);
  cpSync(join(target, "package", deb), join(root, deb));
});
after(() => {
  for (const mount of mounts) run("umount", ["-l", mount]);
  xvfb?.kill();
  if (!mounts.some((mount) => readFileSync("/proc/mounts", "utf8").includes(` ${mount} `))) rmSync(root, { recursive: true, force: true });
});

test("apt 装得上，要的都写在 Depends 里", () => {
  inside("apt-get update -qq && useradd -m clerk");
  assert.equal(run("chroot", [root, "dpkg", "-s", "libwebkit2gtk-4.1-0"]).code, 1, "bare at first");
  inside(`apt-get install -y -qq --no-install-recommends ./${deb}`);
  assert.match(inside("dpkg-query -W -f '${db:Status-Abbrev} ${Depends}' liaison-desk"), /^ii .*libwebkit2gtk-4\.1-0/);
  for (const program of ["liaison", "liaison-desk"]) assert.doesNotMatch(inside(`ldd /usr/bin/${program}`), /not found/);
  assert.equal(inside("dpkg -V liaison-desk"), "", "what was installed is what was packed");
  assert.match(inside("liaison --version"), new RegExp(`^liaison ${deb.match(/_(\d+\.\d+\.\d+)_/)[1]}`));
});

test("命令行：建站、样板、台账、检查", () => {
  inside("liaison init station --code JS-017 --name 三溪村代表联络站 --town 三溪镇 --clerk 林晓芸", { clerk: true });
  inside("liaison sample --years 1 && mkdir /home/clerk/台账", { clerk: true });
  const files = inside("liaison ledger all --from 2024-01-01 --to 2024-12-31 --out /home/clerk/台账", { clerk: true }).trim().split("\n");
  assert.ok(files.length >= 8 && files.every((file) => existsSync(join(root, file))), files.join("\n"));
  assert.match(inside("liaison check", { clerk: true }), /核对无误/);
});

test("菜单、图标、.rdz 的类型", () => {
  inside("apt-get install -y -qq --no-install-recommends shared-mime-info desktop-file-utils libglib2.0-bin");
  assert.equal(inside("desktop-file-validate /usr/share/applications/cn.liaison.desk.desktop"), "");
  inside("cd /tmp && echo x > JS-017_0000_000001.rdz");
  assert.match(inside("gio info -a standard::content-type /tmp/JS-017_0000_000001.rdz"), /application\/vnd\.liaison\.bundle/);
  assert.match(inside("gio mime application/vnd.liaison.bundle"), /cn\.liaison\.desk\.desktop/);
  const icons = inside("find /usr/share/icons/hicolor -name 'cn.liaison.desk.*'").trim().split("\n");
  assert.equal(icons.length, 4);
});

test("窗口打得开", async () => {
  inside("apt-get install -y -qq --no-install-recommends dbus fonts-noto-cjk");
  const window = spawn("chroot", [root, "runuser", "-u", "clerk", "--", "env", "HOME=/home/clerk", `DISPLAY=${screen}`, "LC_ALL=C.UTF-8", "dbus-run-session", "--", "liaison-desk"], { detached: true, stdio: "ignore" });
  try {
    let found = "";
    for (let n = 0; n < 300 && !found; n++, await pause(200)) found = run("xdotool", ["search", "--onlyvisible", "--name", "^代表联络站台账$"], { env: { ...environment, DISPLAY: screen } }).out.trim();
    assert.ok(found, "a window by that name");
    await pause(4000);
    mkdirSync(join(target, "package/pictures"), { recursive: true });
    execFileSync("import", ["-window", "root", join(target, "package/pictures/debian-12.png")], { env: { ...environment, DISPLAY: screen } });
  } finally {
    process.kill(-window.pid, "SIGKILL");
  }
});

test("卸载：程序没有了，记录还在", () => {
  inside("apt-get purge -y -qq liaison-desk");
  for (const path of ["usr/bin/liaison", "usr/bin/liaison-desk", "usr/share/doc/liaison-desk"]) assert.ok(!existsSync(join(root, path)), path);
  assert.ok(existsSync(join(root, "home/clerk/.local/share/liaison-desk/station.db")));
});
