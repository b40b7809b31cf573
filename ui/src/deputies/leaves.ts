// The lists and pages of 代表: a station's own, and the county's over all stations.

import type { DeskTab, NounLeaf } from "../parts/record/deskWords";

const DUTY_TABS: readonly DeskTab[] = [
  { key: "all", label: "全部", equal: {}, start: {} },
  { key: "declared", label: "待审", equal: { status: ["declared"] }, start: {} },
  { key: "returned", label: "已退回", equal: { status: ["returned"] }, start: {} },
  { key: "filed", label: "已入档", equal: { status: ["filed"] }, start: {} },
];

const SEAT: NounLeaf = {
  key: "seat",
  word: "任期",
  noun: "seat",
  words: {
    title: "代表任期",
    add: "",
    addTitle: "",
    editTitle: "",
    unit: "人",
    empty: "这里放历届代表的任期：哪一届、级别、选区、连任还是离任。",
    emptyMore: "由“换届”产生，不用另外登记。",
  },
};

export const STATION_LEAVES: readonly NounLeaf[] = [
  {
    key: "deputy",
    word: "代表",
    noun: "deputy",
    words: {
      title: "代表",
      add: "添加代表",
      addTitle: "添加代表",
      editTitle: "修改代表信息",
      unit: "人",
      empty: "这里放本站联系的人大代表名册。",
      emptyMore: "先把代表登记进来，接访和活动时按姓名或首字母就能选到。",
    },
  },
  {
    key: "group",
    word: "小组",
    noun: "group",
    words: {
      title: "代表小组",
      add: "添加小组",
      addTitle: "添加代表小组",
      editTitle: "修改代表小组",
      unit: "个",
      empty: "这里放代表小组：地域的、专业的、五彩的、跨区域的。",
      emptyMore: "建好小组，登记活动时选了小组，成员一下就能填进去。",
    },
  },
  {
    key: "duty",
    word: "履职申报",
    noun: "duty",
    words: {
      title: "履职申报",
      add: "登记申报",
      addTitle: "登记履职申报",
      editTitle: "修改履职申报",
      unit: "条",
      empty: "这里放别的登记簿里没有的履职：参加人代会、化解纠纷、扶弱济困、表彰……",
      emptyMore: "先申报，主任（站长）审核后才进履职档案、才算积分；要改的退回，写明意见。",
    },
    tabs: DUTY_TABS,
    besides: ["reviewer", "reviewed_on", "opinion"],
  },
  { key: "dossier", word: "履职档案", noun: null },
  { key: "points", word: "积分", noun: null },
  { key: "terms", word: "换届", noun: null },
  SEAT,
];

export const COUNTY_LEAVES: readonly NounLeaf[] = [
  {
    key: "deputy",
    word: "各站代表",
    noun: "deputy",
    words: {
      title: "各站代表",
      add: "",
      addTitle: "",
      editTitle: "",
      unit: "条登记",
      empty: "各站的代表名册随交接包送来，收了包就在这里。",
      emptyMore: "县里不另行登记代表；登记错了，请那个站改好再送。",
    },
  },
  { key: "person", word: "同一人", noun: null },
  { key: "assigning", word: "委员联系", noun: null },
  {
    key: "member",
    word: "委员",
    noun: "member",
    words: {
      title: "常委会委员",
      add: "登记委员",
      addTitle: "登记常委会委员",
      editTitle: "修改委员信息",
      unit: "人",
      empty: "这里登记县人大常委会委员。",
      emptyMore: "登记好了，到“委员联系”里把代表分给各位委员。",
    },
  },
  {
    key: "contact",
    word: "联系记录",
    noun: "contact",
    words: {
      title: "委员联系代表记录",
      add: "登记联系",
      addTitle: "登记委员联系代表",
      editTitle: "修改联系记录",
      unit: "次",
      empty: "委员走访、座谈、打电话联系代表，一次记一条。",
      emptyMore: "谁今年还没有联系到，在“委员联系”里一看就知道。",
    },
  },
  {
    key: "group",
    word: "小组",
    noun: "group",
    words: {
      title: "代表小组",
      add: "建跨站小组",
      addTitle: "建立代表小组",
      editTitle: "修改代表小组",
      unit: "个",
      empty: "各站的小组和县里的跨乡镇专业小组都在这里。",
      emptyMore: "教育、农业等跨乡镇的专业小组，由县里建，成员从各站代表里选。",
    },
  },
  {
    key: "duty",
    word: "履职申报",
    noun: "duty",
    words: {
      title: "履职申报",
      add: "",
      addTitle: "",
      editTitle: "",
      unit: "条",
      empty: "各站代表申报的履职随交接包送来，收了包就在这里。",
      emptyMore: "由登记它的联络站审核。",
    },
    tabs: DUTY_TABS,
    besides: ["reviewer", "reviewed_on", "opinion"],
  },
  { key: "dossier", word: "履职档案", noun: null },
  { key: "points", word: "积分", noun: null },
  { key: "terms", word: "届次", noun: null },
  SEAT,
];
