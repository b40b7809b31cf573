// A hundred thousand visits: the list scrolls, and any of them is two actions away.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Key, PASSWORD, ask, sit, stationOf } from "./clerk.mjs";
import { command } from "./window.mjs";

const MANY = 100_000;
let of;
before(() => {
  ({ of } = stationOf());
  command(of, ["sample", "--visits", String(MANY), "--years", "10"], { password: PASSWORD });
});

test("十万条的列表滚得动，头尾都看得到，条数是真的", async () => {
  const { total } = ask(of, "page", { noun: "visit", limit: 1 });
  assert.ok(total >= MANY);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.says(total.toLocaleString("en"));
    const last = () => clerk.driver.executeScript("return [...document.querySelectorAll('[data-test=\"record-row\"][data-id]')].map((row) => Number(row.getAttribute('aria-rowindex')))");
    await clerk.press("Control+Home");
    for (const key of [Key.END, Key.HOME]) {
      await clerk.driver.executeScript("document.querySelector('[data-test=\"record-list\"]').focus()");
      await clerk.press(key);
      const wanted = key === Key.END ? total + 1 : 2;
      await clerk.settled(async () => (await last()).includes(wanted), true);
      const rows = await last();
      assert.ok(rows.includes(wanted), `第 ${wanted - 1} 条没有出现：${rows}`);
      assert.ok(rows.length < 100, "只画看得见的");
    }
    await clerk.picture("many");
  });
});

test("十年里任何一条记录，两个动作就打开", async (t) => {
  const { rows } = ask(of, "page", { noun: "visit", limit: 1, offset: 61_803 });
  const wanted = rows[0];
  await sit(of, async (clerk) => {
    await clerk.unlock();
    const took = await clerk.counted(async () => {
      await clerk.press("Control+k");
      await clerk.at("search-box");
      await clerk.type(wanted.number);
      await clerk.reads("search-hit", wanted.number);
      await clerk.press(Key.ENTER);
      await clerk.stands("record-visit", "data-id", wanted.id);
    });
    t.diagnostic(`打开任何一条记录：${took.keys + took.clicks} 个动作`);
    assert.ok(took.keys + took.clicks <= 2);
  });
});
