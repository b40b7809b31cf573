// 联网传送: folded away until it is wanted, tried before it is kept, run by itself, and quiet
// when the network is gone.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { By } from "selenium-webdriver";
import { ask, sit, stationOf } from "./clerk.mjs";

function station() {
  const { of } = stationOf([["matter", { title: "修引水渠", raised_on: "2026-01-06", category: "水利饮水", content: "渠垮了三十米", source: "other" }]]);
  const shared = join(of.folder, "网盘");
  mkdirSync(shared);
  return { of, shared };
}

test("联网传送折着不打扰；两三格填好、试一下、保存，包自己送到，断了也不拦着", async () => {
  const { of, shared } = station();
  const laid = join(shared, "to-county/JS-017");
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("handoff");
    await clerk.reads("route-standing", "没有打开");
    assert.equal((await clerk.all("route-keep")).length === 0 || !(await (await clerk.all("route-keep"))[0].isDisplayed()), true, "折着");
    await clerk.click("route-summary");
    await clerk.picture("route-off");

    await clerk.click("route-kind-webdav");
    await clerk.fill("route-url", "http://dav.example.gov.cn/");
    await clerk.click("route-try");
    await clerk.says("网址要以 https:// 开头");
    await clerk.picture("route-remark");

    await clerk.click("route-kind-folder");
    await clerk.fill("route-folder", join(of.folder, "没有这个盘"));
    await clerk.click("route-try");
    await clerk.stands("route-tried", "data-works", "false");
    await clerk.picture("route-tried-bad");
    await clerk.refill("route-folder", shared);
    await clerk.click("route-try");
    await clerk.stands("route-tried", "data-works", "true");
    await clerk.picture("route-tried-good");
    await clerk.click("route-keep");

    // Nobody presses anything: the program looks by itself.
    await clerk.reads("route-standing", "上次成功");
    await clerk.reads("route-says", "送出 1 个文件");
    await clerk.reads("bundle-state", "已交出");
    await clerk.picture("route-ran");
    assert.deepEqual(readdirSync(laid).map((name) => name.replace(/_[0-9a-f]{4}_/, "_····_")), ["JS-017_····_000001.rdz"]);

    renameSync(shared, `${shared}-away`);
    await clerk.click("route-run");
    await clerk.reads("route-standing", "没传成");
    await clerk.reads("route-trouble", "U 盘照常可用");
    await clerk.picture("route-trouble");
    renameSync(`${shared}-away`, shared);
    await clerk.click("route-run");
    await clerk.reads("route-standing", "上次成功");
  });
  assert.ok(existsSync(laid));
});

test("没有网络：到时候自己装好包，今日提醒带去", async () => {
  const { of } = station();
  const out = join(of.folder, "要带的包");
  mkdirSync(out);
  ask(of, "route_set", { kind: "carry", folder: out, every_hours: 24 });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("handoff");
    await clerk.reads("route-to-carry", "请拷到 U 盘");
    await clerk.picture("route-carry");
    await clerk.goTo("today");
    await clerk.reads("to-carry", "请拷到 U 盘交给县里");
    await clerk.picture("route-today");
    await clerk.goTo("handoff");
    await clerk.click("bundle-handed-1");
    await clerk.gone("route-to-carry");
  });
  assert.equal(readdirSync(out).length, 1);
});

test("填密码的时候不会显示出来，保存以后也取不回来", async () => {
  const { of } = station();
  const secret = "geheim-2026";
  ask(of, "route_set", { kind: "webdav", url: "https://127.0.0.1:9/", user: "js-017", password: secret, every_hours: 0 });
  await sit(of, async (clerk) => {
    await clerk.unlock();
    await clerk.goTo("handoff");
    await clerk.click("route-run");
    await clerk.reads("route-trouble", "连不上服务器");
    await clerk.click("route-change");
    const field = await clerk.see("route-password");
    assert.equal(await field.getAttribute("type"), "password");
    assert.equal(await field.getProperty("value"), "");
    const page = await clerk.driver.findElement(By.css("html")).getAttribute("innerHTML");
    assert.ok(!page.includes(secret));
    await clerk.picture("route-change");
  });
});
