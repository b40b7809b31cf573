// What the form, the list and the page need to know about FIELDS.

import { FIELDS, NOUNS, OPEN_LISTS, type Field, type Kept, type List, type Noun } from "../../contract";

/** Field values as a form holds them. */
export type Values = Record<string, unknown>;

/** Fields a clerk fills in. */
export function formFields(noun: Noun): Field[] {
  return FIELDS[noun].filter((field) => !field.derived);
}

/** The field with this key. */
export function fieldOf(noun: Noun, key: string): Field | undefined {
  return FIELDS[noun].find((field) => field.key === key);
}

/** Blank value of a field's kind. */
export function blankOf(field: Field): unknown {
  switch (field.kind.is) {
    case "whole":
      return null;
    case "flag":
      return false;
    case "choices":
    case "many":
      return [];
    default:
      return "";
  }
}

/** Nothing in it. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

/** Values of a new record, every field present. */
export function blankValues(noun: Noun): Values {
  return Object.fromEntries(formFields(noun).map((field) => [field.key, blankOf(field)]));
}

/** What a form takes from a kept record. */
export function valuesOf(noun: Noun, record: Kept): Values {
  const kept = record as Values;
  return Object.fromEntries(formFields(noun).map((field) => [field.key, kept[field.key] ?? blankOf(field)]));
}

export function textOf(values: Values, key: string): string {
  const value = values[key];
  return typeof value === "string" ? value : "";
}

export function textsOf(values: Values, key: string): string[] {
  const value = values[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The label of a stored code, or the value itself. */
export function labelOf(field: Field | undefined, code: string): string {
  if (field?.kind.is === "one_of") return field.kind.of.find(([known]) => known === code)?.[1] ?? code;
  return code;
}

/** The noun a reference field points to. */
export function nounOf(field: Field): Noun | null {
  return field.kind.is === "one" || field.kind.is === "many" ? field.kind.of : null;
}

/** Every id in the reference fields of some values, with its noun. */
export function referencesIn(noun: Noun, values: Values): { noun: Noun; id: string }[] {
  return FIELDS[noun].flatMap((field) => {
    const to = nounOf(field);
    if (!to) return [];
    const ids = field.kind.is === "many" ? textsOf(values, field.key) : [textOf(values, field.key)];
    return ids.filter((id) => id !== "").map((id) => ({ noun: to, id }));
  });
}

/** The field of `child` by which it refers to a `parent`: a visit's 接待日. */
export function linkField(child: Noun, parent: Noun): Field | undefined {
  return formFields(child).find((field) => nounOf(field) === parent);
}

/** An open list takes a word it does not know yet; the others refuse it, because figures are counted by their words. */
export function isOpenList(list: List): boolean {
  return OPEN_LISTS.includes(list);
}

/** Few fixed words are quicker as buttons with number keys than as a list to open. */
const SHORT_LISTS: readonly List[] = ["sex", "slot", "rating", "level", "feedback_way", "group_kind"];

export function isShortList(list: List): boolean {
  return SHORT_LISTS.includes(list);
}

/** How people call a noun: 接访走访. */
export function nounLabel(noun: Noun): string {
  return NOUNS[noun].label;
}
