// The months of a period for a plot.

import type { Count, Period } from "../contract";

export interface MonthCount {
  /** YYYY-MM */
  key: string;
  /** 3月, or 2024 for a year when the period is too long for months. */
  word: string;
  count: number;
}

/** A plot of more columns than this is read by years. */
const MOST_MONTHS = 13;

/** Every month of the period, those without anything included; years when it is long. */
export function monthsOf(period: Period, counts: readonly Count[]): MonthCount[] {
  const by = new Map(counts.map((one) => [one.word, one.count]));
  const [fromYear = 0, fromMonth = 1] = period.from.split("-").map(Number);
  const [toYear = 0, toMonth = 1] = period.to.split("-").map(Number);
  const length = (toYear - fromYear) * 12 + toMonth - fromMonth + 1;
  if (!(length > 0)) return [];
  if (length > MOST_MONTHS) {
    return Array.from({ length: toYear - fromYear + 1 }, (_, at) => {
      const year = String(fromYear + at);
      const count = counts.filter((one) => one.word.startsWith(`${year}-`)).reduce((sum, one) => sum + one.count, 0);
      return { key: year, word: year, count };
    });
  }
  return Array.from({ length }, (_, at) => {
    const month = (fromMonth - 1 + at) % 12;
    const year = fromYear + Math.floor((fromMonth - 1 + at) / 12);
    const key = `${year}-${String(month + 1).padStart(2, "0")}`;
    return { key, word: `${month + 1}月`, count: by.get(key) ?? 0 };
  });
}
