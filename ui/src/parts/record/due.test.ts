import { expect, test } from "vitest";
import { dueOf } from "./due";

const NOW = "2026-11-24";

test("late is red, near is amber, nothing else is", () => {
  expect(dueOf("2026-11-12", "working", ["overdue"], NOW)).toEqual({ words: "超期 12 天", tone: "late" });
  expect(dueOf("2026-11-27", "referred", ["soon"], NOW)).toEqual({ words: "还剩 3 天", tone: "near" });
  expect(dueOf("2026-11-24", "referred", ["soon"], NOW)).toEqual({ words: "今天到期", tone: "near" });
  expect(dueOf("2026-12-24", "referred", [], NOW)).toEqual({ words: "2026年12月24日", tone: "plain" });
  expect(dueOf("2026-11-12", "closed", [], NOW)).toEqual({ words: "", tone: "plain" });
});
