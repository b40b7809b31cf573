// The eight desks in the order of her work, and the two at the foot.

import { Calendar, ChatLineSquare, Document, DocumentCopy, Flag, QuestionFilled, Setting, Suitcase, Sunny, User } from "@element-plus/icons-vue";
import type { Component } from "vue";

export interface DeskLink {
  /** Name of its route. */
  name: string;
  word: string;
  icon: Component;
}

export const DESKS: readonly DeskLink[] = [
  { name: "today", word: "今日", icon: Sunny },
  { name: "reception", word: "接待日", icon: Calendar },
  { name: "visits", word: "接访走访", icon: ChatLineSquare },
  { name: "activities", word: "小组活动", icon: Flag },
  { name: "matters", word: "意见建议", icon: Document },
  { name: "deputies", word: "代表", icon: User },
  { name: "ledgers", word: "台账与统计", icon: DocumentCopy },
  { name: "handoff", word: "交接", icon: Suitcase },
];

export const AT_THE_FOOT: readonly DeskLink[] = [
  { name: "settings", word: "设置", icon: Setting },
  { name: "help", word: "帮助", icon: QuestionFilled },
];
