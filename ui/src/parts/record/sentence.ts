// A list's filter as a sentence of chips: 2024年 · 交办中 · 水利饮水 · 超期.

import type { Filter, Noun } from "../../contract";
import { stationName } from "../stations";
import { fieldOf, labelOf } from "./fields";
import { spanWords } from "./periods";

/** One removable part of the sentence. */
export interface Chip {
  key: string;
  words: string;
  /** The filter without this part. */
  without: (filter: Filter) => Filter;
}

/** The flags that dates give a promise. */
const PROMISES: readonly (readonly [string, string])[] = [
  ["overdue", "超期"],
  ["soon", "快到期"],
  ["open", "没落实"],
];

/** The flags a matter's dates give it, in the words of the office. */
const MATTERS: readonly (readonly [string, string])[] = [
  ["overdue", "超期"],
  ["soon", "快到期"],
  ["urge", "该催办"],
  ["not_fed_back", "未反馈"],
  ["to_refer", "待交办"],
  ["open", "未办结"],
];

/** The flags there are for records of a noun. */
export function flagsOf(noun: Noun): readonly (readonly [string, string])[] {
  return noun === "matter" ? MATTERS : noun === "promise" ? PROMISES : [];
}

export function flagWord(noun: Noun, flag: string): string {
  // Both at once, as 今日 opens them.
  if (flag === "due") return "超期和快到期";
  return flagsOf(noun).find(([code]) => code === flag)?.[1] ?? flag;
}

/** What a list shows that a figure opened. The period of such a list is that of what it counts. */
const COUNTED: Record<string, string> = {
  activities: "开展的活动",
  reception_days: "已举行的接待日",
  visit_batches: "接待",
  visit_people: "接待",
  home_visits: "走访",
  solved_on_site: "现场解决的",
  matters: "登记的意见建议",
  referred: "这段时间交办的",
  referred_closed: "这段时间交办、已办结的",
  rated: "选民已评价的",
  satisfied: "选民满意的",
  basic: "选民基本满意的",
  trainings: "培训",
  training_people: "培训",
  training_hours: "培训",
  books: "发放的学习用书",
  reported: "述职的（每人只算一次）",
  reported_serving: "在任代表述职的（每人只算一次）",
  publicity: "宣传报道",
  models: "身边榜样",
  deputies: "在任代表",
};

export function emptyFilter(): Filter {
  return { text: "", from: "", to: "", equal: {}, stations: [], levels: [], counted: "", cutoff: "", since: "", about: "", flag: "" };
}

/** Every part of the filter as a chip; `about` is the name of the record it is about. */
export function chipsOf(noun: Noun, filter: Filter, about = ""): Chip[] {
  const chips: Chip[] = [];
  const period = spanWords(filter.from, filter.to);
  if (period !== "") chips.push({ key: "period", words: period, without: (f) => ({ ...f, from: "", to: "" }) });
  if (filter.stations.length > 0) {
    const [first = "", second] = filter.stations;
    const words = second === undefined ? stationName(first) : `${stationName(first)}等 ${filter.stations.length} 个站`;
    chips.push({ key: "stations", words, without: (f) => ({ ...f, stations: [] }) });
  }
  if (filter.about !== "") {
    chips.push({ key: "about", words: about === "" ? "只看相关记录" : `与“${about}”有关`, without: (f) => ({ ...f, about: "" }) });
  }
  if (filter.counted !== "") {
    chips.push({ key: "counted", words: COUNTED[filter.counted] ?? "统计里的记录", without: (f) => ({ ...f, counted: "", cutoff: "", since: "" }) });
  }
  if (filter.levels.length > 0) chips.push({ key: "levels", words: `${filter.levels.join("、")}人大代表`, without: (f) => ({ ...f, levels: [] }) });
  for (const [key, values] of Object.entries(filter.equal)) {
    const field = fieldOf(noun, key);
    if (values.length === 0) continue;
    chips.push({
      key: `equal-${key}`,
      words: values.map((value) => labelOf(field, value) || `没填${field?.label ?? ""}`).join("或"),
      without: (f) => ({ ...f, equal: Object.fromEntries(Object.entries(f.equal).filter(([other]) => other !== key)) }),
    });
  }
  if (filter.flag !== "") chips.push({ key: "flag", words: flagWord(noun, filter.flag), without: (f) => ({ ...f, flag: "" }) });
  if (filter.text.trim() !== "") chips.push({ key: "text", words: `含“${filter.text.trim()}”`, without: (f) => ({ ...f, text: "" }) });
  return chips;
}

/** The whole filter in one line. */
export function sentenceOf(chips: Chip[]): string {
  return chips.map((chip) => chip.words).join(" · ");
}
