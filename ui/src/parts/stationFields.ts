// An office's own data in form order, for first start and for settings.

import type { Role, Station } from "../contract";

export interface StationField {
  key: Exclude<keyof Station, "role">;
  label: string;
  required: boolean;
  hint: string;
  /** Columns of the form's three. */
  width: "one" | "two";
}

const STATION: readonly StationField[] = [
  { key: "code", label: "站点编码", required: true, hint: "县里统一编，例如 JS-017", width: "one" },
  { key: "name", label: "联络站名称", required: true, hint: "例如 三溪村代表联络站", width: "two" },
  { key: "town", label: "乡镇", required: true, hint: "", width: "one" },
  { key: "home", label: "所属代表之家", required: false, hint: "", width: "two" },
  { key: "address", label: "地址", required: false, hint: "", width: "two" },
  { key: "phone", label: "电话", required: false, hint: "", width: "one" },
  { key: "head", label: "站长", required: false, hint: "", width: "one" },
  { key: "staff", label: "联络员", required: false, hint: "", width: "one" },
];

const COUNTY: readonly StationField[] = [
  { key: "code", label: "县编码", required: true, hint: "例如 JS-COUNTY", width: "one" },
  { key: "name", label: "办公室名称", required: true, hint: "例如 嘉水县人大常委会办公室", width: "two" },
  { key: "town", label: "县（市、区）", required: true, hint: "例如 嘉水县", width: "one" },
  { key: "address", label: "地址", required: false, hint: "", width: "two" },
  { key: "phone", label: "电话", required: false, hint: "各站打电话核对数字时用", width: "one" },
  { key: "head", label: "负责人", required: false, hint: "", width: "one" },
  { key: "staff", label: "经办人", required: false, hint: "", width: "one" },
];

export function stationFields(role: Role): readonly StationField[] {
  return role === "county" ? COUNTY : STATION;
}
