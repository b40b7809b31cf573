// 履职申报 and its review, the 履职档案, points with their reasons, and 换届, at the desk of 代表.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, keep, sit, stationOf } from "./clerk.mjs";
import { filesBelow } from "./window.mjs";

const NOW = new Date();
const YEAR = NOW.getFullYear();
const TODAY = NOW.toLocaleDateString("sv");
const LONG = "欧阳·买买提江·阿卜杜热合曼·伊敏";
const SIZES = [
  [1366, 768],
  [1920, 1080],
];

/** A station whose deputies did something this year. */
function busy() {
  const { of, ids } = stationOf([
    ["deputy", { name: "向春梅", levels: ["县", "乡"], constituency: "三溪第一选区", status: "serving", term: "第十八届", phone: "13900001111" }],
    ["deputy", { name: LONG, levels: ["县"], status: "serving", term: "第十八届" }],
  ]);
  const [xiang] = ids;
  keep(of, "activity", { name: "视察学校食堂", kind: "视察调研", date: TODAY, deputies: ids, organiser: "station", content: "看了三所学校的食堂，提了五条意见。" });
  keep(of, "activity", { name: "代表法学习", kind: "学习培训", date: TODAY, deputies: [xiang], organiser: "station", hours: 3 });
  keep(of, "reception_day", { date: TODAY, place: "三溪村委会", deputies: [xiang], status: "held" });
  keep(of, "visit", { kind: "station", date: TODAY, deputies: [xiang], citizen: "严守密", problem: "邻里噪音", confidential: true, handling: "noted" });
  return { of, ids };
}

test("履职申报：登记、退回写意见、改好入档；档案里点得开，写得成 Excel", async () => {
  const { of } = busy();
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("deputies");
    await clerk.click("tab-duty");
    await clerk.see("desk-duty");
    await clerk.picture("duty-empty");
    await clerk.press("Control+n");
    await clerk.at("field-deputy");
    await clerk.pickOne("deputy", "xcm", "向春梅");
    await clerk.pickOne("kind", "表彰", "表彰");
    await clerk.fill("field-title", "县级优秀人大代表");
    await clerk.press("Control+s");
    await clerk.reads("record-duty", "申报待审");
    await clerk.picture("duty-declared");
    await clerk.click("duty-return");
    await clerk.reads("duty-opinion-error", "退回请写明意见");
    await clerk.fill("duty-opinion-text", "请写明授予单位");
    await clerk.click("duty-return");
    await clerk.reads("duty-opinion", "请写明授予单位");
    await clerk.click("edit-button");
    await clerk.fill("field-content", "县人大常委会授予");
    await clerk.press("Control+s");
    await clerk.reads("record-duty", "申报待审");
    // What waits stands on 今日, and leads to the list of what waits.
    await clerk.goTo("today");
    await clerk.reads("due-to_review", "向春梅：县级优秀人大代表");
    await clerk.picture("today-to-review");
    await clerk.click("due-to_review-all");
    await clerk.see("desk-duty");
    await clerk.openFirst("县级优秀人大代表");
    await clerk.click("duty-accept");
    await clerk.reads("duty-review", "审核入档");
    await clerk.gone("edit-button");
    await clerk.picture("duty-filed");

    await clerk.click("tab-dossier");
    await clerk.picture("dossier-empty");
    await clerk.click("tab-deputy");
    await clerk.openFirst("向春梅");
    await clerk.click("to-dossier");
    const file = await clerk.reads("dossier", "向春梅履职档案");
    for (const words of ["一、基本情况", "三溪第一选区", "八、表彰", "县级优秀人大代表", "视察学校食堂", "代表法学习", "接待匿名"]) assert.ok(file.includes(words), words);
    assert.ok(!file.includes("严守密"));
    assert.equal(await clerk.count("dossier-line", 5), 5);
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`dossier-${width}`);
    }
    await clerk.size(1366, 768);
    await clerk.click("dossier-last_year");
    await clerk.reads("dossier-total", "0");
    await clerk.click("dossier-year");
    await clerk.reads("dossier-total", "5");
    await clerk.click("dossier-write");
    await clerk.reads("ledger-file", "向春梅履职档案");
    assert.ok(filesBelow(of.ledgers).some((path) => path.includes("向春梅履职档案")));
    await clerk.click("dossier-line", "视察学校食堂");
    await clerk.reads("record-activity", "视察学校食堂");
  });
});

