// The lists of 小组活动: what took place, what deputies reported and promised there, what was
// written about it, and the books that were handed out.

import type { NounLeaf } from "../parts/record/deskWords";
import { fillActivity, fillBookMove, fillPromise, fillReport } from "../parts/record/prefill";

export const LEAVES: readonly NounLeaf[] = [
  {
    key: "activity",
    word: "小组活动",
    noun: "activity",
    words: {
      title: "小组活动",
      add: "登记活动",
      addTitle: "登记活动",
      editTitle: "修改活动",
      unit: "次",
      empty: "这里放代表小组和联络站的每一次活动。",
      emptyMore: "登记一次，活动登记簿、履职档案和统计表都用得上。",
    },
    tabs: [
      { key: "all", label: "全部", equal: {}, start: {} },
      { key: "group", label: "小组活动", equal: { kind: ["代表小组活动"] }, start: { kind: "代表小组活动" } },
      { key: "action", label: "代表行动", equal: { kind: ["代表行动"] }, start: { kind: "代表行动" } },
      { key: "hall", label: "一厅两会", equal: { kind: ["专题议事", "群众理事会", "民主测评会"] }, start: { kind: "专题议事", step: "idea" } },
      { key: "study", label: "学习培训", equal: { kind: ["学习培训"] }, start: { kind: "学习培训", organiser: "station" } },
    ],
    enrich: fillActivity,
  },
  {
    key: "report_meeting",
    word: "述职评议",
    noun: "report_meeting",
    words: {
      title: "述职评议",
      add: "登记述职",
      addTitle: "登记代表述职",
      editTitle: "修改述职评议",
      unit: "次",
      empty: "这里放每名代表向选民述职的情况：票数、结论和选民意见。",
      emptyMore: "一名代表一条；填好票数，满意率和结论自己算出来。",
    },
    besides: ["sent", "returned", "valid", "competent", "basic", "incompetent", "abstained", "rate", "conclusion"],
    enrich: fillReport,
  },
  {
    key: "promise",
    word: "整改承诺",
    noun: "promise",
    words: {
      title: "整改承诺",
      add: "登记承诺",
      addTitle: "登记整改承诺",
      editTitle: "修改整改承诺",
      unit: "项",
      empty: "这里放代表述职后答应整改的事，到期会在“今日”提醒。",
      emptyMore: "先登记述职，再在那一条下面添加承诺。",
    },
    enrich: fillPromise,
  },
  {
    key: "publicity",
    word: "宣传报道",
    noun: "publicity",
    words: {
      title: "宣传报道",
      add: "登记报道",
      addTitle: "登记宣传报道",
      editTitle: "修改宣传报道",
      unit: "条",
      empty: "这里放媒体上的报道和代表中的身边榜样。",
      emptyMore: "谁、在哪里登的、什么时候、几篇，登记一次，统计表就有数。",
    },
  },
  {
    key: "book",
    word: "学习用书",
    noun: "book",
    words: {
      title: "学习用书",
      add: "登记书名",
      addTitle: "登记一种学习用书",
      editTitle: "修改学习用书",
      unit: "种",
      empty: "这里放发给代表的学习用书，库存自己算。",
      emptyMore: "先登记书名，再记入库和发放。",
    },
  },
  {
    key: "book_move",
    word: "入库发放",
    noun: "book_move",
    words: {
      title: "用书入库和发放",
      add: "登记收发",
      addTitle: "登记用书入库或发放",
      editTitle: "修改用书收发",
      unit: "次",
      empty: "这里放学习用书每一次入库和发放。",
      emptyMore: "发给代表的，选上代表就按每人一册算；书不够时程序会提醒。",
    },
    enrich: fillBookMove,
  },
];
