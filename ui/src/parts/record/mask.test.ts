import { expect, test } from "vitest";
import { maskName, maskPhone } from "./mask";

test.each([
  ["13912345678", "139****5678"],
  ["0718-8123456", "****3456"],
  ["13912345678、13787654321", "139****5678、137****4321"],
  ["", ""],
  ["12345", "12345"],
])("phone %s is shown as %s", (phone, shown) => expect(maskPhone(phone)).toBe(shown));

test("a name stays unless the voter asked otherwise", () => {
  expect(maskName("张三", false)).toBe("张三");
  expect(maskName("张三", true)).toBe("匿名");
  expect(maskName("", true)).toBe("");
});
