// Columns of a list: which, how wide, and the widths a clerk has pulled them to.
// Only widths are remembered outside the encrypted store, never a word of a record.

import { FIELDS, type Field, type Noun } from "../../contract";

export interface Column {
  field: Field;
  width: number;
}

/** Shown in any case when the record lies beside the list; in this order when room is for no more. */
const SHORT: Partial<Record<Noun, string[]>> = {
  reception_day: ["date", "place", "deputies", "status"],
  visit: ["date", "citizen", "problem", "handling"],
  activity: ["name", "kind", "date", "present"],
  matter: ["title", "raised_on", "state", "due_on"],
  deputy: ["name", "levels", "employer", "status"],
  group: ["name", "kind", "leader"],
  report_meeting: ["deputy", "date", "rate", "conclusion"],
  promise: ["content", "deputy", "due_on", "fulfilled_on"],
  publicity: ["title", "kind", "date"],
  book: ["name", "stock"],
  book_move: ["book", "kind", "date", "count"],
  duty: ["deputy", "title", "date", "status"],
  seat: ["deputy", "term", "outcome"],
};

const WIDTHS: Record<string, number> = {
  content: 240, deputy: 100, book: 190, outlet: 140, maker: 190, rate: 88, form: 84, conclusion: 110,   title: 210, name: 200, problem: 200, employer: 180, place: 150, deputies: 150, members: 200, citizen: 92, village: 130, status: 96, state: 144,
  category: 104, handling: 150, kind: 100, due_on: 150, sex: 60, levels: 84, phone: 126, constituency: 120, term: 110, lead_unit: 150,
};

const BY_KIND: Partial<Record<Field["kind"]["is"], number>> = { date: 146, month: 100, time: 80, whole: 72, phone: 124, flag: 72, long: 260 };

export const NARROWEST = 48;

/** At the county: whose record it is. No field of the record's own. */
export const STATION: Field = {
  key: "station", label: "联络站", kind: { is: "text" }, required: false, max: 60, more: false, listed: true, sorted: false,
  searched: false, personal: false, derived: true, inner: false, hint: "",
};

function natural(noun: Noun, field: Field): number {
  if (field.key === "station") return 170;
  if (noun === "deputy" && field.key === "name") return 140;
  if (noun === "group" && field.key === "name") return 240;
  if (noun === "activity" && field.key === "kind") return 132;
  if (noun === "promise" && field.key === "due_on") return 146;
  if (field.kind.is === "whole") return field.label.length > 4 ? 116 : 72;
  return WIDTHS[field.key] ?? BY_KIND[field.kind.is] ?? 130;
}

const place = (noun: Noun) => `columns:${noun}`;

function remembered(noun: Noun): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(noun)) ?? "{}");
    return kept !== null && typeof kept === "object" ? (kept as Record<string, number>) : {};
  } catch {
    return {}; // A damaged memory of widths is no reason to trouble anyone.
  }
}

/** Every column in FIELDS order; beside an open record as many as fit into `room` pixels, the short ones at least. */
export function columnsOf(noun: Noun, room: number, byStation = false): Column[] {
  const widths = remembered(noun);
  const [first, ...others] = FIELDS[noun].filter((field) => field.listed);
  const all = [...(first ? [first] : []), ...(byStation ? [STATION] : []), ...others]
    .map((field) => {
      const width = widths[field.key];
      return { field, width: typeof width === "number" && width >= NARROWEST ? width : natural(noun, field) };
    });
  const brief = [...(SHORT[noun] ?? []), ...(byStation ? ["station"] : [])].flatMap((key) => all.filter((column) => column.field.key === key));
  const rest = all.filter((column) => !brief.includes(column));
  let left = room - brief.reduce((sum, column) => sum + column.width, 0);
  const more = rest.filter((column) => {
    if (column.width > left) return false;
    left -= column.width;
    return true;
  });
  return more.length === 0 && rest.length > 0 ? brief : all.filter((column) => brief.includes(column) || more.includes(column));
}

/** The column that takes the room left over. */
export function stretchOf(columns: Column[]): string {
  const order = ["problem", "title", "content", "employer", "members", "name", "place"];
  return order.find((key) => columns.some((column) => column.field.key === key)) ?? columns[columns.length - 1]?.field.key ?? "";
}

export function rememberWidth(noun: Noun, key: string, width: number): void {
  localStorage.setItem(place(noun), JSON.stringify({ ...remembered(noun), [key]: Math.round(width) }));
}
