import { expect, test } from "vitest";
import { choices, months, timeOf } from "./periods";

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

test("a year is read by months, several by years", () => {
  expect(timeOf({ from: "2024-01-01", to: "2024-12-31" })).toBe("month");
  expect(timeOf({ from: "2023-12-01", to: "2024-12-31" })).toBe("month");
  expect(timeOf({ from: "2023-01-01", to: "2024-12-31" })).toBe("year");
});
