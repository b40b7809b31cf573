// What is the browser's own: how it is entered and left, what comes down and goes up.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

process.env.LIAISON_HOST = "browser";
const { PASSWORD, STATION, ask, keep, sit, stationOf } = await import("../window/clerk.mjs");
const { end, filesBelow, person, until } = await import("../window/window.mjs");
const { serve } = await import("./desk.mjs");

const TODAY = new Date().toLocaleDateString("sv");

/** Clicks 下载 beside this file; answers where the browser kept it. */
async function fetched(clerk, ending) {
  const { page } = clerk.window;
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 10_000 }), page.click(`[data-test=fetch-file][data-path$="${ending}"]`)]);
  const kept = join(clerk.window.of.folder, download.suggestedFilename());
  await download.saveAs(kept);
  await download.delete();
  return kept;
}

test("打开一次就作废；刷新还在，另一个网页打不开，换到另一个网页前一个就停下", async () => {
  const { of } = stationOf();
  await sit(of, async (clerk) => {
    const { page, context, served } = clerk.window;
    await clerk.unlock();
    assert.equal(page.url(), `${served.address}/`, "地址里什么也没有：浏览器会记下来");
    assert.equal(existsSync(served.page), false, "打开用的网页已经删掉");
    const [cookie] = await context.cookies();
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.domain], [true, "Strict", "127.0.0.1"]);
    assert.equal(await page.evaluate("document.cookie"), "");
    await page.reload();
    await clerk.see("today");
    await clerk.goTo("visits");
    await clerk.see("new-button");
    await page.goBack();
    await clerk.see("today");

    const again = await context.newPage();
    await again.goto(`${served.address}/#in=${served.token}`);
    await again.waitForSelector("[data-test=gone][data-standing=stranger]", { timeout: 10_000 });
    await again.close();
    await clerk.goTo("visits");
    await clerk.see("new-button");

    // 复制标签页 takes the key along.
    const key = await page.evaluate("sessionStorage.getItem('key')");
    const copy = await context.newPage();
    await copy.addInitScript((key) => sessionStorage.setItem("key", key), key);
    await copy.goto(`${served.address}/#/today`);
    await copy.waitForSelector("[data-test=today]", { timeout: 10_000 });
    await clerk.reads("gone", "另一个网页");
    await clerk.picture("browser-elsewhere");
  });
});

test("关掉网页：写到一半的留作草稿，有改动的备份，程序自己结束；程序没了，网页说清楚", async () => {
  const { of } = stationOf([["group", { name: "第一小组", kind: "地域" }]]);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("new-button");
    await clerk.fill("field-problem", "桥面塌了一块");
    await until("留作草稿", async () => (await clerk.window.page.evaluate("document.body.innerText")).includes("草稿"));
    await clerk.window.page.close();
    await clerk.window.ended();
    assert.equal(clerk.window.served.service.exitCode, 0);
  });
  assert.equal(filesBelow(of.ledgers).filter((path) => path.endsWith(".tar")).length, 1);
  assert.equal(ask(of, "drafts", {}).length, 1);

  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.see("today");
    process.kill(clerk.window.served.service.pid, "SIGKILL");
    await clerk.reads("gone", "程序已经不在运行");
    await clerk.picture("browser-lost");
  });
});

test("关闭程序：备份好了，网页说可以关掉", async () => {
  const { of } = stationOf([["group", { name: "第一小组", kind: "地域" }]]);
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.see("today");
    await clerk.picture("browser-today");
    await clerk.goTo("settings");
    await clerk.click("settings-text");
    await clerk.reads("text-size-keys", "Ctrl 和 +");
    await clerk.click("close-program");
    await clerk.reads("gone", "程序已经关闭");
    await clerk.picture("browser-closed");
    await clerk.window.ended();
    assert.equal(clerk.window.served.service.exitCode, 0);
  });
  assert.equal(filesBelow(of.ledgers).filter((path) => path.endsWith(".tar")).length, 1);
});

test("台账下载下来，openpyxl 打得开；交接包下载下来和写出的一个字节不差；临时文件夹里什么也没留", async () => {
  const { of, ids } = stationOf([["deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" }]]);
  keep(of, "visit", { kind: "station", date: TODAY, citizen: "䶮𬭚三", phone: "13907285566", problem: "=渠垮了三十米", deputies: ids });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("ledgers");
    await clerk.click("ledger-all");
    await clerk.see("ledger-written");
    await clerk.picture("browser-ledgers");
    const path = (await clerk.driver.executeScript("return [...document.querySelectorAll('[data-test=fetch-file]')].map((one) => one.dataset.path)")).find((one) => one.includes("接访"));
    const book = await fetched(clerk, basename(path));
    assert.equal(basename(book), basename(path), "名字照原样");
    assert.deepEqual(readFileSync(book), readFileSync(path));
    const script = "import sys, openpyxl\nprint([c.value for s in openpyxl.load_workbook(sys.argv[1]) for row in s.iter_rows() for c in row if c.value is not None])";
    const cells = execFileSync("/usr/bin/python3", ["-c", script, book], { encoding: "utf8" });
    for (const words of ["䶮𬭚三", "13907285566", "=渠垮了三十米", "龚𠮷祥", STATION.name]) assert.ok(cells.includes(words), words);

    await clerk.goTo("handoff");
    await clerk.click("pack-button");
    await clerk.reads("pack-sentence", "读回核对");
    await clerk.picture("browser-packed");
    const packed = await (await clerk.see("pack-result")).getAttribute("data-path");
    assert.deepEqual(readFileSync(await fetched(clerk, basename(packed))), readFileSync(packed));
  });
  const left = [of.temporary, of.home, join(of.folder, ".cache")].filter(existsSync).flatMap(filesBelow);
  assert.deepEqual(left.filter((file) => /\.(xlsx|rdz|html|part)$/.test(file)), []);
});

