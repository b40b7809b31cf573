// Takes the README's pictures from the running program on the made-up sample station.
// Usage: node shots.mjs SAMPLE_HOME PASSWORD FOLDER

import { resolve } from "node:path";
import { Key, sit } from "./clerk.mjs";
import { person } from "./window.mjs";

const [home, password, folder] = process.argv.slice(2);
process.env.LIAISON_SHOTS = resolve(folder);

/** What is opened at each desk before the picture is taken. */
const DESKS = [
  ["today", async () => {}],
  ["reception", (clerk) => clerk.openFirst("已举行")],
  ["visits", (clerk) => clerk.openFirst("当场答复")],
  ["activities", (clerk) => clerk.openFirst("代表行动")],
  ["matters", async (clerk) => {
    await clerk.click("tab-open");
    await clerk.openFirst("已答复");
  }],
  ["deputies", (clerk) => clerk.openFirst()],
  ["ledgers", async (clerk) => {
    await clerk.click("period-last_year");
    await clerk.click("ledger-tab-figures");
    await clerk.see("figures");
  }],
  ["handoff", (clerk) => clerk.see("station-fingerprint")],
  ["settings", async () => {}],
  ["help", async () => {}],
];

const of = { ...person(), home: resolve(home) };
await sit(of, async (clerk) => {
  await clerk.size(1366, 768);
  await clerk.at("unlock-password");
  await clerk.picture("unlock");
  await clerk.unlock(password);
  for (const [desk, prepare] of DESKS) {
    await clerk.goTo(desk);
    await prepare(clerk);
    await clerk.picture(desk);
  }
  await clerk.goTo("visits");
  await clerk.click("new-button");
  await clerk.at("field-deputies");
  await clerk.picture("visit-form");
  await clerk.press(Key.ESCAPE);
  await clerk.find("三");
  await clerk.picture("search");
});
await sit(person(), async (clerk) => {
  await clerk.size(1366, 768);
  await clerk.see("setup-code");
  await clerk.picture("first-start");
});
