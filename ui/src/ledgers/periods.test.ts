import { expect, test } from "vitest";
import { monthsOf } from "./monthsOf";
import { choices, months } from "./periods";

test("periods one click away, seen from a day in January", () => {
  const by = Object.fromEntries(choices("2024-01-31").map((one) => [one.key, `${one.from} ${one.to}`]));
  expect(by).toEqual({
    year: "2024-01-01 2024-12-31",
    last_year: "2023-01-01 2023-12-31",
    quarter: "2024-01-01 2024-03-31",
    last_quarter: "2023-10-01 2023-12-31",
    month: "2024-01-01 2024-01-31",
    last_month: "2023-12-01 2023-12-31",
  });
});

test("a month ends where the calendar says", () => {
  expect(months(2024, 1, 1)).toEqual({ from: "2024-02-01", to: "2024-02-29" });
});

test("months without anything stay on the plot", () => {
  const found = monthsOf({ from: "2023-11-01", to: "2024-02-29" }, [{ word: "2024-01", count: 7 }]);
  expect(found.map((one) => `${one.word} ${one.count}`)).toEqual(["11月 0", "12月 0", "1月 7", "2月 0"]);
});

test("a long period is read by years", () => {
  const found = monthsOf({ from: "2022-01-01", to: "2024-12-31" }, [
    { word: "2022-03", count: 2 },
    { word: "2022-09", count: 3 },
    { word: "2024-01", count: 1 },
  ]);
  expect(found.map((one) => `${one.word} ${one.count}`)).toEqual(["2022 5", "2023 0", "2024 1"]);
});

test("a period turned round has no months", () => {
  expect(monthsOf({ from: "2024-05-01", to: "2024-01-31" }, [])).toEqual([]);
});