test("积分：现成规则试算、保存；每一分都说得出来历；去年封账以后改规则不变", async () => {
  const { of, ids } = busy();
  keep(of, "report_meeting", { deputy: ids[0], date: `${YEAR - 1}-06-03`, form: "oral" });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("deputies");
    await clerk.openFirst("向春梅");
    await clerk.click("to-points");
    await clerk.reads("points-none", "还没有积分规则");
    await clerk.click("points-rules");
    await clerk.click("rules-preset-0");
    await clerk.see("rules-set");
    await clerk.click("rules-try");
    const trial = await clerk.reads("rules-trial", "向春梅");
    assert.ok(trial.includes(LONG), "by name, long ones too");
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`points-rules-${width}`);
    }
    await clerk.size(1366, 768);
    await clerk.click("points-rules-keep");
    await clerk.says("积分规则已保存");
    await clerk.click("rules-back");
    // 视察 6, 学习 3, 接待日 and a visit 4 + 2.
    await clerk.reads("points-total", "15");
    const page = await clerk.reads("points", "每一分的来历");
    for (const words of ["首次 6 分", "第 2 次，每多一次 2 分", "视察调研执法检查 6 分"]) assert.ok(page.includes(words), words);
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`points-${width}`);
    }
    await clerk.size(1366, 768);
    await clerk.click("points-rules");
  });
  // Last year is closed with 5 for the report; other rules leave it alone.
  const { sets } = ask(of, "points_rules", {});
  sets[0].from_year = YEAR - 1;
  ask(of, "points_rules_save", { sets });
  ask(of, "points_close", { year: YEAR - 1 });
  sets[0].items.find((item) => item.name === "向选民述职").first = 1;
  ask(of, "points_rules_save", { sets });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("deputies");
    await clerk.openFirst("向春梅");
    await clerk.click("to-points");
    await clerk.reads("points-total", "15");
    const input = '[data-test="points-year"] input';
    await clerk.driver.executeScript("const one = document.querySelector(arguments[0]); one.value = arguments[1]; one.dispatchEvent(new Event('input', { bubbles: true })); one.dispatchEvent(new Event('change', { bubbles: true }))", input, String(YEAR - 1));
    await clerk.reads("points-closed", "封账");
    await clerk.reads("points-total", "5");
    await clerk.picture("points-closed");
  });
});

test("换届：连任、离任，旧的只看不改；有第一条新记录以前可以撤销", async () => {
  const { of, ids } = busy();
  const old = keep(of, "visit", { kind: "station", date: `${YEAR - 1}-03-04`, deputies: ids, citizen: "赵大妈", problem: "路灯", handling: "noted" });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("deputies");
    await clerk.click("tab-terms");
    await clerk.reads("terms-table", "第十八届");
    await clerk.picture("terms");
    await clerk.click("term-begin");
    await clerk.see("term-form");
    await clerk.click(`term-leaves-${LONG}`);
    await clerk.click("term-change");
    await clerk.click("term-yes");
    await clerk.reads("term-opens-error", "请写明新的是哪一届");
    await clerk.fill("term-opens", "第十九届");
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`term-change-${width}`);
    }
    await clerk.size(1366, 768);
    await clerk.click("term-change");
    await clerk.click("term-yes");
    await clerk.reads("terms-table", "第十九届");
    await clerk.reads("term-seats", "连任 1，离任 1");
    await clerk.picture("terms-after");
    await clerk.click("tab-seat");
    await clerk.reads("desk-seat", "连任");
    await clerk.picture("seats");
    // The old record says why it stays.
    await clerk.find("赵大妈");
    await clerk.click("search-hit", "赵大妈");
    await clerk.click("delete-button");
    await clerk.says("已经随换届封存");
    await clerk.picture("archived");
    await clerk.goTo("deputies");
    await clerk.click("tab-terms");
    await clerk.click("term-undo");
    await clerk.says("已撤销换届");
    await clerk.gone("term-undo");
  });
  assert.equal(ask(of, "record", { noun: "deputy", id: ids[1] }).record.status, "serving");
  ask(of, "delete", { noun: "visit", id: old });
});
