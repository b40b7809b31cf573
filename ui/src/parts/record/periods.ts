// The periods a clerk cuts a list by, as first and last day.

import { dateOf, isoOf, shownDate } from "./dates";

/** A named span of days; both ends belong to it. */
export interface Span {
  key: string;
  label: string;
  from: string;
  to: string;
}

function month(year: number, index: number, length: number): { from: string; to: string } {
  return { from: isoOf(new Date(year, index, 1, 12)), to: isoOf(new Date(year, index + length, 0, 12)) };
}

/** 本月, 上月, 本季度, 今年, 去年, 前年, seen from `now`. */
export function spans(now: string): Span[] {
  const date = dateOf(now) ?? new Date();
  const [year, index] = [date.getFullYear(), date.getMonth()];
  return [
    { key: "month", label: "本月", ...month(year, index, 1) },
    { key: "last_month", label: "上月", ...month(year, index - 1, 1) },
    { key: "quarter", label: "本季度", ...month(year, index - (index % 3), 3) },
    { key: "year", label: "今年", ...month(year, 0, 12) },
    { key: "last_year", label: "去年", ...month(year - 1, 0, 12) },
    { key: "year_before", label: "前年", ...month(year - 2, 0, 12) },
  ];
}

/** 2024年 · 2024年3月 · 2024年第1季度 · 2024年3月1日至3月5日. */
export function spanWords(from: string, to: string): string {
  if (from === "" && to === "") return "";
  if (from === "") return `${shownDate(to)}以前`;
  if (to === "") return `${shownDate(from)}以后`;
  const [year, m, d] = from.split("-").map(Number) as [number, number, number];
  const [toYear, toMonth] = to.split("-").map(Number) as [number, number];
  const whole = d === 1 && year === toYear && to === month(toYear, toMonth - 1, 1).to;
  if (whole && m === 1 && toMonth === 12) return `${year}年`;
  if (whole && m === toMonth) return `${year}年${m}月`;
  if (whole && m % 3 === 1 && toMonth === m + 2) return `${year}年第${(m + 2) / 3}季度`;
  return `${shownDate(from)}至${year === toYear ? shownDate(to).replace(/^\d+年/, "") : shownDate(to)}`;
}
