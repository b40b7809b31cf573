// The county's picture and figures in its window: what the plots show is what the contract says,
// a click opens as many records as the number promised, and pictures and tables lie in the folder.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { PASSWORD, ask, sit } from "./clerk.mjs";
import { command, filesBelow, person, until } from "./window.mjs";

const YEAR = new Date().getFullYear();
const PERIOD = { from: `${YEAR}-01-01`, to: `${YEAR}-12-31` };
let of;

before(() => {
  of = person();
  command(of, ["init", "county", "--code", "JS-COUNTY", "--name", "嘉水县人大常委会办公室", "--town", "县城", "--clerk", "王小兰"], { password: PASSWORD });
  command(of, ["sample", "--stations", "53", "--years", "2"], { password: PASSWORD });
});

const table = (by, stations = []) => ask(of, "figure_table", { period: PERIOD, stations, by });

/** A plot's own table: line by line, word and numbers as shown. */
function shown(clerk, name) {
  return clerk.driver.executeScript(
    "return [...document.querySelectorAll(`[data-test=plot-table-${arguments[0]}] tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent.trim()))",
    name,
  );
}

test("总览：53 个站一屏多，点一个站看它的未办结，件数对得上", async () => {
  const overview = ask(of, "overview", {});
  assert.equal(overview.tiles.length, 53);
  const tile = overview.tiles.find((one) => one.open > 0);
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("overview");
    await clerk.see(`tile-${tile.station.code}`);
    const tiles = await clerk.driver.executeScript("return document.querySelectorAll('[data-standing]').length");
    assert.equal(tiles, 53);
    await clerk.picture("county-overview");
    await clerk.reads("total-open", overview.open.toLocaleString("en"));
    await clerk.click(`tile-${tile.station.code}`);
    await until("看它的记录", () => clerk.driver.executeScript("return document.querySelector(`[data-test=links-${arguments[0]}]`)?.checkVisibility() === true", tile.station.code));
    await clerk.driver.executeScript("document.querySelector(`[data-test=links-${arguments[0]}] [data-test=tile-open-open]`).click()", tile.station.code);
    await clerk.reads("count", `${tile.open} 件`);
    await clerk.reads("chip-stations", tile.station.name);
  });
});

test("统计：图里的数就是账里的数，点开是那些记录，图片和表格存得下", async () => {
  const months = table("month");
  const stations = table("station");
  const column = (of, key) => of.columns.findIndex((one) => one.key === key);
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-figures");
    await clerk.see("plot-activities");
    for (const [name, key] of [["activities", "activities"], ["matters", "matters"]]) {
      const expected = months.lines.map((line) => [line.word.replace(`${YEAR}年`, ""), String(line.cells[column(months, key)])]);
      assert.deepEqual(await shown(clerk, name), expected);
    }
    const rates = ["closed_rate", "satisfied_rate", "satisfied_or_basic_rate"].map((key) => column(months, key));
    const percent = (rate) => (rate === null ? "—" : rate.toFixed(1));
    assert.deepEqual(
      (await shown(clerk, "rates")).map((row) => row.slice(1)),
      months.lines.map((line) => rates.map((at) => percent(line.cells[at]))),
    );
    await clerk.picture("county-figures");

    await clerk.click("plot-picture-rates");
    await clerk.reads("plot-kept-rates", "办结率");
    const picture = filesBelow(of.ledgers).find((path) => path.endsWith(".png"));
    assert.equal(readFileSync(picture).subarray(1, 4).toString(), "PNG");
    await clerk.picture("county-rates");
    await clerk.click("figures-workbook");
    await clerk.reads("ledger-file", "统计表（按联络站）");
    assert.ok(filesBelow(of.ledgers).some((path) => path.includes("统计表（按联络站）") && path.endsWith(".xlsx")));

    const line = stations.lines[6];
    const closed = line.cells[column(stations, "referred_closed")];
    const cell = `[data-test=figure-table] tr[data-key="${line.key}"] td[data-column=referred_closed] button`;
    await clerk.driver.executeScript("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", cell);
    await clerk.picture("county-sheet");
    await clerk.driver.executeScript("document.querySelector(arguments[0]).click()", cell);
    await clerk.reads("count", `${closed} 件`);
    await clerk.reads("chip-counted", "已办结");

    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-figures");
    await clerk.click("plot-numbers-matters");
    const [first] = months.lines;
    await clerk.click("plot-open-matters", String(first.cells[column(months, "matters")]));
    await clerk.reads("count", `${first.cells[column(months, "matters")]} 件`);
    await clerk.goTo("ledgers");
    await clerk.picture("county-ledgers");
  });
});
