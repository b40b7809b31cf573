// The clerk at her desk: what she sees, types and presses, in words of her day.
// Counts key presses and clicks as she would, so that friendliness can be measured.

import { fileURLToPath } from "node:url";
import { By, Key } from "selenium-webdriver";
import { command, open, person, shoot, until } from "./window.mjs";

export { Key };

/** The made-up station every test starts from. */
export const STATION = {
  code: "JS-017",
  name: "三溪村代表联络站",
  town: "三溪镇",
  home: "三溪镇代表之家",
  address: "三溪村委会一楼",
  phone: "0719-5550117",
  head: "周建国",
  staff: "林晓芸",
};
export const CLERK = "林晓芸";
export const PASSWORD = "sanxi-2024";

/** The county's roster that comes with the made-up station. */
export const ROSTER = fileURLToPath(new URL("../../assets/sample/roster-1.txt", import.meta.url));

/** The digits of its key, as that county reads them out. */
const HEARD = "48947 70202 62805 45497 01769 47062 28686 35061";

/** A PC on which the station is set up already, with these records in it; `roster` null: none taken in yet. */
export function stationOf(records = [], roster = ROSTER) {
  const of = person();
  const { code, name, town } = STATION;
  command(of, ["init", "station", "--code", code, "--name", name, "--town", town, "--clerk", CLERK, ...(roster ? ["--roster", roster, "--fingerprint", HEARD] : [])], { password: PASSWORD });
  const ids = records.map(([noun, values]) => keep(of, noun, values));
  return { of, ids };
}

/** Keeps a record without a window; answers its id. */
export function keep(of, noun, values) {
  return ask(of, "save", { noun, values }).record.id;
}

/** Asks the contract on the command line. */
export function ask(of, name, question) {
  return JSON.parse(command(of, ["call", name, "-"], { password: PASSWORD, input: JSON.stringify(question) }));
}

/** Sits down: opens the program, works, and closes it whatever happens. */
export async function sit(of, work) {
  const window = await open(of);
  const clerk = new Clerk(window);
  try {
    return await work(clerk);
  } catch (error) {
    await shoot(window.driver, `failed-${Date.now()}`).catch(() => {});
    throw error;
  } finally {
    await window.close();
  }
}

const css = (test) => `[data-test="${test}"]`;

export class Clerk {
  keys = 0;
  clicks = 0;

  constructor(window) {
    this.window = window;
    this.driver = window.driver;
  }

  // What she sees.

  /** The thing of this name, once it is there to be seen. */
  see(test) {
    return until(`看见 ${test}`, async () => {
      const all = await this.driver.findElements(By.css(css(test)));
      for (const one of all) if (await one.isDisplayed()) return one;
      return null;
    });
  }

  /** Everything of this name that is there now. */
  all(test) {
    return this.driver.findElements(By.css(css(test)));
  }

  /** Waits until nothing of this name is left to be seen. */
  gone(test) {
    return until(`${test} 消失`, async () => {
      for (const one of await this.all(test)) if (await one.isDisplayed()) return false;
      return true;
    });
  }

  /** The words at each thing of this name, as they stand now. */
  words(test) {
    return this.driver.executeScript("return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText.trim())", css(test));
  }

  /** The words at this name, once there are any and they contain `words`. */
  reads(test, words = "") {
    return until(`${test} 上写着“${words}”`, async () => (await this.words(test)).find((text) => text !== "" && text.includes(words)));
  }

  /** Waits until the window says `words`, wherever; answers all it says. */
  says(words) {
    return until(`窗口里写着“${words}”`, async () => {
      const text = await this.driver.executeScript("return document.body.innerText");
      return text.includes(words) && text;
    });
  }

  /** What stands in an input. */
  async typed(test) {
    return (await this.see(test)).getProperty("value");
  }

  /** Waits until the cursor is in the input of this name. */
  at(test) {
    return until(`光标到 ${test}`, () => this.driver.executeScript("return document.activeElement?.closest(arguments[0]) !== null", css(test)));
  }

  /** Waits until this attribute stands at this value. */
  stands(test, attribute, value) {
    return until(`${test} 的 ${attribute} 是 ${value}`, async () => (await (await this.see(test)).getAttribute(attribute)) === value);
  }

  /** Looks until what is seen is as expected, or stays as it is; answers what was seen last. */
  async settled(look, expected) {
    let seen;
    await until("不再变化", async () => JSON.stringify((seen = await look())) === JSON.stringify(expected), 5_000).catch(() => {});
    return seen;
  }

  /** How many things of this name there are, once they are as many as expected, or stay as they are. */
  count(test, expected) {
    return this.settled(async () => (await this.all(test)).length, expected);
  }

  // What she does.

  /** One click of the mouse. */
  async click(test, words = "") {
    this.clicks += 1;
    await until(`点 ${test}${words && ` “${words}”`}`, async () => {
      for (const one of await this.all(test)) {
        if (!(await one.isDisplayed()) || !(await one.isEnabled())) continue;
        if (words && !(await one.getProperty("innerText")).includes(words)) continue;
        await this.driver.executeScript("arguments[0].scrollIntoView({ block: 'nearest' })", one);
        await one.click();
        return true;
      }
      return false;
    });
  }

