// The Rust suites as Windows programs under Wine: node suites.mjs BUILT [SUITE], where BUILT names one a line: its suite, its
// folder and its .exe, with tabs between; SUITE is the one to run, all without it. What is left out stands in linux-only.txt, each with a reason above it.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { environment, startWindows, stopWindows, wine } from "./machines.mjs";

/** suite → names of tests left out. A name that is no test any more, or stands under no reason, is a fault. */
function leftOut() {
  const all = new Map();
  let reason = "";
  for (const line of readFileSync(new URL("linux-only.txt", import.meta.url), "utf8").split("\n")) {
    if (line.startsWith("# ")) reason = line.slice(2);
    else if (line === "") reason = "";
    else {
      const [suite, name, ...more] = line.split(" ");
      if (!name || more.length > 0 || reason === "") throw new Error(`linux-only.txt: ${line}`);
      all.set(suite, [...(all.get(suite) ?? []), name]);
    }
  }
  return all;
}

const out = leftOut();
const built = readFileSync(process.argv[2], "utf8").trim().split("\n").map((line) => line.split("\t"));
const only = process.argv[3];
const [sum, failed, unknown] = [{ passed: 0, out: 0 }, [], new Set(out.keys())];
const env = { ...environment };
// The suites say themselves what time it is.
delete env.LIAISON_NOW;
delete env.LIAISON_PASSWORD;

startWindows();
try {
  for (const [suite, folder, program] of built) {
    unknown.delete(suite);
    if (only && only !== suite) continue;
    const runs = (args) => spawnSync(wine, [program, ...args], { cwd: folder, env, encoding: "utf8", timeout: 1_800_000, maxBuffer: 1 << 28 });
    const tests = runs(["--list", "--format", "terse"]).stdout.split(/\r?\n/).filter((line) => line.endsWith(": test")).map((line) => line.slice(0, -6));
    const skipped = out.get(suite) ?? [];
    for (const name of skipped.filter((one) => !tests.includes(one))) failed.push(`${suite}: ${name} is left out and is no test`);
    const begun = Date.now();
    const done = runs(["--exact", ...skipped.flatMap((name) => ["--skip", name])]);
    const result = /test result: (\w+)\. (\d+) passed; (\d+) failed; (\d+) ignored/.exec(done.stdout);
    const passed = Number(result?.[2] ?? 0);
    console.log(`${suite}: ${passed} 项通过，${skipped.length} 项留在 Linux 上，${((Date.now() - begun) / 1000).toFixed(0)} 秒`);
    if (done.status !== 0 || passed + skipped.length !== tests.length) {
      failed.push(`${suite}: ${result?.[0] ?? `ended with ${done.status ?? done.signal}`}, ${tests.length} in all`);
      console.log(done.stdout.slice(-60_000), done.stderr.slice(-60_000));
    }
    sum.passed += passed;
    sum.out += skipped.length;
  }
} finally {
  stopWindows();
}
for (const suite of unknown) failed.push(`linux-only.txt names ${suite}, which is not run`);
console.log(`Windows 下的 Rust 测试：${sum.passed} 项通过，${sum.out} 项留在 Linux 上`);
for (const line of failed) console.log(line);
process.exitCode = failed.length > 0 || sum.passed === 0 ? 1 : 0;
