// The machinery: `liaison desk` and the clerk's browser. It answers what window.mjs answers, so that
// the clerk of the window tests sits at it unchanged.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { cli, end, environment, start, until } from "../window/window.mjs";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** What is left of an old PC's screen below the browser's own bars. */
const SCREEN = { width: 1366, height: 640 };

/** What the engines of old desktops have not got; the screens must do without. */
function beOld() {
  for (const [of, names] of [
    [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
    [String.prototype, ["at", "replaceAll", "isWellFormed", "toWellFormed"]],
    [Object, ["hasOwn", "groupBy"]],
    [Array, ["fromAsync"]],
    [Promise, ["any", "withResolvers", "try"]],
    [globalThis, ["structuredClone", "AggregateError", "Navigation", "navigation", "CloseWatcher"]],
    [crypto, ["randomUUID"]],
    [Object.getPrototypeOf(crypto), ["randomUUID"]],
    [Element.prototype, ["checkVisibility", "replaceChildren"]],
  ]) {
    for (const name of names) delete of[name];
  }
}

/** Starts the program for this person; answers it with the start page it wrote. */
export async function serve(of, args = []) {
  const service = start(cli, ["--home", of.home, "desk", "--no-browser", ...args], { env: environment(of), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  service.stdout.setEncoding("utf8");
  service.stdout.on("data", (text) => (said += text));
  await until("程序写出打开的网页", () => {
    if (service.exitCode !== null) throw new Error(service.said);
    return said.endsWith("\n");
  });
  const page = said.trim();
  const [, address, token] = /url=(http:\/\/127\.0\.0\.1:\d+)\/#in=([0-9a-f]{64})/.exec(readFileSync(page, "utf8"));
  return { service, page, address, token };
}

/** A browser of the person's own, with nothing in it. */
export function browse(of, profile = "browser", flags = []) {
  const options = { executablePath: CHROMIUM, headless: true, args: [...FLAGS, ...flags], viewport: SCREEN, locale: "zh-CN", acceptDownloads: true, downloadsPath: join(of.folder, "browser-downloads") };
  return chromium.launchPersistentContext(join(of.folder, profile), { ...options, env: { ...environment(of), TMPDIR: of.temporary } });
}

/** Browsers opened so far: each has a folder of its own, like another person's. */
let opened = 0;

/** Opens the program in the browser; resolves once the page answers. */
export async function open(of, flags = []) {
  const served = await serve(of);
  const context = await browse(of, `browser-${(opened += 1)}`, flags);
  await context.addInitScript(beOld);
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(2_000);
  const fell = [];
  page.on("pageerror", (error) => fell.push(error));
  await page.goto(`file://${served.page}`).catch(() => {}); // It leads away at once.
  await until("网页打开", () => page.evaluate("document.querySelector('#app')?.childElementCount > 0"));
  const over = () => until("程序结束", () => served.service.exitCode !== null || served.service.signalCode !== null);
  return {
    driver: new Driver(page),
    of,
    served,
    context,
    page,
    /** Everything is shut; a script of the screens that fell over is told. */
    async close() {
      await context.close().catch(() => {});
      end(served.service);
      await over();
      if (fell.length > 0) throw new Error(`网页里出了错：${fell[0].stack}`);
    },
    async kill() {
      end(served.service);
      await over();
      await context.close();
    },
    /** 关闭程序; where nobody is signed in, there is only the browser's own cross. */
    async askToClose() {
      const button = page.locator("[data-test=close-program]");
      if (await button.count()) await button.click();
      else await page.close();
    },
    ended: over,
  };
}

/** Keys as Selenium writes them, by Playwright's names. */
const KEYS = { "\ue003": "Backspace", "\ue004": "Tab", "\ue006": "Enter", "\ue007": "Enter", "\ue008": "Shift", "\ue009": "Control", "\ue00a": "Alt", "\ue00c": "Escape", "\ue00d": " ", "\ue00e": "PageUp", "\ue00f": "PageDown", "\ue010": "End", "\ue011": "Home", "\ue012": "ArrowLeft", "\ue013": "ArrowUp", "\ue014": "ArrowRight", "\ue015": "ArrowDown", "\ue017": "Delete" };

/** Scripts of the window tests are bodies of functions with `arguments`. */
const body = (text) => new Function("given", `return (function () { ${text} }).apply(null, given)`);
const bodyToEnd = (text) => new Function("given", `return new Promise((done) => (function () { ${text} }).apply(null, [...given, done]))`);
const handles = (given) => given.map((one) => (one instanceof Thing ? one.handle : one));

class Driver {
  constructor(page) {
    this.page = page;
  }

  async findElements({ value }) {
    return (await this.page.$$(value)).map((handle) => new Thing(handle));
  }

  executeScript(text, ...given) {
    return this.page.evaluate(body(text), handles(given));
  }

  executeAsyncScript(text, ...given) {
    return this.page.evaluate(bodyToEnd(text), handles(given));
  }

  actions() {
    const { keyboard } = this.page;
    const steps = [];
    const chain = {
      keyDown: (key) => (steps.push(() => keyboard.down(KEYS[key] ?? key)), chain),
      keyUp: (key) => (steps.push(() => keyboard.up(KEYS[key] ?? key)), chain),
      sendKeys: (text) => (steps.push(() => keyboard.type(text)), chain),
      perform: async () => {
        for (const step of steps) await step();
      },
    };
    return chain;
  }

  manage() {
    return { window: () => ({ setRect: ({ width, height }) => this.page.setViewportSize({ width, height }) }) };
  }

  async takeScreenshot() {
    return (await this.page.screenshot()).toString("base64");
  }
}

class Thing {
  constructor(handle) {
    this.handle = handle;
  }

  isDisplayed() {
    return this.handle.isVisible();
  }

  isEnabled() {
    return this.handle.isEnabled();
  }

  click() {
    return this.handle.click();
  }

  isSelected() {
    return this.handle.isChecked();
  }

  getProperty(name) {
    return this.handle.evaluate((one, key) => one[key], name);
  }

  getAttribute(name) {
    return this.handle.getAttribute(name);
  }

  /** Files for an input of files. */
  sendKeys(paths) {
    return this.handle.setInputFiles(paths.split("\n"));
  }
}

/** Where this test's folder is. */
export const here = dirname(fileURLToPath(import.meta.url));
