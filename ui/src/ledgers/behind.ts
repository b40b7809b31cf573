// From a figure to the records behind it.

import type { Axis, FigureColumn, FigureLine, Filter, Noun, Period, StationLine } from "../contract";
import { shownNumber } from "../parts/words";

/** Kinds of record that have a list to cut down. */
const LISTED: readonly Noun[] = ["visit", "activity", "matter", "reception_day", "deputy", "report_meeting", "publicity", "book_move"];

/** Lists to open behind a number; nothing stands behind a nought. */
export function behind(nouns: readonly Noun[], value: number | null | undefined): Noun[] {
  return value ? nouns.filter((noun) => LISTED.includes(noun)) : [];
}

/** A number of a column as it is read. */
export function shownCell(unit: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  return unit === "%" ? value.toFixed(1) : shownNumber(value);
}

const FIELD: Partial<Record<Axis, string>> = { kind: "kind", season: "season", theme: "theme", category: "category", unit: "lead_unit" };

function two(n: number): string {
  return String(n).padStart(2, "0");
}

/** First and last day of a month, quarter or year, within the period. */
function within(by: Axis, key: string, period: Period): Period {
  const year = key.slice(0, 4);
  const part = Number(key.slice(5));
  const [first, last] = by === "month" ? [part, part] : by === "quarter" ? [part * 3 - 2, part * 3] : [1, 12];
  const end = new Date(Date.UTC(Number(year), last, 0)).getUTCDate();
  const [from, to] = [`${year}-${two(first)}-01`, `${year}-${two(last)}-${two(end)}`];
  return { from: from > period.from ? from : period.from, to: to < period.to ? to : period.to };
}

/** The cut that shows what stands in one cell; without a line, in the total. */
export function cutOfCell(by: Axis, line: FigureLine | undefined, column: FigureColumn, period: Period, stations: readonly string[], sites: readonly StationLine[]): Partial<Filter> {
  const cut: Partial<Filter> = { ...period, counted: column.opens, stations: [...stations] };
  if (!line) return cut;
  const field = FIELD[by];
  if (field !== undefined) return { ...cut, equal: { [field]: [line.key] } };
  switch (by) {
    case "station":
      return { ...cut, stations: [line.key] };
    case "home": {
      const mine = sites.filter((site) => site.home === line.key).map((site) => site.code);
      return { ...cut, stations: stations.length > 0 ? mine.filter((code) => stations.includes(code)) : mine };
    }
    case "level":
      return { ...cut, levels: [line.key] };
    default:
      // 办结 looks at the end of the whole period, whatever month the referral was in; a person is counted once in it.
      return { ...cut, ...within(by, line.key, period), cutoff: period.to, since: period.from };
  }
}
