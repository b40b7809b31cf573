// 公示 at the desk: what goes out is what was ticked, on the paper and in the files alike.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { Key, PASSWORD, ask, keep, sit, stationOf } from "./clerk.mjs";
import { command, filesBelow, person, until } from "./window.mjs";

const TODAY = new Date().toLocaleDateString("sv");
const SIZES = [
  [1366, 768],
  [1920, 1080],
];
const SECRET = ["严守密", "13900007788", "㛃水村3组"];
const LONG = "关于在云台乡清水坪村与双河口村之间新建一座可以通行农用车辆的便民桥并同步修建桥头护坡、引道、排水沟和路灯的建议";

const pages = (of) => Object.fromEntries(filesBelow(of.ledgers).map((path) => [basename(path), readFileSync(path, "utf8")]));
const framed = (clerk) => clerk.driver.executeScript("return document.querySelector('[data-test=notice-frame]').contentDocument?.body?.innerText ?? ''");

test("公示：看过打勾的标题才公开，保密的只公开类别；打印的和存成网页的是同一页", async () => {
  const { of, ids } = stationOf([
    ["deputy", { name: "向春梅", levels: ["县"], phone: "13900001111", status: "serving" }],
    ["deputy", { name: "古丽米热·艾山", levels: ["县", "乡"], status: "serving" }],
  ]);
  keep(of, "group", { name: "𠮷祥五彩小组", kind: "五彩", leader: ids[0], members: ids });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-notice");
    await clerk.reads("notice-empty", "没有登记或办结的意见建议");
    await clerk.picture("notice-empty");
  });
  const [citizen, phone, village] = SECRET;
  const from = { raised_on: TODAY, category: "交通道路", content: "原话里的话", deputies: [ids[0]], source: "other", citizen, phone, village };
  for (const [title, more] of [
    ["关于修复㛃水村3组水毁路段的建议", {}],
    [LONG, {}],
    [`${citizen}家的低保，电话139 0000 7788`, { category: "社会保障" }],
    ["邻居吵闹", { category: "乡村治理", confidential: true }],
  ]) keep(of, "matter", { ...from, title, ...more });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-notice");
    await until("四件都在", async () => (await clerk.all("notice-line")).length === 4);
    await clerk.reads("notice-secret", "保密");
    const said = await clerk.driver.executeScript("return document.querySelector('.matters').innerText");
    for (const never of [...SECRET, "0000 7788", "邻居吵闹", "原话里的话"]) assert.ok(!said.includes(never), never);
    assert.match((await clerk.words("notice-doubts")).join(), /有反映人的姓名.*有电话/s);
    await clerk.reads("notice-count", "公开标题 0 条");
    await clerk.click("notice-plain", "2 条");
    await clerk.reads("notice-count", "公开标题 2 条");
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`notice-${width}`);
    }
    await clerk.size(1366, 768);

    await clerk.click("notice-show");
    const sheet = await until("公示页", async () => (await framed(clerk)).includes("民情办理公示") && framed(clerk));
    for (const words of ["关于修复㛃水村某组水毁路段的建议", LONG, "（标题不公开）", "三溪村代表联络站"]) assert.ok(sheet.includes(words), words);
    for (const never of [...SECRET, "低保", "吵闹"]) assert.ok(!sheet.includes(never), never);
    await clerk.picture("notice-sheet");
    await clerk.driver.executeScript("document.querySelector('[data-test=notice-frame]').contentWindow.print = () => (document.body.dataset.printed = 'yes')");
    await clerk.at("notice-print");
    await clerk.press(Key.ENTER);
    await until("打印", () => clerk.driver.executeScript("return document.body.dataset.printed === 'yes'"));
    await clerk.press(Key.ESCAPE);
    await clerk.gone("notice-sheet");

    await clerk.click("notice-kind-deputies");
    await until("两名代表", async () => (await clerk.all("notice-deputy")).length === 2);
    assert.match((await clerk.words("notice-deputy"))[0], /古丽米热/);
    await clerk.click("notice-in-向春梅");
    await clerk.reads("notice-count", "列入 1 名");
    await clerk.picture("notice-deputies");
    await clerk.click("notice-write");
    await clerk.reads("ledger-written", "写好了 3 个文件");
    await clerk.picture("notice-written");
  });
  const out = pages(of);
  assert.deepEqual(Object.keys(out).sort(), ["deputies-JS-017.html", "index.html", "matters-JS-017.html"]);
  assert.ok(out["matters-JS-017.html"].includes("某组水毁路段") && out["deputies-JS-017.html"].includes("古丽米热·艾山"));
  const all = Object.values(out).join("");
  for (const never of [...SECRET, "低保", "吵闹", "向春梅", "1390000", "原话里的话", "<script"]) assert.ok(!all.includes(never), never);
  // Only the command line is left to look: what it lists is what the window showed.
  const listed = command(of, ["notice", "look", "--from", TODAY, "--to", TODAY], { password: PASSWORD });
  assert.match(listed, /JS-017\/YJ-\d{4}-0001\t交通道路\t关于修复㛃水村某组水毁路段的建议\t\n/);
});

test("县里：一个站一个站地看，一次存全县", async () => {
  const of = person();
  command(of, ["init", "county", "--code", "JS-COUNTY", "--name", "嘉水县人大常委会办公室", "--town", "县城", "--clerk", "王小兰"], { password: PASSWORD });
  command(of, ["sample", "--stations", "53", "--years", "2"], { password: PASSWORD });
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-tab-notice");
    await clerk.see("notice-station");
    await until("有件可看", async () => (await clerk.all("notice-line")).length > 5);
    for (const [width, height] of SIZES) {
      await clerk.size(width, height);
      await clerk.picture(`notice-county-${width}`);
    }
    await clerk.size(1366, 768);
    await clerk.click("notice-write");
    await clerk.reads("ledger-written", "写好了 107 个文件");
    await clerk.picture("notice-county-written");
  });
  const out = pages(of);
  assert.equal(Object.keys(out).length, 107);
  assert.ok(out["index.html"].includes("嘉水县人大常委会办公室公示目录") && out["index.html"].includes('href="deputies-JS-053.html"'));
  assert.ok(!Object.values(out).join("").includes("关于"), "nothing was ticked, so no title is out");
  assert.equal(ask(of, "audit", {}).sound, true);
});
