import { expect, test } from "vitest";
import { maskName, maskPhone, maskPlace } from "./mask";

test.each([
  ["13912345678", "139****5678"],
  ["0718-8123456", "****3456"],
  ["13912345678、13787654321", "139****5678、137****4321"],
  ["", ""],
  ["12345", "12345"],
])("phone %s is shown as %s", (phone, shown) => expect(maskPhone(phone)).toBe(shown));

test.each([
  ["三溪村3组", "三溪村**"],
  ["三溪镇青杨社区2栋301", "三溪镇青杨社区**"],
  ["石桥村", "石桥村"],
  ["老鹰岩9组", "**"],
  ["", ""],
])("address %s is shown as %s", (place, shown) => expect(maskPlace(place)).toBe(shown));

test("a name stays unless the voter asked otherwise", () => {
  expect(maskName("张三", false)).toBe("张三");
  expect(maskName("张三", true)).toBe("匿名");
  expect(maskName("", true)).toBe("");
});
