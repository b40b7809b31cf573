// The desk in a browser, packed for systems the window can't be on: run against the libraries of Debian 11 (glibc 2.31,
// as Kylin V10 SP1 has), Intel as it is, ARM by qemu. Nothing of this system's own is reached but the files themselves.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, test } from "node:test";
import { environment, run, target } from "./machines.mjs";

const packages = join(target, "package");
const work = mkdtempSync(join(tmpdir(), "liaison-browser-"));
after(() => rmSync(work, { recursive: true, force: true }));

/** The libraries of that Debian; what debootstrap fetched is kept. */
function libraries(architecture) {
  const root = join(packages, `debian-11-${architecture}`);
  if (!existsSync(join(root, "debootstrap"))) {
    execFileSync("debootstrap", [`--arch=${architecture}`, "--variant=minbase", "--foreign", "bullseye", root], { stdio: "ignore" });
  }
  return root;
}

for (const [architecture, machine, qemu] of [
  ["amd64", "x86_64", []],
  ["arm64", "aarch64", ["qemu-aarch64-static"]],
]) {
  const deb = readdirSync(packages).find((name) => name.startsWith("liaison-desk-browser_") && name.endsWith(`_${architecture}.deb`));
  const put = join(work, architecture);
  const home = join(put, "资料");
  const env = { ...environment, HOME: put, LANG: "C.UTF-8", XDG_CACHE_HOME: join(put, ".cache"), LD_LIBRARY_PATH: "" };
  /** The program by the old system's own loader and libraries, and by nothing else. */
  const command = () => {
    const folder = join(libraries(architecture), "usr/lib", `${machine}-linux-gnu`);
    return [...qemu, join(folder, "ld-2.31.so"), "--library-path", folder, join(put, "usr/bin/liaison")];
  };
  const liaison = (...args) => {
    const [program, ...first] = command();
    const done = run(program, [...first, "--home", home, ...args], { env, timeout: 600_000 });
    assert.equal(done.code, 0, `${args.join(" ")}\n${done.out}${done.err}`);
    return done.out;
  };

  test(`${architecture}：软件包里只有命令行和图标，要的系统库不比 glibc 2.28 新`, () => {
    assert.ok(deb, "packed");
    mkdirSync(put);
    execFileSync("dpkg-deb", ["-x", join(packages, deb), put]);
    assert.match(execFileSync("dpkg-deb", ["-f", join(packages, deb)], { encoding: "utf8" }), new RegExp(`Architecture: ${architecture}[^]*Depends: libc6 \\(>= 2\\.28\\)[^]*Conflicts: liaison-desk`));
    assert.deepEqual(readdirSync(join(put, "usr/bin")), ["liaison"]);
    assert.match(readFileSync(join(put, "usr/share/applications/cn.liaison.desk.desktop"), "utf8"), /^Exec=liaison desk$/m);
    const elf = execFileSync("readelf", ["-dV", join(put, "usr/bin/liaison")], { encoding: "utf8" });
    for (const [, library] of elf.matchAll(/\(NEEDED\)[^[]*\[(.*)\]/g)) assert.match(library, /^(lib(c|m|dl|pthread|rt)\.so\.\d|ld-linux.*)$/);
    const versions = [...elf.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    assert.ok(versions.length > 0 && Math.max(...versions) <= 28, `2.${Math.max(...versions)}`);
  });

  test(`${architecture}：建站、样板、台账、检查`, () => {
    liaison("init", "station", "--code", "JS-017", "--name", "三溪村代表联络站", "--town", "三溪镇", "--clerk", "林晓芸");
    liaison("sample", "--years", "1");
    const ledgers = join(put, "台账");
    mkdirSync(ledgers);
    const files = liaison("ledger", "all", "--from", "2024-01-01", "--to", "2024-12-31", "--out", ledgers).trim().split("\n");
    assert.ok(files.length >= 8 && files.every((file) => existsSync(file)), files.join("\n"));
    assert.match(liaison("check"), /核对无误/);
    // The same home under this system's own program.
    assert.match(run(join(target, "debug/liaison"), ["--home", home, "check"], { env }).out, /核对无误/);
  });

  test(`${architecture}：在浏览器里打开：网页给出来，令牌换得到，登录得进`, async () => {
    const [program, ...first] = command();
    const service = spawn(program, [...first, "--home", home, "desk", "--no-browser"], { env, stdio: ["ignore", "pipe", "inherit"] });
    try {
      let page = "";
      service.stdout.setEncoding("utf8").on("data", (text) => (page += text));
      for (let n = 0; n < 600 && !page.endsWith("\n"); n += 1) await pause(50);
      const [, address, token] = /url=(http:\/\/127\.0\.0\.1:\d+)\/#in=([0-9a-f]{64})/.exec(readFileSync(page.trim(), "utf8"));
      assert.match(await (await fetch(address)).text(), /<div id="app">/);
      const headers = { Origin: address, "Content-Type": "application/json", "X-Liaison": "in" };
      const entered = await fetch(`${address}/enter`, { method: "POST", headers, body: JSON.stringify({ token }) });
      const own = { ...headers, Cookie: entered.headers.get("set-cookie").split(";")[0], "X-Liaison": (await entered.json()).key };
      const answer = await fetch(`${address}/call/unlock`, { method: "POST", headers: own, body: JSON.stringify({ password: env.LIAISON_PASSWORD }) });
      const last = (await answer.text()).trim().split("\n").pop();
      assert.equal(JSON.parse(last).answer?.clerk, "林晓芸", last);
    } finally {
      service.kill("SIGKILL");
    }
  });
}
