// The machinery: a screen nobody sees, a driver, and the built program in its window.
// Knows nothing of what the pages show; that is clerk.mjs.

import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Builder, Capabilities } from "selenium-webdriver";

const here = dirname(fileURLToPath(import.meta.url));
/** Where the built programs are: of `LIAISON_PROFILE`, as cargo names its folder. */
export const target = resolve(process.env.CARGO_TARGET_DIR ?? join(here, "../../target"), process.env.LIAISON_PROFILE ?? "debug");
export const program = join(target, "liaison-desk");
export const cli = join(target, "liaison");

/** How long anything may take before a test gives up on it: old PCs and busy CI are slow. */
export const PATIENCE = 30_000;

const children = new Set();
const folders = new Set();

export function start(command, args, options) {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "ignore", "pipe"], ...options });
  child.stderr.setEncoding("utf8");
  child.said = "";
  child.stderr.on("data", (text) => (child.said = (child.said + text).slice(-4000)));
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Ends a child with everything it started. */
export function end(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

process.on("exit", () => {
  for (const child of children) end(child);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** Asks again and again until the answer is truthy. */
export async function until(what, ask, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`等不到：${what}${last ? `（${last.message || last.name}）` : ""}`);
    await new Promise((go) => setTimeout(go, 40));
  }
}

let screen;

/** The display number of a screen of an old PC: 1366 × 768. */
async function display() {
  if (!screen) {
    const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp"], {
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    children.add(child);
    let number = "";
    child.stdio[3].on("data", (text) => (number += text));
    await until("虚拟屏幕", () => number.endsWith("\n"));
    screen = `:${number.trim()}`;
    child.stdio[3].destroy();
    child.unref();
  }
  return screen;
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** A user of this PC: a folder of her own, with 文档 in it, and the station's home. `opens`, where it is set, are
 * the files the program is started with. */
export function person() {
  const folder = mkdtempSync(join(tmpdir(), "liaison-window-"));
  folders.add(folder);
  const documents = join(folder, "文档");
  const config = join(folder, ".config");
  const temporary = join(folder, "tmp");
  for (const made of [documents, config, temporary]) mkdirSync(made);
  writeFileSync(join(config, "user-dirs.dirs"), 'XDG_DOCUMENTS_DIR="$HOME/文档"\n');
  return { folder, documents, config, temporary, home: join(folder, "station"), ledgers: join(documents, "代表联络站台账") };
}

/** Every file below a folder. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath ?? entry.path, entry.name)] : []));
}

/** What a program sees that this person starts; `also` is what else her PC says. */
export function environment(of) {
  return {
    PATH: process.env.PATH,
    LANG: "C.UTF-8",
    ...(process.env.TZ && { TZ: process.env.TZ }),
    HOME: of.folder,
    XDG_CONFIG_HOME: of.config,
    XDG_DATA_HOME: join(of.folder, ".local/share"),
    XDG_CACHE_HOME: join(of.folder, ".cache"),
    XDG_RUNTIME_DIR: of.folder,
    TMPDIR: of.temporary,
    LIAISON_HOME: of.home,
    GDK_BACKEND: "x11",
    NO_AT_BRIDGE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    ...of.also,
  };
}

/** Runs the command line of the same contract on the person's station. */
export function command(of, args, { password, input } = {}) {
  const env = { ...environment(of), LIAISON_PASSWORD: password ?? "" };
  return execFileSync(cli, ["--home", of.home, ...args], { env, input: input ?? "", encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Opens the program (or another one) in its window, or in a browser where that is asked for; resolves once it answers. */
export async function open(of, binary = program) {
  if (process.env.LIAISON_HOST === "browser") return (await import("../browser/desk.mjs")).open(of);
  if (!existsSync(binary)) throw new Error(`程序还没有编译：${binary}`);
  const port = await freePort();
  const service = start("dbus-run-session", ["--", "WebKitWebDriver", `--port=${port}`], {
    env: { ...environment(of), DISPLAY: await display(), TAURI_AUTOMATION: "true", TAURI_WEBVIEW_AUTOMATION: "true" },
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await until("驱动程序", async () => (await fetch(`${url}/status`)).ok);
    const capabilities = new Capabilities({ browserName: "wry", "webkitgtk:browserOptions": { binary, args: ["--home", of.home, ...(of.opens ?? [])] } });
    const started = Date.now();
    const driver = await new Builder().usingServer(url).withCapabilities(capabilities).build();
    return {
      driver,
      of,
      /** When the program was started, in milliseconds. */
      started,
      /** MB of memory that are its own, of all its processes; what it shares with others counts by its share. */
      weight: () => {
        const main = running(service, binary);
        return [main, ...below(main)].reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+) kB/m.exec(told(pid, "smaps_rollup"))?.[1] ?? 0), 0) / 1000;
      },
      close: () => close(driver, service, binary),
      kill: () => kill(driver, service),
      askToClose: () => askToClose(),
      ended: () => ended(service),
    };
  } catch (error) {
    end(service);
    throw new Error(`窗口没有打开：${error.message}\n${service.said}`);
  }
}

/** A double click on a file while the program is open: the system starts it once more. Answers how that one ended. */
export async function doubleClick(of, file) {
  const child = start(program, ["--home", of.home, file], { env: { ...environment(of), DISPLAY: await display() } });
  return new Promise((done) => child.once("exit", (code) => done(code)));
}

/** Closes the window as a clerk would; the program has let go of its folder when this is done. */
async function close(driver, service, binary) {
  const pid = running(service, binary);
  await driver.quit().catch(() => {});
  end(service);
  if (pid) await gone(pid);
}

/** The cross in the corner of the window. */
async function askToClose() {
  execFileSync("/usr/bin/python3", [join(here, "ask_to_close.py")], { env: { ...process.env, DISPLAY: await display() } });
}

/** Waits until the program has ended by itself. */
async function ended(service) {
  const pid = running(service);
  if (pid) await gone(pid);
}

/** A power cut: the program gets no chance to say goodbye. */
async function kill(driver, service) {
  const pid = running(service);
  if (!pid) throw new Error("找不到正在运行的程序");
  process.kill(pid, "SIGKILL");
  end(service);
  await gone(pid);
}

/** The program's own process, if it still runs. */
function running(service, binary = program) {
  return below(service.pid).find((child) => told(child, "cmdline").startsWith(binary));
}

function gone(pid) {
  return until("程序结束", () => !existsSync(`/proc/${pid}`));
}

/** Every process below this one. */
function below(pid) {
  const children = told(pid, `task/${pid}/children`).split(" ").filter(Boolean);
  return children.flatMap((child) => [child, ...below(child)]).map(Number);
}

/** What the system says of a process; nothing of one that has ended meanwhile. */
function told(pid, what) {
  try {
    return readFileSync(`/proc/${pid}/${what}`, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(error.code)) return "";
    throw error;
  }
}

// The driver takes its picture after the page's next painting, and a page painted straight to the
// window paints nothing while it stands still: a dot nobody sees changes for a while.
const STIR = `
  const dot = document.createElement("div");
  dot.style.cssText = "position: fixed; top: 0; left: 0; width: 1px; height: 1px; pointer-events: none";
  document.body.append(dot);
  let left = 40;
  const beat = setInterval(() => {
    dot.style.background = left % 2 ? "rgb(0 0 0 / 1%)" : "rgb(0 0 0 / 2%)";
    if ((left -= 1) > 0) return;
    clearInterval(beat);
    dot.remove();
  }, 25);`;

/** Keeps a picture of the window under shots/. */
export async function shoot(driver, name) {
  const folder = process.env.LIAISON_SHOTS ?? join(here, "shots");
  mkdirSync(folder, { recursive: true });
  await driver.executeScript(STIR);
  writeFileSync(join(folder, `${name}.png`), await driver.takeScreenshot(), "base64");
}
