// The check of npm's lock files refuses what it is there to refuse.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allowed, wrong } from "./npm.mjs";

const SOUND = { version: "1.0.0", integrity: "sha512-x", license: "MIT" };
const lock = (more = {}) => ({ lockfileVersion: 3, packages: { "": {}, "node_modules/a": { ...SOUND, ...more } } });

test("what is sound passes, what is not is named", () => {
  assert.deepEqual(wrong(lock()), []);
  for (const [more, says] of [
    [{ license: "GPL-3.0" }, "licence"],
    [{ license: undefined }, "licence"],
    [{ license: "MIT AND AGPL-3.0" }, "licence"],
    [{ integrity: "sha1-x" }, "no digest"],
    [{ integrity: undefined }, "no digest"],
    [{ resolved: "git+ssh://git@example.invalid/a.git#1" }, "from git"],
    [{ resolved: "http://registry.invalid/a.tgz" }, "from http:"],
    [{ hasInstallScript: true }, "runs a script"],
    [{ link: true }, "a link"],
  ]) {
    const found = wrong(lock(more)).join();
    assert.ok(found.includes(says), `${JSON.stringify(more)}: ${found}`);
  }
  assert.match(wrong({ lockfileVersion: 1 }).join(), /another version/);
});

test("licences of several parts", () => {
  for (const fine of ["MIT", "(MIT OR GPL-3.0)", "MIT AND ISC", "MIT/Apache-2.0"]) assert.ok(allowed(fine), fine);
  for (const not of ["GPL-2.0", "MIT AND GPL-2.0", "SEE LICENSE IN x", ""]) assert.ok(!allowed(not), not);
});
