// The county's office at the other end of the handoff, without a window: enrols the station,
// takes its bundle in, says its word on matters, writes the receipt.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PASSWORD, STATION, ask } from "./clerk.mjs";
import { command, person } from "./window.mjs";

const run = (of, ...args) => command(of, args, { password: PASSWORD });

/** A county that has this station on its roster, and the folder in which files go to and fro. */
export function countyFor(of) {
  const county = person();
  run(county, "init", "county", "--code", "JS-COUNTY", "--name", "嘉水县人大常委会办公室", "--town", "县城", "--clerk", "王小兰");
  const stick = join(of.folder, "U 盘");
  mkdirSync(stick);
  const digits = run(of, "enrol", "slip", "--out", stick).trim().split("\n").at(-1);
  const said = run(county, "roster", "make", stick, "--fingerprint", digits);
  run(of, "roster", "take", join(county.home, "roster/roster-2.txt"), "--fingerprint", said.trimEnd().split("指纹 ").at(-1));
  return {
    /** The person there. */
    office: county,
    /** Packs at the station, takes in at the county. */
    receive(from = of) {
      run(from, "bundle", "pack", "--out", stick);
      return run(county, "bundle", "receive", stick);
    },
    /** The county's word on a station's matter. */
    says(id, step) {
      const { record } = ask(county, "record", { noun: "matter", id, revision: null });
      ask(county, "move_matter", { id, revision: record.revision, step });
    },
    /** Writes the station's receipt. */
    answer(folder) {
      mkdirSync(folder, { recursive: true });
      return run(county, "bundle", "receipt", STATION.code, "--out", folder);
    },
  };
}
