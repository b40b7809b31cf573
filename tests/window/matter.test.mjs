// A matter walks every arrow of its life, from 登记 to 办结; what may not be done is not offered.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Key, ask, sit, stationOf } from "./clerk.mjs";

/** The arrows, as the window itself has them from the contract. */
const CONTRACT = readFileSync(new URL("../../ui/src/contract.ts", import.meta.url), "utf8");
const MOVES = new Function(`return ${/export const MOVES: Move\[\] = (\[[\s\S]*?\n\]);/.exec(CONTRACT)[1]}`)();

/** What is filled in where an arrow asks for it. */
const ANSWERS = { note: "照实说明", unit: "镇水利站", person: "覃小宁", due_on: "2027年12月1日" };
const CHOICES = { result_class: "1", voter_rating: "1", told: "1" };

/** The last answer of this life is a promise (B), which is kept after 办结. */
const PROMISE = "交办、退回、重办直到办结";

/** One matter for each way a life can go; together they walk every arrow. */
const LIVES = [
  [PROMISE, ["submit", "refer", "sign", "return", "refer", "sign", "start", "progress", "urge", "extend", "report_up", "answer", "redo", "refer", "sign", "start", "answer", "feed_back", "rate", "close", "follow_up"]],
  ["当场答复", ["answer_on_spot"]],
  ["不予受理", ["decline"]],
  ["撤回", ["withdraw"]],
  ["转为代表建议", ["submit", "promote", "close"]],
  ["主席批准办结", ["submit", "approve", "refer", "sign", "start", "supervise", "answer", "close_by_chair"]],
];

async function offered(clerk) {
  const all = await clerk.driver.executeScript("return [...document.querySelectorAll('button[data-test^=\"move-\"]')].map((one) => one.dataset.test.slice(5))");
  return all.sort();
}

async function walk(clerk, move, choices = CHOICES) {
  await clerk.click(`move-${move.kind}`);
  await clerk.see("move-form");
  for (const key of move.needs) {
    const test = `step-field-${key}`;
    if (key in ANSWERS) {
      await clerk.refill(test, ANSWERS[key]);
    } else if (key in choices) {
      await clerk.click(test);
      await clerk.press(choices[key]);
    }
  }
  await clerk.press("Control+Enter");
  await clerk.gone("move-form");
}

test("意见建议走遍每一条路，直到办结；不能走的不摆出来", async () => {
  const { of } = stationOf(LIVES.map(([title]) => ["matter", { title, raised_on: "2026-01-05", category: "水利饮水", content: title, source: "other" }]));
  const walked = new Set();
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("matters");
    for (const [title, kinds] of LIVES) {
      await clerk.click("record-row", title);
      await clerk.reads("record-matter", title);
      let state = "recorded";
      let promised = false;
      for (const kind of kinds) {
        const may = MOVES.filter((move) => move.from.includes(state) && (promised || move.kind !== "follow_up")).map((move) => move.kind).sort();
        assert.deepEqual(await clerk.settled(() => offered(clerk), may), may, `在“${state}”时`);
        const move = MOVES.find((one) => one.kind === kind);
        if (kind === "answer") promised = title === PROMISE;
        await walk(clerk, move, promised ? { ...CHOICES, result_class: "2" } : CHOICES);
        walked.add(kind);
        state = move.to || state;
        await clerk.stands("matter-path", "data-state", state);
      }
      if (title === PROMISE) await clerk.picture("matter-closed");
    }
  });
  assert.deepEqual([...walked].sort(), MOVES.map((move) => move.kind).sort(), "每一条路都走到了");
  const states = Object.fromEntries(ask(of, "page", { noun: "matter", limit: 50 }).rows.map((row) => [row.title, row.state]));
  assert.deepEqual(states, Object.fromEntries(LIVES.map(([title]) => [title, title === "撤回" ? "withdrawn" : "closed"])));
});

test("没有向选民和代表反馈，不能办结，说清楚差什么", async () => {
  const { of } = stationOf([["matter", { title: "路灯不亮", raised_on: "2026-01-05", category: "交通道路", content: "村口三盏路灯不亮", source: "other" }]]);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("matters");
    await clerk.click("record-row", "路灯不亮");
    for (const kind of ["submit", "refer", "sign", "start", "answer"]) await walk(clerk, MOVES.find((move) => move.kind === kind));
    await clerk.click("move-close");
    // A slow answer: the button is switched off for several frames and loses the keyboard.
    await clerk.slowly(300);
    await clerk.click("move-confirm");
    const says = await clerk.reads("trouble", "还没有向选民反馈");
    assert.match(says, /已经保存的记录都没有动/);
    await clerk.stands("matter-path", "data-state", "answered");
    await clerk.at("move-confirm");
    await clerk.press(Key.ESCAPE);
    await clerk.click("undo-move");
    await clerk.stands("matter-path", "data-state", "working");
  });
});
