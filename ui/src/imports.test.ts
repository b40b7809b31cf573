// The window's one rule of imports: a desk knows the shared parts and the contract, never
// another desk; and only call.ts knows that there is a shell behind it.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SRC = dirname(fileURLToPath(import.meta.url));
/** What every desk may use besides `parts`. */
const SHARED = ["call", "contract", "session"];
/** The rooms that put the others together. */
const JOINERS = ["App.vue", "main.ts", "router.ts"];

interface Import {
  file: string;
  /** The first folder of the file; "" for those directly in src. */
  room: string;
  from: string;
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.(ts|vue)$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(path: string): Import[] {
  const file = relative(SRC, path).split(sep).join("/");
  const room = file.includes("/") ? (file.split("/")[0] ?? "") : "";
  const text = readFileSync(path, "utf8");
  const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g);
  return [...found].map((match) => ({ file, room, from: match[1] ?? "" }));
}

const imports = files(SRC).flatMap(importsOf);

/** Where a relative import leads, as a path inside src. */
function target(one: Import): string {
  return relative(SRC, resolve(dirname(join(SRC, one.file)), one.from)).split(sep).join("/");
}

test("only call.ts knows the shell", () => {
  const knowing = imports.filter((one) => one.from.startsWith("@tauri-apps")).map((one) => one.file);
  expect(new Set(knowing)).toEqual(new Set(["call.ts"]));
});

test("only call.ts asks by a network of its own", () => {
  const asking = files(SRC).filter((path) => /\bfetch\((["'`]|path\b)|XMLHttpRequest|WebSocket|EventSource|sendBeacon|isTauri|__TAURI/.test(readFileSync(path, "utf8")));
  expect(asking.map((path) => relative(SRC, path))).toEqual(["call.ts"]);
});

test("a desk imports its own files, the parts, and the contract", () => {
  const wrong = imports
    .filter((one) => one.room !== "" && one.from.startsWith("."))
    .filter((one) => {
      const [room = "", ...rest] = target(one).split("/");
      const within = rest.length > 0;
      return within ? room !== one.room && room !== "parts" : !SHARED.includes(room);
    })
    .map((one) => `${one.file} → ${one.from}`);
  expect(wrong).toEqual([]);
});

test("the shared rooms import no desk", () => {
  const wrong = imports
    .filter((one) => one.room === "" && !JOINERS.includes(one.file) && one.from.startsWith("."))
    .filter((one) => target(one).includes("/") && !target(one).startsWith("parts/"))
    .map((one) => `${one.file} → ${one.from}`);
  expect(wrong).toEqual([]);
});
