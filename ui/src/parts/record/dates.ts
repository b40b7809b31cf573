// Dates as a clerk types them and as people read them. What is certain becomes
// YYYY-MM-DD; what is not stays as typed, and the check says so at the field.

const WEEKDAYS = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];

/** Full-width digits and signs as their ASCII twins. */
export function narrow(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ")
    .replace(/[。．]/g, ".")
    .replace(/[—–－]/g, "-");
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}

/** A JavaScript date as YYYY-MM-DD, by the PC's own calendar. */
export function isoOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** YYYY-MM-DD → date at noon, so that no time zone turns it into the day before. */
export function dateOf(iso: string): Date | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return m ? new Date(Number(m[1]), Number(m[2]) - 1, Number(m[3]), 12) : null;
}

/** The PC's date. */
export function today(): string {
  return isoOf(new Date());
}

function real(year: number, month: number, day: number): string | null {
  const date = new Date(year, month - 1, day, 12);
  const same = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return same && year >= 1900 && year <= 2200 ? isoOf(date) : null;
}

/**
 * A date as typed: 2024.3.5, 2024年3月5日, 20240305, and with this year 3月5日, 3.5,
 * or 今天, 昨天, 明天. Null when the meaning is not certain.
 */
export function readDate(typed: string, now: string = today()): string | null {
  const text = narrow(typed).trim();
  const near = ["昨天", "今天", "明天"].indexOf(text);
  if (near >= 0) return shift(now, near - 1);
  if (/^\d{8}$/.test(text)) return real(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  const parts = text
    .replace(/[年月./]/g, "-")
    .replace(/[日号\s]/g, "")
    .split("-")
    .filter((part) => part !== "");
  if (!parts.every((part) => /^\d+$/.test(part))) return null;
  const [a = 0, b = 0, c = 0] = parts.map(Number);
  if (parts.length === 3 && parts[0]?.length === 4) return real(a, b, c);
  if (parts.length === 2 && a <= 12) return real(Number(now.slice(0, 4)), a, b);
  return null;
}

/** A month as typed: 1975.3, 1975年3月, 197503 → 1975-03. */
export function readMonth(typed: string): string | null {
  const text = narrow(typed).replace(/[年./]/g, "-").replace(/[月\s]/g, "");
  const m = /^(\d{4})-?(\d{1,2})-?$/.exec(text);
  if (!m) return null;
  const [year, month] = [Number(m[1]), Number(m[2])];
  return year >= 1900 && year <= 2200 && month >= 1 && month <= 12 ? `${year}-${two(month)}` : null;
}

/** A time as typed: 9:30, 9点半, 0930, 9 → 09:30. */
export function readTime(typed: string): string | null {
  const text = narrow(typed).replace(/[点时.]/g, ":").replace(/[分\s]/g, "").replace("半", "30");
  const m = /^(\d{1,2}):?$/.exec(text) ?? /^(\d{1,2}):(\d{1,2})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (!m) return null;
  const [hour, minute] = [Number(m[1]), Number(m[2] ?? 0)];
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;
}

/** 2026-01-05 → 2026年1月5日; anything else as it stands. */
export function shownDate(iso: string): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return m ? `${Number(m[1])}年${Number(m[2])}月${Number(m[3])}日` : iso;
}

/** 1975-03 → 1975年3月. */
export function shownMonth(stored: string): string {
  const m = /^(\d{4})-(\d{2})$/.exec(stored);
  return m ? `${Number(m[1])}年${Number(m[2])}月` : stored;
}

/** 星期三, or "" when it is no date. */
export function weekday(iso: string): string {
  const date = dateOf(iso);
  return date ? (WEEKDAYS[date.getDay()] ?? "") : "";
}

/** So many days later. */
export function shift(iso: string, days: number): string {
  const date = dateOf(iso);
  if (!date) return iso;
  date.setDate(date.getDate() + days);
  return isoOf(date);
}

/** Days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  const [a, b] = [dateOf(from), dateOf(to)];
  return a && b ? Math.round((b.getTime() - a.getTime()) / 86_400_000) : 0;
}

/** RFC 3339 → 1月5日 10:32, by the PC's own clock. */
export function shownMoment(rfc3339: string): string {
  const date = new Date(rfc3339);
  if (Number.isNaN(date.getTime())) return rfc3339;
  const year = date.getFullYear() === new Date().getFullYear() ? "" : `${date.getFullYear()}年`;
  return `${year}${date.getMonth() + 1}月${date.getDate()}日 ${two(date.getHours())}:${two(date.getMinutes())}`;
}
