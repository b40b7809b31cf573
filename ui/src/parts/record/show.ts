// A stored value as people read it.

import type { Field } from "../../contract";
import { shownDate, shownMonth } from "./dates";
import { labelOf } from "./fields";

/** The value in words; "" when blank. `names` brings id → name. */
export function shown(field: Field, value: unknown, names: Record<string, string>): string {
  switch (field.kind.is) {
    case "flag":
      return value === true ? "是" : "";
    case "whole":
      return typeof value === "number" ? String(value) : "";
    case "choices":
      return Array.isArray(value) ? value.join("、") : "";
    case "many":
      return Array.isArray(value) ? value.map((id) => names[String(id)] ?? "…").join("、") : "";
  }
  if (typeof value !== "string" || value === "") return "";
  switch (field.kind.is) {
    case "date":
      return shownDate(value);
    case "month":
      return shownMonth(value);
    case "one_of":
      return labelOf(field, value);
    case "one":
      return names[value] ?? "…";
    default:
      return value;
  }
}
