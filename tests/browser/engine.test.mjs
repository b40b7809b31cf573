// What the screens may ask of an engine: nothing younger than es2019 and Chromium 84 (2020). Own code
// is held to it by its compiler's library, what it is built with by reading the result; desk.mjs takes
// what is younger away from the browser the journeys run in.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Parser } from "acorn";
import { here } from "./desk.mjs";

const ASSETS = join(here, "../../ui/dist/assets");
const built = (ending) => readdirSync(ASSETS).filter((name) => name.endsWith(ending)).map((name) => [name, readFileSync(join(ASSETS, name), "utf8")]);

/** What es2019 can't read, but for `import()` and `import.meta`, which Chromium and Firefox had before. */
function young(source) {
  const found = [];
  const look = (node) => {
    if (node.type === "ChainExpression" || (node.type === "LogicalExpression" && node.operator === "??") || (node.type === "Literal" && node.bigint)) found.push(source.slice(node.start, node.start + 60));
    for (const value of Object.values(node)) {
      for (const inner of Array.isArray(value) ? value : [value]) if (typeof inner?.type === "string") look(inner);
    }
  };
  look(Parser.parse(source, { ecmaVersion: 2020, sourceType: "module" }));
  return found;
}

test("界面的脚本只用 es2019", () => {
  const scripts = built(".js");
  assert.ok(scripts.length > 20, `${scripts.length}`);
  for (const [name, source] of scripts) assert.deepEqual(young(source), [], name);
  assert.equal(young("export const a = b?.c;").length, 1, "a check that can't fail is none");
  assert.throws(() => young("a ||= 1"));
});

const YOUNG = /:has\(|:is\(|:where\(|:not\([^)]*,|@container|container-type|@layer|@scope|@starting-style|color-mix\(|oklch\(|\binset:|aspect-ratio:|\d[dsl]vh\b|subgrid|:popover-open|[;{}]\s*&/;

test("界面的样式不用 :has、容器查询和更新的", () => {
  const styles = built(".css");
  assert.ok(styles.length > 10, `${styles.length}`);
  for (const [name, css] of styles) assert.equal(YOUNG.exec(css)?.[0], undefined, name);
  for (const css of ["a:has(b){}", "@container (width>1px){}", "a{inset:0}", "a{& b{}}"]) assert.match(css, YOUNG);
});