test("浏览器自己的打印：A4 不留边，一页就是一页，关掉以后别的打印照旧", async () => {
  const { of, ids } = stationOf([["deputy", { name: "向春梅", levels: ["县"], status: "serving" }]]);
  keep(of, "visit", { kind: "station", date: TODAY, deputies: ids, citizen: "䶮𬭚三", problem: "路灯坏了三盏", handling: "noted", category: "交通道路" });
  await sit(of, async (clerk) => {
    const { page } = clerk.window;
    const bare = () => page.evaluate(() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.style.margin));
    await clerk.unlock();
    await clerk.goTo("visits");
    await clerk.click("record-row");
    await clerk.click("print-button");
    await clerk.stands("print-sheet", "data-pages", "1");
    await clerk.still();
    assert.deepEqual(await bare(), ["0px"]);
    const pdf = join(of.folder, "print.pdf");
    await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
    const told = execFileSync("pdfinfo", [pdf], { encoding: "utf8" });
    assert.match(told, /Pages:\s+1\n/);
    assert.match(told, /Page size:\s+59[45]\.?\d* x 84[12]\.?\d* pts/);
    await clerk.click("form-close");
    await clerk.gone("print-sheet");
    assert.deepEqual(await bare(), []);
  });
});

test("同一份资料又打开一次：第二个不收文件，也不动第一个收到的", async () => {
  const { of } = stationOf();
  const brought = join(of.home, "brought");
  const first = await serve(of);
  mkdirSync(brought);
  writeFileSync(join(brought, "备份_JS-017_20260101_090000.tar"), "x");
  const second = await serve(of);
  const enter = await fetch(`${second.address}/enter`, { method: "POST", headers: { Origin: second.address, "Content-Type": "application/json", "X-Liaison": "in" }, body: JSON.stringify({ token: second.token }) });
  const cookie = enter.headers.get("set-cookie").split(";")[0];
  const bring = { Origin: second.address, Cookie: cookie, "X-Liaison": (await enter.json()).key, "Content-Type": "application/octet-stream", "X-Liaison-Name": "a.tar" };
  const answer = await fetch(`${second.address}/bring`, { method: "PUT", headers: bring, body: "x" });
  assert.equal(JSON.parse(await answer.text()).trouble.code, "second_copy");
  end(second.service);
  await until("第二个结束", () => second.service.exitCode !== null || second.service.signalCode !== null);
  assert.equal(existsSync(join(brought, "备份_JS-017_20260101_090000.tar")), true);
  end(first.service);
});

test("换了电脑：从浏览器上传备份，用恢复码恢复；上传的用过就删掉，不是备份的说清楚", async () => {
  const first = person();
  const phrase = await sit(first, async (clerk) => {
    const phrase = await clerk.setUp();
    await clerk.goTo("settings");
    await clerk.click("settings-backup");
    await clerk.click("backup-button");
    await clerk.reads("backup-made", "备份好了");
    return phrase;
  });
  const [backup] = filesBelow(first.ledgers).filter((path) => path.endsWith(".tar"));
  const second = person();
  await sit(second, async (clerk) => {
    await clerk.click("setup-restore");
    await clerk.see("found-none");
    const choose = async (path) => (await clerk.all("bring-backup"))[0].sendKeys(path);
    await choose(join(first.home, "station.db"));
    await clerk.reads("trouble", "不是备份文件");
    await choose(backup);
    await clerk.see("found-backup-0");
    await clerk.picture("browser-restore");
    assert.deepEqual(readdirSync(join(second.home, "brought")).filter((name) => name.endsWith(".tar")), [basename(backup)]);
    await clerk.click("rescue-next");
    await clerk.fill("rescue-phrase", phrase);
    await clerk.fill("rescue-password", PASSWORD);
    await clerk.fill("rescue-again", PASSWORD);
    await clerk.click("rescue-button");
    await clerk.reads("rescue-done", "恢复好了");
    await clerk.click("rescue-enter");
    await clerk.see("today");
    assert.equal(await clerk.reads("station-name"), STATION.name);
    assert.equal(existsSync(join(second.home, "brought")), false, "用过就删掉");
  });
  assert.equal(ask(second, "audit", {}).sound, true);
});
