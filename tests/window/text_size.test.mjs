// 文字大小: the window's own; a browser has keys for it.

import { test } from "node:test";
import { sit } from "./clerk.mjs";
import { person, until } from "./window.mjs";

test("字调大了，整个窗口都大", async () => {
  await sit(person(), async (clerk) => {
    const wide = () => clerk.driver.executeScript("return innerWidth");
    const before = await wide();
    await clerk.setUp();
    await clerk.goTo("settings");
    await clerk.click("settings-text");
    await clerk.click("text-size-125");
    await until("窗口放大", async () => (await wide()) === before / 1.25);
  });
});
