// 述职评议, what was promised there, papers and books, at the desk of 小组活动.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key, ask, keep, sit, stationOf } from "./clerk.mjs";

const DEPUTIES = [
  ["deputy", { name: "向春梅", levels: ["县"], constituency: "三溪第一选区", status: "serving" }],
  ["deputy", { name: "龚𠮷祥", levels: ["县", "乡"], status: "serving" }],
];
const TODAY = new Date().toLocaleDateString("sv");
const SIZES = [
  [1366, 768],
  [1920, 1080],
];

test("述职：票数填好，结论自己出来；承诺记在它下面，到期在今日提醒；收回多于发出的当场指出", async () => {
  const { of } = stationOf(DEPUTIES);
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("activities");
    await clerk.click("tab-report_meeting");
    await clerk.see("desk-report_meeting");
    await clerk.picture("reports-empty");
    await clerk.press("Control+n");
    await clerk.at("field-deputy");
    await clerk.pickOne("deputy", "xcm", "向春梅");
    await clerk.fill("field-place", "三溪村委会");
    const answers = { expected: 45, present: 40, sent: 40, returned: 41, valid: 40, competent: 33, basic: 5, incompetent: 1, abstained: 1 };
    for (const [key, value] of Object.entries(answers)) await clerk.fill(`field-${key}`, String(value));
    await clerk.fill("field-opinion", "多到偏远村组走一走");
    await clerk.press("Control+s");
    await clerk.reads("error-returned", "比发出的 40 票还多");
    await clerk.picture("reports-wrong");
    await clerk.refill("field-returned", "40");
    await clerk.press("Control+s");
    const page = await clerk.reads("record-report_meeting", "向春梅");
    for (const words of ["向春梅述职评议", "82.5%", "称职", "多到偏远村组走一走"]) assert.ok(page.includes(words), words);
    await clerk.reads("record-row", "82.5%");
    await clerk.picture("report");

    await clerk.click("add-promise");
    await clerk.see("form-promise");
    assert.match(await clerk.typed("field-made_on"), /\d{4}/);
    await clerk.fill("field-content", "每月进站一次");
    await clerk.refill("field-due_on", TODAY);
    await clerk.press("Control+s");
    await clerk.reads("record-promise", "向春梅");
    await clerk.reads("record-row", "今天到期");
    await clerk.picture("promise");
    await clerk.goTo("today");
    await clerk.reads("due-promises", "向春梅：每月进站一次");
    await clerk.picture("today-promises");
    await clerk.click("due-promises-all");
    await clerk.reads("chip-flag", "超期和快到期");
    assert.equal(await clerk.count("record-row", 1), 1);
  });
  const [report] = ask(of, "page", { noun: "report_meeting", limit: 5 }).rows;
  assert.deepEqual([report.conclusion, report.rate], ["competent", "82.5%"]);
});

test("学习用书：入库、发放，库存自己算；不够发的说清楚；宣传报道登记得上，统计里有数", async () => {
  const { of, ids } = stationOf(DEPUTIES);
  const training = keep(of, "activity", { name: "代表法学习", kind: "学习培训", date: TODAY, deputies: ids, hours: 3, lecturer: "滕老师", organiser: "station" });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("activities");
    await clerk.click("tab-book");
    await clerk.click("new-button");
    await clerk.fill("field-name", "代表法读本");
    await clerk.press("Control+s");
    await clerk.reads("record-book", "代表法读本");
    await clerk.click("add-book_move");
    await clerk.see("form-book_move");
    await clerk.click("field-kind");
    await clerk.press("1");
    await clerk.gone("field-deputies");
    await clerk.fill("field-count", "5");
    await clerk.fill("field-source", "县人大配发");
    await clerk.press("Control+s");
    await clerk.reads("record-book_move", "入库");
    // From the training: to those who came, one each.
    await clerk.find("代表法学习");
    await clerk.click("search-hit", "代表法学习");
    await clerk.see("record-activity");
    await clerk.click("add-book_move");
    await clerk.see("form-book_move");
    await clerk.pickOne("book", "dbfdb", "代表法读本");
    await clerk.press("Control+s");
    await clerk.reads("record-book_move", "发放 2 册");
    await clerk.picture("book-move");
    await clerk.click("tab-book");
    await clerk.openFirst("代表法读本");
    await clerk.reads("value-stock", "3");
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`book-${width}`);
    }
    await clerk.size(1366, 768);
    await clerk.click("add-book_move");
    await clerk.see("form-book_move");
    await clerk.fill("field-count", "4");
    await clerk.press("Control+s");
    await clerk.reads("error-count", "只有 3 册，不够发 4 册");
    await clerk.press(Key.ESCAPE);

    await clerk.click("tab-publicity");
    await clerk.see("desk-publicity");
    await clerk.press("Control+n");
    await clerk.at("field-title");
    await clerk.type("茶园里的人大代表");
    await clerk.fill("field-outlet", "县融媒体");
    await clerk.press(Key.ARROW_DOWN, Key.ENTER);
    await clerk.pick("deputies", "xcm", "向春梅");
    await clerk.press("Control+s");
    await clerk.reads("record-publicity", "县融媒体中心");
    await clerk.picture("publicity");
    await clerk.goTo("ledgers");
    await clerk.reads("ledger-kinds", "学习用书登记簿");
    await clerk.click("ledger-tab-figures");
    const figures = await clerk.reads("figures", "发放用书");
    for (const words of ["发放用书2册", "宣传报道1篇", "参训2人次"]) assert.ok(figures.replace(/\s/g, "").includes(words), `${words}：${figures}`);
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`figures-study-${width}`);
    }
  });
  assert.equal(ask(of, "record", { noun: "activity", id: training }).related.find((one) => one.noun === "book_move").total, 1);
});
