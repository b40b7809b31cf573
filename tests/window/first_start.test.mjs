// First start: a station is set up, and nothing opens it but the password or the phrase.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLERK, Key, PASSWORD, STATION, sit } from "./clerk.mjs";
import { person, until } from "./window.mjs";

test("第一次使用：建站，抄下恢复码，进到今日", async () => {
  const of = person();
  await sit(of, async (clerk) => {
    const phrase = await clerk.setUp();
    assert.match(phrase, /^\S+(?:[ -]\S+)+$/);
    assert.equal(await clerk.reads("station-name"), STATION.name);
    assert.equal(await clerk.reads("clerk-name"), CLERK);
  });
  assert.ok(!readFileSync(join(of.home, "station.db")).subarray(0, 16).includes("SQLite format"), "从第一个字节起就加密");
});

test("密码不对只说一句话，再输对就进去；忘了用恢复码", async () => {
  const of = person();
  const phrase = await sit(of, (clerk) => clerk.setUp());
  await sit(of, async (clerk) => {
    for (let turn = 0; turn < 3; turn += 1) {
      await clerk.at("unlock-password");
      await clerk.press("Control+a");
      await clerk.type("not-this-one");
      await clerk.press(Key.ENTER);
      await until("密码框可以再输", async () => (await (await clerk.see("unlock-button")).isEnabled()) && (await clerk.all("unlock-wrong")).length);
      assert.match(await clerk.reads("unlock-wrong"), /密码不对。/);
    }
    await clerk.press("Control+a");
    await clerk.type(PASSWORD);
    await clerk.press(Key.ENTER);
    await clerk.see("today");
    await clerk.press("Control+l");
    await clerk.click("unlock-forgotten");
    await clerk.fill("recover-phrase", phrase);
    await clerk.fill("recover-password", "xin-mima-8");
    await clerk.fill("recover-again", "xin-mima-8");
    await clerk.click("recover-button");
    await clerk.see("today");
    await clerk.press("Control+l");
    await clerk.unlock("xin-mima-8");
  });
});

test("建站时填错的，一次都指出来，填过的都还在", async () => {
  await sit(person(), async (clerk) => {
    await clerk.fill("setup-code", "三");
    await clerk.fill("setup-home", "三溪镇代表之家");
    await clerk.fill("setup-password", "123");
    await clerk.fill("setup-again", "123");
    await clerk.click("setup-button");
    await clerk.says("您填的都还在");
    for (const words of ["站点编码用", "请填写“联络站名称”", "请填写“乡镇”", "请填写您的姓名", "密码至少 6 位"]) {
      await clerk.says(words);
    }
    assert.equal(await clerk.typed("setup-home"), "三溪镇代表之家");
    assert.equal(await clerk.typed("setup-password"), "123");
  });
});

test("同一份数据再打开一个程序，说一句话，不动数据", async () => {
  const of = person();
  await sit(of, async (first) => {
    await first.setUp();
    await sit(of, async (second) => {
      await second.at("unlock-password");
      await second.type(PASSWORD);
      await second.press(Key.ENTER);
      const says = await second.reads("trouble", "程序已经打开了一个");
      assert.match(says, /已经保存的记录都没有动/);
      assert.match(says, /切换到已经打开的那个窗口/);
    });
    await first.goTo("visits");
    await first.see("new-button");
  });
});
