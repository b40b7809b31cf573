// How moments, sizes and numbers are put in words. Dates as typed live in record/dates.

import { daysBetween, isoOf, today } from "./record/dates";

export { shownDate, shownMoment, shownMonth, weekday } from "./record/dates";

function two(n: number): string {
  return String(n).padStart(2, "0");
}

/** RFC 3339 → 10:32 today, 昨天 10:32, 3月5日, 2023年3月5日. */
export function shownWhen(rfc3339: string): string {
  const at = new Date(rfc3339);
  if (rfc3339 === "" || Number.isNaN(at.getTime())) return "";
  const ago = daysBetween(isoOf(at), today());
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (ago === 0) return clock;
  if (ago === 1) return `昨天 ${clock}`;
  const year = at.getFullYear() === new Date().getFullYear() ? "" : `${at.getFullYear()}年`;
  return `${year}${at.getMonth() + 1}月${at.getDate()}日`;
}

/** 3月5日, with the year when it is another one. */
export function shortDate(iso: string): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!m) return iso;
  const year = Number(m[1]) === new Date().getFullYear() ? "" : `${Number(m[1])}年`;
  return `${year}${Number(m[2])}月${Number(m[3])}日`;
}

/** 今天, 明天, 3 天后, 已过 2 天. */
export function daysWords(days: number): string {
  if (days === 0) return "今天";
  if (days === 1) return "明天";
  if (days > 0) return `${days} 天后`;
  return `已过 ${-days} 天`;
}

/** Days left on a deadline: 还剩 3 天, 今天到期, 超期 2 天. */
export function leftWords(days: number): string {
  if (days === 0) return "今天到期";
  return days > 0 ? `还剩 ${days} 天` : `超期 ${-days} 天`;
}

/** Bytes as people read them: 812 KB, 3.4 MB, 14.2 GB. */
export function shownSize(bytes: number): string {
  const units = ["字节", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** 12,345 */
export function shownNumber(n: number): string {
  return n.toLocaleString("zh-CN");
}
