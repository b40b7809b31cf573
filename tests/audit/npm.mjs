// What the lock files of npm bring in, from the files alone: where from, under which licence, and
// whether it runs something as it is installed. Prints what is wrong; ends with 1 then.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Licences as in deny.toml. */
const ALLOWED = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "Zlib", "Unicode-3.0", "MPL-2.0", "CC0-1.0", "BlueOak-1.0.0", "Python-2.0", "Unlicense"];
/** Packages that may run a script as they are installed, and why. */
const MAY_RUN = new Set([
  "fsevents", // for macOS alone, never installed here
]);

/** Of alternatives one is enough, of a sum every part is needed. */
export function allowed(licence) {
  const bare = licence.replace(/[()]/g, " ");
  return bare.split(/\s+OR\s+|\//).some((one) => one.split(/\s+AND\s+/).every((part) => ALLOWED.includes(part.trim())));
}

/** What is wrong with a lock file. */
export function wrong(lock) {
  const found = [];
  if (lock.lockfileVersion !== 3) found.push("lock file of another version");
  for (const [path, one] of Object.entries(lock.packages ?? {})) {
    if (path === "") continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (one.link) found.push(`${name}: a link`);
    if (!/^sha512-/.test(one.integrity ?? "")) found.push(`${name}: no digest`);
    // Our lock files name no address: the registry in use serves it, the digest says it is the one meant.
    if (one.resolved !== undefined) found.push(`${name}: from ${one.resolved}`);
    if (typeof one.license !== "string" || !allowed(one.license)) found.push(`${name}: licence ${JSON.stringify(one.license ?? null)}`);
    if (one.hasInstallScript && !MAY_RUN.has(name)) found.push(`${name}: runs a script as it is installed`);
  }
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  let failed = false;
  for (const file of process.argv.slice(2)) {
    const lock = JSON.parse(readFileSync(file, "utf8"));
    const found = wrong(lock);
    failed ||= found.length > 0;
    console.log(found.length ? found.map((one) => `${file}: ${one}`).join("\n") : `${file}：${Object.keys(lock.packages).length - 1} 个包，许可和来源都在单子里`);
  }
  process.exitCode = failed ? 1 : 0;
}
