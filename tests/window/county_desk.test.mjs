// The county office at its own window: a slip becomes a key in the roster, a folder of bundles
// becomes records, and the receipts lie beside them.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PASSWORD, ask, keep, sit } from "./clerk.mjs";
import { command, person } from "./window.mjs";

const TODAY = new Date().toLocaleDateString("sv");
const run = (of, ...args) => command(of, args, { password: PASSWORD });

function county() {
  const of = person();
  run(of, "init", "county", "--code", "JS-COUNTY", "--name", "嘉水县人大常委会办公室", "--town", "县城", "--clerk", "王小兰");
  return of;
}

function station(code, name) {
  const of = person();
  run(of, "init", "station", "--code", code, "--name", name, "--town", "三溪镇", "--clerk", "林晓芸");
  return of;
}

async function give(clerk, test, paths) {
  const [input] = await clerk.all(test);
  await input.sendKeys(paths.join("\n"));
}

test("名册与密钥：登记单、电话里的数字、新名册放到 U 盘；停用要问一次", async () => {
  const office = county();
  const one = station("JS-017", "三溪村代表联络站");
  const stick = join(office.documents, "U盘");
  mkdirSync(stick, { recursive: true });
  const digits = run(one, "enrol", "slip", "--out", stick).trim().split("\n").at(-1);
  const slip = readdirSync(stick).find((name) => name.startsWith("slip-") && name.endsWith(".txt"));
  writeFileSync(join(stick, "别的.txt"), "不是登记单\n");

  await sit(office, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("roster");
    await clerk.reads("roster-stands", "0 个站在册");
    await clerk.picture("county-roster-empty");
    await give(clerk, "slip-files", [join(stick, slip), join(stick, "别的.txt")]);
    await clerk.reads("slip-wrong", "不是登记单");
    await clerk.stands("slip", "data-standing", "fresh");
    await clerk.fill("slip-heard-0", "12345 12345 12345 12345 12345 12345 12345 12345");
    await clerk.click("slip-make");
    await clerk.reads("slip-refused", "不一样");
    await clerk.picture("county-slip-refused");
    await clerk.refill("slip-heard-0", digits);
    await clerk.click("slip-make");
    await clerk.reads("slip-made", "第 2 号名册");
    await clerk.reads("member", "三溪村代表联络站");
    await clerk.click("roster-put");
    await clerk.reads("roster-put-says", "roster-2.txt");
    await clerk.click("revoke-JS-017");
    await clerk.at("revoke-no");
    await clerk.picture("county-revoke");
    await clerk.click("revoke-yes");
    await clerk.reads("member", "全不认");
    await clerk.reads("roster-stands", "第 3 号名册，");
    await clerk.click("rotate-more");
    await clerk.click("rotate-escrow");
    await clerk.click("rotate-ask");
    await clerk.click("rotate-yes");
    await clerk.reads("escrow", "AGE-SECRET-KEY-1");
    await clerk.picture("county-escrow");
    await clerk.click("escrow-done");
    await clerk.gone("escrow");
  });
});

test("收件：先看清每一包，再一次收完、写好回执；没收的说明为什么", async (t) => {
  const office = county();
  const stations = [station("JS-017", "三溪村代表联络站"), station("JS-021", "石桥镇上河村与下河村联合人大代表联络站（易地搬迁安置点）"), station("JS-030", "青杨社区代表联络站")];
  const folder = join(office.ledgers, "交接包");
  mkdirSync(folder, { recursive: true });
  for (const of of stations) {
    const slips = join(of.folder, "登记单");
    mkdirSync(slips);
    const digits = run(of, "enrol", "slip", "--out", slips).trim().split("\n").at(-1);
    run(office, "roster", "make", slips, "--fingerprint", digits);
  }
  const { fingerprint } = ask(office, "roster", {});
  const roster = join(office.home, "roster/roster-4.txt");
  for (const of of stations.slice(0, 2)) {
    run(of, "roster", "take", roster, "--fingerprint", fingerprint);
    for (const title of ["修引水渠", "村口装路灯"]) {
      keep(of, "matter", { title, raised_on: TODAY, category: "水利饮水", content: "渠垮了三十米，请尽快修复。", source: "other" });
    }
    run(of, "bundle", "pack", "--out", folder);
  }
  writeFileSync(join(folder, "坏的.rdz"), Buffer.alloc(4096, 7));

  await sit(office, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.stands("desk-nav-inbox", "aria-current", "page");
    assert.equal(await clerk.count("inbox-line", 3), 3);
    await clerk.picture("county-inbox-before");
    await clerk.click("intake-look");
    await clerk.reads("intake-seen", "3 个交接包，可以收 2 个");
    await clerk.picture("county-inbox-look");
    const took = await clerk.counted(async () => {
      await clerk.click("intake-take");
      await clerk.reads("received-sum", "收下 2 个包");
      await clerk.reads("received-answered", "三溪村");
    });
    t.diagnostic(`收包和写回执：${took.clicks} 次点击`);
    assert.ok(took.clicks <= 1 && took.keys === 0);
    await clerk.picture("county-inbox-taken");
    await clerk.reads("received-line", "没有收");
    await clerk.click("inbox-only-none");
    assert.equal(await clerk.count("inbox-line", 1), 1);
    await clerk.click("inbox-open-JS-030");
    await clerk.says("还没有送来过交接包");
    await clerk.click("inbox-answer");
    await clerk.reads("inbox-more-JS-030", "回执已写好");
    await clerk.size(1920, 1080);
    await clerk.picture("county-inbox-more");
    await clerk.click("intake-take");
    await clerk.reads("received-sum", "没有新的包");
  });

  // The receipt that lies there is the station's to take.
  const taken = JSON.parse(run(stations[0], "call", "receipt_take", JSON.stringify({ path: folder })));
  assert.match(taken.says, /县里已收到第 1 包/);
});

test("人员：加一位只读的，她进来只看得到，不出改的按钮", async () => {
  const office = county();
  await sit(office, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("settings");
    await clerk.click("settings-people");
    await clerk.fill("person-name", "周来查");
    await clerk.fill("person-password", "zhi-du-33");
    await clerk.fill("person-own", "输错了");
    await clerk.click("person-as-reader");
    await clerk.click("person-add");
    await clerk.says("密码不对");
    await clerk.refill("person-own", PASSWORD);
    await clerk.click("person-add");
    await clerk.reads("person", "周来查");
    await clerk.picture("county-people");
    await clerk.press("Control+l");
    await clerk.unlock("zhi-du-33");
    await clerk.reads("clerk-name", "周来查");
    await clerk.goTo("settings");
    await clerk.click("settings-people");
    await clerk.says("请主任（站长）登录来办");
    assert.equal(await clerk.count("person-add", 0), 0);
  });
});