  /** One press of each key; held ones are given as "Control+s". */
  async press(...keys) {
    for (const key of keys) {
      this.keys += 1;
      const parts = key.length > 1 && key.includes("+") ? key.split("+") : [key];
      const held = parts.slice(0, -1).map((name) => Key[name.toUpperCase()]);
      const last = Key[parts.at(-1).toUpperCase()] ?? parts.at(-1);
      let actions = this.driver.actions();
      for (const one of held) actions = actions.keyDown(one);
      actions = actions.keyDown(last).keyUp(last);
      for (const one of held.reverse()) actions = actions.keyUp(one);
      await actions.perform();
    }
  }

  /**
   * Types where the cursor is. The driver loses characters beyond the basic plane, which
   * an input method brings whole: those go in as one insertion.
   */
  async type(text) {
    for (const part of text.match(/[\u{10000}-\u{10ffff}]+|[^\u{10000}-\u{10ffff}]+/gu) ?? []) {
      if (part.codePointAt(0) > 0xffff) await this.driver.executeScript("document.execCommand('insertText', false, arguments[0])", part);
      else await this.driver.actions().sendKeys(part).perform();
    }
  }

  /** Clicks into an input and types. */
  async fill(test, text) {
    await this.click(test);
    await this.type(text);
  }

  /** Types into the field the cursor has come to, and goes on with Enter. */
  async answer(field, text) {
    await this.at(`field-${field}`);
    await this.type(text);
    await this.press(Key.ENTER);
  }

  /** Types a few letters of a name and takes it once it is the one marked. */
  async take(typed, name) {
    await this.type(typed);
    await until(`名单里标着“${name}”`, () => this.driver.executeScript("return document.querySelector('[data-test=option][aria-selected=true]')?.innerText.includes(arguments[0])", name));
    await this.press(Key.ENTER);
    await this.reads("chosen", name);
  }

  /** Clicks into a field and takes a name. */
  async pick(field, typed, name) {
    await this.click(`field-${field}`);
    await this.take(typed, name);
  }

  /** The same where a field holds but one: its name then stands in the input. */
  async pickOne(field, typed, name) {
    await this.click(`field-${field}`);
    await this.type(typed);
    await until(`名单里标着“${name}”`, () => this.driver.executeScript("return document.querySelector('[data-test=option][aria-selected=true]')?.innerText.includes(arguments[0])", name));
    await this.press(Key.ENTER);
    await until(`选定“${name}”`, async () => (await this.typed(`field-${field}`)) === name);
  }

  /** From now on every answer of the program takes so much longer, in milliseconds. */
  slowly(delay) {
    return this.driver.executeScript(
      `const fetch = window.fetch;
       const wait = (answer) => new Promise((go) => setTimeout(go, arguments[0], answer));
       window.fetch = (...question) => fetch(...question).then(wait);`,
      delay,
    );
  }

  /** Clears an input, then types. */
  async refill(test, text) {
    await this.click(test);
    await this.press("Control+a", Key.BACK_SPACE);
    await this.type(text);
  }

  /** Key presses and clicks that `work` took. */
  async counted(work) {
    const before = { keys: this.keys, clicks: this.clicks };
    await work();
    return { keys: this.keys - before.keys, clicks: this.clicks - before.clicks };
  }

  async picture(name) {
    await this.still();
    await shoot(this.driver, name);
  }

  /** The size of the window, in pixels. */
  size(width, height) {
    return this.driver.manage().window().setRect({ x: 0, y: 0, width, height });
  }

  /** Waits until nothing moves or loads any more. */
  async still() {
    await this.driver.executeAsyncScript("const done = arguments[0]; document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(done)))");
    await until("画面不动", () => this.driver.executeScript("return document.getAnimations().every((one) => one.playState !== 'running')"));
  }

  // Her day.

  async setUp(station = STATION, clerk = CLERK, password = PASSWORD) {
    for (const [key, value] of Object.entries(station)) await this.fill(`setup-${key}`, value);
    await this.fill("setup-clerk", clerk);
    await this.fill("setup-password", password);
    await this.fill("setup-again", password);
    await this.click("setup-button");
    const phrase = await (await this.see("recovery-phrase")).getAttribute("data-phrase");
    await this.click("recovery-kept");
    await this.click("recovery-done");
    await this.see("today");
    return phrase;
  }

  async unlock(password = PASSWORD) {
    await this.at("unlock-password");
    await this.type(password);
    await this.press(Key.ENTER);
    await this.see("state-line");
  }

  goTo(desk) {
    return this.click(`desk-nav-${desk}`);
  }

  /** Opens the first record of the list that says this. */
  async openFirst(words = "") {
    await this.click("record-row", words);
    await until("记录打开", () => this.driver.executeScript("return document.querySelector('.record-page') !== null"));
  }

  /** Titles the search box finds for this text. */
  async find(text) {
    await this.press("Control+k");
    await this.at("search-box");
    await this.press("Control+a", Key.BACK_SPACE);
    await this.gone("search-hits");
    await this.type(text);
    await this.see("search-hits");
    return this.words("search-hit");
  }
}
