// id → name for references in forms. Lists and pages bring their names with them; a
// draft or a prefilled form has only ids, so their records are asked once.

import { reactive } from "vue";
import { call } from "../../call";
import { NOUNS, type Draft, type Kept, type Noun } from "../../contract";
import { shownDate } from "./dates";
import { maskName } from "./mask";
import { onLock } from "./onLock";
import { fieldOf, labelOf, referencesIn, textOf, type Values } from "./fields";

const known = reactive<Record<string, string>>({});

export function learn(names: Record<string, string>): void {
  Object.assign(known, names);
}

export function nameOf(id: string): string {
  return known[id] ?? "";
}

/** What a record is called, in the words the lists use too; only on its own page (`own`) 保密 hides no name. */
export function titleOf(noun: Noun, record: Kept, own = false): string {
  const values = record as Values;
  if (noun === "reception_day") return `${shownDate(textOf(values, "date"))}接待日`;
  if (noun === "report_meeting") return `${textOf(values, "name")}述职评议（${shownDate(textOf(values, "date"))}）`;
  if (noun === "book_move") return `${shownDate(textOf(values, "date"))}${labelOf(fieldOf(noun, "kind"), textOf(values, "kind"))} ${String(values["count"] ?? 0)} 册`;
  if (noun === "visit") return `${maskName(textOf(values, "citizen"), !own && values["confidential"] === true)}（${shownDate(textOf(values, "date"))}）`;
  return textOf(values, NOUNS[noun].title);
}

/** A draft in a few words: whatever of it says most. */
export function draftTitle(noun: Noun, draft: Draft): string {
  const values = draft.values;
  const title = textOf(values, NOUNS[noun].title);
  const first = title !== "" ? title : textOf(values, "problem") || textOf(values, "content") || textOf(values, "place");
  return first === "" ? "还没有写名称" : shownDate(first).slice(0, 24);
}

/** Asks for the names that are not known yet. A record that is gone keeps its place as 已删除. */
export async function learnNames(noun: Noun, values: Values): Promise<void> {
  const missing = referencesIn(noun, values).filter(({ id }) => known[id] === undefined);
  await Promise.all(
    missing.map(async (reference) => {
      try {
        const opened = await call("record", { noun: reference.noun, id: reference.id, revision: null });
        known[reference.id] = titleOf(reference.noun, opened.record);
      } catch {
        known[reference.id] = "（已删除）";
      }
    }),
  );
}

onLock(() => {
  for (const id of Object.keys(known)) delete known[id];
});
