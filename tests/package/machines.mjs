// The programs as they were built: on this system, and as Windows programs under Wine.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const target = resolve(process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url)));
export const built = join(target, "windows/x86_64-pc-windows-gnu/release");
export const wine = "/usr/lib/wine/wine64";

/** The drive C: of the Windows under test, and its user's folder, as this system sees them. */
export const drive = join(process.env.WINEPREFIX ?? join(target, "windows/wine"), "drive_c");
export const user = join(drive, "users/林晓芸");

const PASSWORD = "样板-2024";
export const environment = {
  ...process.env,
  WINEPREFIX: process.env.WINEPREFIX ?? join(target, "windows/wine"),
  WINEDEBUG: "-all",
  // Wine would put what is installed into this system's own menus.
  WINEDLLOVERRIDES: "winemenubuilder.exe=d",
  LIAISON_PASSWORD: PASSWORD,
  LIAISON_NOW: "2025-03-18T10:20:00+08:00",
};

/** A path of this system as Windows programs write it: Wine's drive Z: is the whole of it. */
export const atZ = (path) => `Z:${path.replaceAll("/", "\\")}`;

/** Runs a program to its end; answers its exit code and what it said. */
export function run(program, args = [], options = {}) {
  const done = spawnSync(program, args, { env: environment, encoding: "utf8", timeout: 300_000, maxBuffer: 1 << 28, ...options });
  if (done.error) throw done.error;
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const wineserver = (...args) => spawnSync("/usr/lib/wine/wineserver64", args, { env: environment, stdio: "ignore" });

/** Starts that Windows and keeps it up: one killed while it starts never comes up. */
export function startWindows() {
  wineserver("-k");
  wineserver("-p");
  assert.equal(windows("cmd", ["/c", "exit 0"], { stdio: "ignore" }).code, 0);
}
export const stopWindows = () => wineserver("-k");

/** Runs a Windows program to its end. */
export const windows = (program, args, options) => run(wine, [program, ...args], options);

/** `liaison` on one system: its paths are written as that system writes them. */
function commandLine(start, written) {
  const asked = (home, args) => start(["--home", written(home), ...args.map((arg) => (arg.startsWith?.("/") ? written(arg) : arg))]);
  const said = (home, ...args) => {
    const done = asked(home, args);
    assert.equal(done.code, 0, `${args.join(" ")}\n${done.out}${done.err}`);
    assert.equal(done.err, "");
    return done.out.replaceAll("\r\n", "\n");
  };
  return { asked, said, written };
}

export const linux = commandLine((args) => run(join(target, "debug/liaison"), args), (path) => path);
export const underWine = commandLine((args) => windows(join(built, "liaison.exe"), args), atZ);
