// Trust in both directions: the station's slip for the county, and the county's roster by the
// digits read out over the telephone.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLERK, Key, PASSWORD, ROSTER, STATION, ask, sit, stationOf } from "./clerk.mjs";
import { command, filesBelow, person, until } from "./window.mjs";

const digitsAt = (clerk, test) => clerk.driver.executeScript("return document.querySelector(arguments[0]).dataset.fingerprint", `[data-test=${test}] [data-fingerprint]`);

/** A county office of its own, whose signing key no station knows. */
function otherCounty() {
  const of = person();
  command(of, ["init", "county", "--code", "JS-COUNTY", "--name", "清水县人大常委会", "--town", "县城", "--clerk", "王建平"], { password: PASSWORD });
  const roster = filesBelow(join(of.home, "roster")).find((path) => path.endsWith(".txt"));
  const text = readFileSync(roster, "utf8");
  const signature = readFileSync(`${roster}.minisig`, "utf8");
  return { roster, digits: ask(of, "roster_look", { text, signature }).fingerprint };
}

/** Picks a roster and its signature together, as in the file window. */
async function choose(clerk, id, roster) {
  const [input] = await clerk.all(id);
  await input.sendKeys(`${roster}\n${roster}.minisig`);
}

test("登记单：看得见、数字对得上、存得下；换新密钥要再问一句", async () => {
  const { of } = stationOf();
  const before = ask(of, "slip", {});
  mkdirSync(join(of.documents, "代表联络站台账"), { recursive: true });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("handoff");
    await clerk.click("slip-show");
    await clerk.see("slip-sheet");
    assert.equal(await digitsAt(clerk, "slip-digits"), before.fingerprint);
    await until("登记单画出来", async () => (await (await clerk.see("form-page")).getProperty("naturalWidth")) > 0);
    await clerk.picture("slip-sheet");
    await clerk.press(Key.ESCAPE);
    await clerk.gone("slip-sheet");

    await clerk.click("slip-save");
    await clerk.see("slip-places");
    await clerk.click("slip-write");
    const [path] = await until("存好", async () => (await clerk.words("slip-file")).length === 2 && clerk.words("slip-file"));
    assert.ok(readFileSync(path, "utf8").includes(STATION.code));
    await clerk.picture("slip-written");

    await clerk.click("renew-more");
    await clerk.click("renew-ask");
    await clerk.picture("renew-ask");
    await clerk.press(Key.ESCAPE);
    await clerk.click("renew-ask");
    await clerk.click("renew-yes");
    await clerk.see("slip-sheet");
    assert.notEqual(await digitsAt(clerk, "slip-digits"), before.fingerprint);
    const shown = await digitsAt(clerk, "slip-digits");
    await clerk.click("slip-close");
    await clerk.reads("renewed", "旧登记单作废");
    assert.equal(await digitsAt(clerk, "station-fingerprint"), shown);
  });
});

test("不认识的县密钥：念的数字不一样不采用，一样才采用", async () => {
  const { of } = stationOf();
  const { roster, digits } = otherCounty();
  const wrong = digits.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("handoff");
    await clerk.see("roster-number");
    await choose(clerk, "roster-files", roster);
    await clerk.at("roster-digits");
    await clerk.see("roster-replaces");
    assert.equal(await digitsAt(clerk, "roster-look-digits"), digits);
    await clerk.press(Key.ESCAPE);
    await clerk.says("没有采用");
    await choose(clerk, "roster-files", roster);
    await clerk.at("roster-digits");
    await clerk.type(wrong);
    await clerk.press(Key.ENTER);
    await clerk.reads("roster-wrong", "不一样");
    await clerk.picture("roster-wrong");
    assert.notEqual(await digitsAt(clerk, "roster-card"), digits, "还是原来的名册");
    await clerk.refill("roster-digits", digits);
    await clerk.press(Key.ENTER);
    await clerk.reads("roster-taken", "已装入第 1 号名册");
    await clerk.gone("roster-check");
    await clerk.picture("roster-taken");
  });
  assert.equal(ask(of, "roster", {}).fingerprint, digits);
});

test("建站时选了名册，没打电话核对就不建", async () => {
  const of = person();
  await sit(of, async (clerk) => {
    await clerk.see("setup-code");
    await choose(clerk, "setup-roster", ROSTER);
    await clerk.see("setup-digits");
    for (const [key, value] of Object.entries(STATION)) await clerk.fill(`setup-${key}`, value);
    await clerk.fill("setup-clerk", CLERK);
    await clerk.fill("setup-password", PASSWORD);
    await clerk.fill("setup-again", PASSWORD);
    await clerk.click("setup-button");
    await clerk.says("请先打电话给县人大办公室");
    await clerk.picture("setup-roster");
    assert.ok(!existsSync(join(of.home, "station.db")));
    const digits = await digitsAt(clerk, "setup-check");
    await clerk.fill("setup-fingerprint", digits.replace(/\d{5}$/, (last) => (last === "00000" ? "00001" : "00000")));
    await clerk.click("setup-button");
    await clerk.says("不一样");
    assert.ok(!existsSync(join(of.home, "station.db")));
    await clerk.refill("setup-fingerprint", digits);
    await clerk.click("setup-button");
    await clerk.see("recovery-phrase");
  });
  assert.equal(ask(of, "roster", {}).present, true);
});
