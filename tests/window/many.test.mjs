// A hundred thousand visits: the list scrolls, and any of them is two actions away.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Key, PASSWORD, ask, sit, stationOf } from "./clerk.mjs";
import { command, filesBelow, until } from "./window.mjs";

const MANY = 100_000;
let of;
before(() => {
  ({ of } = stationOf());
  command(of, ["sample", "--visits", String(MANY), "--years", "10"], { password: PASSWORD });
});

test("十万条的列表滚得动，头尾都看得到，条数是真的", async () => {
  const { total } = ask(of, "page", { noun: "visit", limit: 1 });
  assert.ok(total > 0.99 * MANY, `只有 ${total} 条`);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.says(total.toLocaleString("en"));
    await clerk.see("record-row");
    for (const [key, wanted] of [[Key.END, total + 1], [Key.HOME, 2]]) {
      await clerk.driver.executeScript("document.querySelector('[data-test=record-list]').focus()");
      await clerk.press(key);
      const rows = await until(`列表里有第 ${wanted - 1} 条`, async () => {
        const all = await clerk.driver.executeScript("return [...document.querySelectorAll('[data-test=record-row][data-id]')].map((row) => Number(row.ariaRowIndex))");
        return all.includes(wanted) && all;
      });
      assert.ok(rows.length < 100, "只画看得见的");
      // Who has the page read out hears them one after the other.
      await until("行在页面里按次序站着", async () => {
        const all = await clerk.driver.executeScript("return [...document.querySelectorAll('[data-test=record-row]')].map((row) => Number(row.ariaRowIndex))");
        return all.every((row, at) => at === 0 || row === all[at - 1] + 1);
      });
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

test("写台账中途取消，一个文件也不留下，记录照样能看", async () => {
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("period-days");
    await clerk.refill("period-from", "2016年1月1日");
    await clerk.press(Key.ENTER);
    await clerk.click("ledger-one-book");
    await clerk.reads("work-progress", "/");
    await clerk.click("work-cancel");
    await clerk.reads("trouble", "已经取消");
    await clerk.goTo("visits");
    await clerk.see("record-row");
  });
  assert.deepEqual(filesBelow(of.documents), []);
});
