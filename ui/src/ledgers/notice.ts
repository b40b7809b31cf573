// What a clerk decided on the lines of a public notice, and what goes out because of it.

import { reactive } from "vue";
import type { NoticeChoice, NoticeKind, NoticeMatter, NoticeStation } from "../contract";

export const NOTICES: readonly { kind: NoticeKind; word: string; about: string }[] = [
  { kind: "matters", word: "民情办理公示", about: "编号、类别、标题、登记日期、承办单位、办理情况和结果、办结日期" },
  { kind: "deputies", word: "代表履职公示", about: "姓名、级别、代表小组，接待日、接访走访、活动、培训的次数和意见建议件数" },
];

/** Decisions by id; nothing said means: listed, without its title. */
export interface Decisions {
  /** Titles that go out. */
  released: Set<string>;
  /** Lines that are left out. */
  withheld: Set<string>;
}

export function noDecisions(): Decisions {
  return reactive({ released: new Set<string>(), withheld: new Set<string>() });
}

/** A title that may be let out by one click for all: there is one, and nothing speaks against it. */
export function isPlain(line: NoticeMatter): boolean {
  return line.title !== "" && line.doubts.length === 0;
}

/** The decisions on these stations' lines, as the program takes them. A line left out takes its title with it. */
export function choiceOf(stations: readonly NoticeStation[], decisions: Decisions): NoticeChoice {
  const ids = stations.flatMap((one) => [...one.matters, ...one.deputies].map((line) => line.id));
  return {
    released: stations.flatMap((one) => one.matters.filter((line) => decisions.released.has(line.id) && !decisions.withheld.has(line.id)).map(({ id, title }) => ({ id, title }))),
    withheld: ids.filter((id) => decisions.withheld.has(id)),
  };
}
