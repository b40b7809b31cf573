// A new version on a stick: seen, told what is in it, taken; what is not the makers' own is refused in words.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { keep, sit, stationOf } from "./clerk.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The makers' keys, and a signed update of this version as `./dev update` makes it. */
function makers(folder) {
  const secret = join(folder, "makers.key");
  execFileSync("minisign", ["-G", "-W", "-p", join(folder, "makers.pub"), "-s", secret]);
  const coming = join(folder, "liaison-desk");
  writeFileSync(coming, "the program that comes");
  return {
    key: readFileSync(join(folder, "makers.pub"), "utf8").split("\n")[1],
    makes: (version, into) => {
      const made = execFileSync(join(root, "dev"), ["update", secret, "linux-x86_64", version, coming], { encoding: "utf8" }).trim().split("\n").at(-1);
      const to = join(into, basename(made));
      copyFileSync(made, to);
      return to;
    },
  };
}

test("更新：核对、备份、换上；旧的、被改过的不收", async () => {
  const { of } = stationOf();
  keep(of, "deputy", { name: "龚𠮷祥", levels: ["乡"], status: "serving" });
  const program = join(of.folder, "program");
  mkdirSync(program);
  writeFileSync(join(program, "liaison-desk"), "the program that runs");
  mkdirSync(of.ledgers, { recursive: true });
  const { key, makes } = makers(of.folder);
  of.also = { LIAISON_PROGRAM: program, LIAISON_UPDATE_KEY: key };
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("settings");
    await clerk.click("settings-update");
    await clerk.reads("update-now", "0.1.0");
    await clerk.reads("update-none", "没有更新包");
    await clerk.picture("update-none");

    makes("0.0.9", of.ledgers);
    const changed = makes("0.3.0", of.ledgers);
    const bytes = readFileSync(changed);
    bytes[bytes.length - 2_000] ^= 1;
    writeFileSync(changed, bytes);
    makes("0.2.0", of.ledgers);
    await clerk.click("update-look");
    await clerk.reads("update-newer", "0.2.0 版");
    await clerk.reads("update-older", "比现在的 0.1.0 旧");
    await clerk.see("update-refused");
    await clerk.picture("update-found");

    await clerk.click("update-take");
    await clerk.reads("update-waiting", "0.2.0 版已经装好");
    await clerk.reads("update-taken", "备份");
    await clerk.picture("update-taken");
  });
  assert.equal(readFileSync(join(program, "liaison-desk"), "utf8"), "the program that comes");
  assert.equal(readFileSync(join(program, "liaison-desk.old"), "utf8"), "the program that runs");
});

test("没有装公钥的程序：说清楚不能用更新包，怎么办，也不去看 U 盘", async () => {
  const { of } = stationOf();
  mkdirSync(of.ledgers, { recursive: true });
  makers(of.folder).makes("0.2.0", of.ledgers);
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.goTo("settings");
    await clerk.click("settings-update");
    await clerk.reads("update-no-key", "不能用 U 盘上的更新包");
    assert.equal((await clerk.all("update-look")).length, 0);
    await clerk.picture("update-no-key");
    assert.equal((await clerk.all("update-newer")).length, 0);
  });
});
