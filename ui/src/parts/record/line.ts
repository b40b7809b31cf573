// What one row of a list says, cell by cell: masked where it is personal, marked where it is a state.
// Worked out once a row, not each time it comes by: a turn of the wheel shows a hundred cells.

import { NOUNS, type Field, type Kept, type Noun } from "../../contract";
import { stationName } from "../stations";
import { STATION } from "./columns";
import { dueOf } from "./due";
import { labelOf, textOf, type Values } from "./fields";
import { maskName, maskPhone, maskPlace } from "./mask";
import { shown } from "./show";
import { MARKED, markOf } from "./tones";

export interface Cell {
  words: string;
  /** The state whose colour and shape stand before the words; "" for plain words. */
  mark: string;
  /** Classes of the cell. */
  look: string;
}

/** What came with the row: the names behind its references, and its flags. */
export interface Beside {
  names: Record<string, string>;
  flags: readonly string[];
  /** YYYY-MM-DD */
  today: string;
}

export function cellOf(noun: Noun, field: Field, record: Kept, beside: Beside): Cell {
  const values = record as Values;
  const code = textOf(values, field.key);
  if (MARKED.includes(field.key)) return { words: labelOf(field, code).replace(/（.*）$/, ""), mark: markOf(field.key, code), look: "" };
  if ((noun === "matter" || noun === "promise") && field.key === "due_on") {
    const due = dueOf(code, textOf(values, "state"), beside.flags, beside.today);
    return { words: due.words, mark: "", look: `due-${due.tone}` };
  }
  const title = NOUNS[noun].title === field.key && field.kind.is !== "date";
  return { words: wordsOf(field, values, code, beside.names), mark: "", look: field.kind.is === "whole" ? "number" : title ? "title" : "" };
}

function wordsOf(field: Field, values: Values, code: string, names: Record<string, string>): string {
  if (field.key === STATION.key) return stationName(code);
  const value = values[field.key];
  const secret = values["confidential"] === true;
  if (field.key === "citizen") return maskName(code, secret);
  if (secret && field.personal) return code === "" ? "" : "保密";
  if (field.key === "village" && field.personal) return maskPlace(code);
  if (field.kind.is === "phone") return maskPhone(code);
  if (field.kind.is === "one") return names[code] ?? "";
  if (field.kind.is === "many") return Array.isArray(value) ? value.map((id) => names[String(id)] ?? "").filter(Boolean).join("、") : "";
  return shown(field, value, {});
}
