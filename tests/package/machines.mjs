// Where the built programs are, and how one is run to its end.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const target = resolve(process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url)));
export const environment = { ...process.env };

/** Runs a program to its end; answers its exit code and what it said. */
export function run(program, args = [], options = {}) {
  const done = spawnSync(program, args, { env: environment, encoding: "utf8", timeout: 300_000, ...options });
  if (done.error) throw done.error;
  return { code: done.status, out: done.stdout, err: done.stderr };
}
