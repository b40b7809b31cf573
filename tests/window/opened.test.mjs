// A bundle double-clicked: the program opens with it, or the window that is open gets it; after the password
// it is verified, and taken in by one button, wherever it lies.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { PASSWORD, keep, sit, stationOf } from "./clerk.mjs";
import { countyFor } from "./county.mjs";
import { command, doubleClick } from "./window.mjs";

const TODAY = new Date().toLocaleDateString("sv");

/** A bundle of a station as it lies in a folder that no desk offers. */
function packed(of, folder) {
  mkdirSync(folder, { recursive: true });
  const before = new Set(readdirSync(folder));
  command(of, ["bundle", "pack", "--out", folder], { password: PASSWORD });
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".rdz") && !before.has(name)));
}

test("县里双击一个包：登录后先看清，按一下收；程序开着时交给那个窗口，改过的、不是包的不收", async () => {
  const { of } = stationOf([], null);
  const { office } = countyFor(of);
  keep(of, "deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" });
  const elsewhere = join(office.folder, "下载 的");
  const first = packed(of, elsewhere);
  keep(of, "deputy", { name: "向卫国", levels: ["乡"], status: "serving" });
  const second = packed(of, elsewhere);
  office.opens = [first];

  await sit(office, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.reads("opened-name", basename(first));
    await clerk.stands("lying-line", "data-state", "new");
    await clerk.reads("lying-line", "第 1 包");
    await clerk.picture("opened-county");
    await clerk.click("opened-take");
    await clerk.reads("received-sum", "收下 1 个包");
    await clerk.picture("opened-county-taken");
    await clerk.click("opened-put-by");
    await clerk.gone("opened-file");

    // At another desk, with the program open.
    await clerk.goTo("matters");
    assert.equal(await doubleClick(office, second), 0);
    await clerk.reads("opened-name", basename(second));
    await clerk.reads("lying-line", "第 2 包");
    assert.ok(!existsSync(join(office.home, "opened")));

    const harmed = join(elsewhere, basename(second).replace("000002", "000003"));
    const bytes = readFileSync(second);
    bytes[bytes.length - 3_000] ^= 1;
    writeFileSync(harmed, bytes);
    assert.equal(await doubleClick(office, harmed), 0);
    await clerk.reads("opened-name", basename(harmed));
    await clerk.stands("lying-line", "data-state", "refused");
    assert.equal(await clerk.reads("opened-about", "不能收"), "这个包不能收，没有入库。", "nothing is said to be verified that is not");
    await clerk.reads("opened-put-by", "知道了");
    assert.equal((await clerk.all("opened-take")).length, 0);
    await clerk.picture("opened-county-refused");

    // Gone meanwhile, as from a stick that was pulled.
    assert.equal(await doubleClick(office, join(elsewhere, "没有了.rdz")), 0);
    await clerk.reads("opened-name", "没有了.rdz");
    await clerk.reads("trouble", "没有了.rdz");
    await clerk.click("opened-put-by");
    await clerk.gone("opened-file");
  });
});

test("站里双击县里的回执：登录后按一下收；双击自己装的包，说明不用打开", async () => {
  const { of } = stationOf([], null);
  const county = countyFor(of);
  keep(of, "matter", { title: "修引水渠", raised_on: TODAY, category: "水利饮水", content: "渠垮了三十米。", source: "other" });
  county.receive();
  const elsewhere = join(of.folder, "微信收到的文件");
  county.answer(elsewhere);
  const receipt = join(elsewhere, readdirSync(elsewhere).find((name) => name.endsWith(".rdz")));
  const own = packed(of, elsewhere);
  of.opens = [receipt];

  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.reads("opened-name", basename(receipt));
    await clerk.picture("opened-station");
    await clerk.click("opened-take");
    await clerk.reads("receipt-sentence", "县里已收到第 1 包");
    await clerk.picture("opened-station-taken");

    assert.equal(await doubleClick(of, own), 0);
    await clerk.reads("opened-about", "交给县人大办公室就行");
    assert.equal((await clerk.all("opened-take")).length, 0);
    await clerk.picture("opened-station-own");

    // By another name it is the program that says so.
    const renamed = join(elsewhere, "改了名.rdz");
    copyFileSync(own, renamed);
    assert.equal(await doubleClick(of, renamed), 0);
    await clerk.reads("opened-name", "改了名.rdz");
    await clerk.click("opened-take");
    await clerk.reads("trouble", "已经保存的记录都没有动");
    await clerk.picture("opened-station-refused");
  });
});
