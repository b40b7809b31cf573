// The desks in the order of the work, by who works here, and the two at the foot.

import {
  Box,
  Calendar,
  ChatLineSquare,
  Document,
  DocumentCopy,
  Flag,
  Grid,
  Key,
  OfficeBuilding,
  Promotion,
  QuestionFilled,
  Setting,
  Suitcase,
  Sunny,
  User,
} from "@element-plus/icons-vue";
import type { Component } from "vue";
import type { Role } from "../contract";

export interface DeskLink {
  /** Name of its route. */
  name: string;
  word: string;
  icon: Component;
}

const STATION: readonly DeskLink[] = [
  { name: "today", word: "今日", icon: Sunny },
  { name: "reception", word: "接待日", icon: Calendar },
  { name: "visits", word: "接访走访", icon: ChatLineSquare },
  { name: "activities", word: "小组活动", icon: Flag },
  { name: "matters", word: "意见建议", icon: Document },
  { name: "deputies", word: "代表", icon: User },
  { name: "ledgers", word: "台账与统计", icon: DocumentCopy },
  { name: "handoff", word: "交接", icon: Suitcase },
];

const COUNTY: readonly DeskLink[] = [
  { name: "inbox", word: "收件", icon: Box },
  { name: "overview", word: "总览", icon: Grid },
  { name: "matters", word: "意见建议", icon: Document },
  { name: "referrals", word: "交办", icon: Promotion },
  { name: "sites", word: "站点", icon: OfficeBuilding },
  { name: "deputies", word: "代表", icon: User },
  { name: "ledgers", word: "台账与统计", icon: DocumentCopy },
  { name: "roster", word: "名册与密钥", icon: Key },
];

/** The desks of a station or of the county office. */
export function desksOf(role: Role | undefined): readonly DeskLink[] {
  return role === "county" ? COUNTY : STATION;
}

export const AT_THE_FOOT: readonly DeskLink[] = [
  { name: "settings", word: "设置", icon: Setting },
  { name: "help", word: "帮助", icon: QuestionFilled },
];
