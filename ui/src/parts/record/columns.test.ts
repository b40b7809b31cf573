import { beforeEach, expect, test, vi } from "vitest";
import { columnsOf, rememberWidth } from "./columns";

const keys = (room: number) => columnsOf("visit", room).map((column) => column.field.key);

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
});

test("with room for all, every listed column stands in the order of the form", () =>
  expect(keys(Infinity)).toEqual(["kind", "date", "deputies", "citizen", "village", "phone", "problem", "category", "handling"]));

test("beside a record the short ones stay, and others join as room allows", () => {
  expect(keys(600)).toEqual(["date", "citizen", "problem", "handling"]);
  expect(keys(700)).toEqual(["kind", "date", "citizen", "problem", "handling"]);
});

test("a pulled width is remembered, a damaged memory is not held against anyone", () => {
  rememberWidth("visit", "citizen", 133.4);
  expect(columnsOf("visit", Infinity).find((column) => column.field.key === "citizen")?.width).toBe(133);
  localStorage.setItem("columns:visit", "{");
  expect(columnsOf("visit", Infinity).find((column) => column.field.key === "citizen")?.width).toBe(92);
});
