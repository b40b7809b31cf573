// The periods ledgers and figures are asked for, as first and last day.

import { dateOf, isoOf } from "../parts/record/dates";

export interface Choice {
  key: string;
  word: string;
  from: string;
  to: string;
}

/** Months `first`… of a year, as days; months outside 0–11 run into the neighbour years. */
export function months(year: number, first: number, count: number): { from: string; to: string } {
  return { from: isoOf(new Date(year, first, 1, 12)), to: isoOf(new Date(year, first + count, 0, 12)) };
}

/** One click each, seen from `now`. */
export function choices(now: string): Choice[] {
  const date = dateOf(now) ?? new Date();
  const [year, month] = [date.getFullYear(), date.getMonth()];
  const quarter = month - (month % 3);
  return [
    { key: "year", word: "今年", ...months(year, 0, 12) },
    { key: "last_year", word: "去年", ...months(year - 1, 0, 12) },
    { key: "quarter", word: "本季度", ...months(year, quarter, 3) },
    { key: "last_quarter", word: "上季度", ...months(year, quarter - 3, 3) },
    { key: "month", word: "本月", ...months(year, month, 1) },
    { key: "last_month", word: "上月", ...months(year, month - 1, 1) },
  ];
}

export interface Part {
  key: string;
  word: string;
  first: number;
  count: number;
}

/** The parts of any other year: the whole, four quarters, twelve months. */
export const PARTS: readonly Part[] = [
  { key: "all", word: "全年", first: 0, count: 12 },
  ...["一", "二", "三", "四"].map((word, at) => ({ key: `q${at}`, word: `第${word}季度`, first: at * 3, count: 3 })),
  ...Array.from({ length: 12 }, (_, at) => ({ key: `m${at}`, word: `${at + 1} 月`, first: at, count: 1 })),
];

/** More months than this are read by years. */
const MOST_MONTHS = 13;

/** What plots of a period go by. */
export function timeOf(period: { from: string; to: string }): "month" | "year" {
  const month = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return month(period.to) - month(period.from) < MOST_MONTHS ? "month" : "year";
}
