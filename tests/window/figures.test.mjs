// A station's figures in its window: the year in sentences, numbers and plots that open as many
// records as they promise, the page that is printed, and what is written to the folder.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { PASSWORD, ask, keep, sit, stationOf } from "./clerk.mjs";
import { command, filesBelow } from "./window.mjs";

const YEAR = new Date().getFullYear() - 1;
const PERIOD = { from: `${YEAR}-01-01`, to: `${YEAR}-12-31` };
let of;

before(() => {
  ({ of } = stationOf());
  command(of, ["sample", "--years", "3"], { password: PASSWORD });
});

async function figures(clerk) {
  await clerk.goTo("ledgers");
  await clerk.click("period-last_year");
  await clerk.click("ledger-tab-figures");
  await clerk.see("summary");
}

test("工作小结：句子和数字都对，点数字看记录，能复制、能打印、能存成一页表格", async () => {
  const { text, paragraphs } = ask(of, "summary", { period: PERIOD });
  const numbers = ask(of, "figures", PERIOD);
  assert.ok(text.includes(`开展活动${numbers.activities}次，现场解决问题${numbers.solved_on_site}个，交办意见建议${numbers.referred}件。`), text);
  assert.equal(paragraphs.flat().map((piece) => piece.text).join(""), text.replaceAll("\n", ""));
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await figures(clerk);
    assert.equal((await clerk.reads("summary", "开展活动")).replace(/\s/g, ""), text.replace(/\s/g, ""));
    const printed = await clerk.driver.executeScript("return [...document.querySelectorAll('.summary-page .line')].map((line) => line.textContent).join('\\n')");
    assert.equal(printed, text);
    await clerk.see("plot-rates");
    await clerk.see("figure-table");
    for (const [width, height] of [[1366, 768], [1920, 1080]]) {
      await clerk.size(width, height);
      await clerk.picture(`figures-${width}`);
    }
    await clerk.driver.executeScript("document.querySelector('[data-test=plot-rates]').scrollIntoView()");
    await clerk.picture("figures-lower");
    await clerk.size(1366, 768);
    await clerk.click("summary-workbook");
    await clerk.reads("ledger-file", "工作小结");
    assert.ok(filesBelow(of.ledgers).some((path) => path.endsWith(`工作小结_${YEAR}年.xlsx`)));
    await clerk.click("summary-copy");
    await clerk.says("复制好了");
    await clerk.press("Control+k");
    await clerk.at("search-box");
    await clerk.press("Control+v");
    assert.ok(text.startsWith((await clerk.typed("search-box")).slice(0, 12)));
    await clerk.press("Control+a", "BACK_SPACE", "ESCAPE");

    await clerk.click("summary-referred_closed");
    await clerk.reads("count", `${numbers.referred_closed} 件`);
    await figures(clerk);
    await clerk.click("summary-solved_on_site");
    await clerk.says("看其中的意见建议");
    await clerk.picture("figures-which");
  });
});

test("统计：每个数点开就是那些记录，图里的数就是账里的数；没有开展的月份也在图上", async () => {
  const table = (by) => ask(of, "figure_table", { period: PERIOD, by });
  const [months, kinds, states] = [table("month"), table("kind"), ask(of, "figures", PERIOD).matters_by_state];
  const cells = (of, key) => of.lines.map((line) => line.cells[of.columns.findIndex((one) => one.key === key)]);
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await figures(clerk);
    await clerk.see("plot-kinds");
    const shown = (name) => clerk.driver.executeScript("return [...document.querySelectorAll(`[data-test=plot-table-${arguments[0]}] tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent.trim()))", name);
    assert.deepEqual(await shown("activities"), months.lines.map((line, at) => [line.word.replace(`${YEAR}年`, ""), String(cells(months, "activities")[at])]));
    assert.equal((await shown("activities")).length, 12);
    assert.deepEqual(await shown("kinds"), kinds.lines.slice(0, 8).map((line, at) => [line.word, String(cells(kinds, "activities")[at])]));
    assert.deepEqual(await shown("states"), states.map((one) => [one.word, String(one.count)]));
    const value = await clerk.driver.executeScript("return document.querySelector('[data-test=figure-home_visits] button').textContent");
    await clerk.driver.executeScript("document.querySelector('[data-test=figure-home_visits] button').click()");
    await clerk.reads("count", `${value} 批次`);

    await figures(clerk);
    await clerk.click("plot-numbers-states");
    await clerk.click("plot-open-states", String(states[0].count));
    await clerk.reads("count", `${states[0].count} 件`);
    await clerk.reads("chip-equal-state", states[0].word);

    await figures(clerk);
    await clerk.click("axis-category");
    await clerk.see("figure-table");
    const lines = await clerk.driver.executeScript("return [...document.querySelectorAll('.axes button')].map((one) => one.textContent)");
    assert.ok(!lines.includes("联络站") && lines.includes("类别"));
    await clerk.picture("figures-sheet");
    await clerk.click("plot-picture-kinds");
    await clerk.reads("plot-kept-kinds", "活动类型");
    await clerk.click("plot-workbook-kinds");
    await clerk.reads("ledger-file", "活动类型");
  });
});

test("一条记录也没有：小结照样说清楚，图上写着没有", async () => {
  const { of: empty } = stationOf();
  keep(empty, "deputy", { name: "向春梅", levels: ["县"], status: "serving" });
  await sit(empty, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await figures(clerk);
    assert.ok(!(await clerk.reads("summary", "开展活动0次")).includes("述职"));
    await clerk.reads("plot-activities", "这段时间没有记录");
    await clerk.picture("figures-empty");
  });
});
