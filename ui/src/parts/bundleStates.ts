// What the states of a bundle are called, in the order a bundle goes through them.

export const BUNDLE_STATES: Record<string, string> = {
  written: "已写盘",
  handed: "已交出",
  received: "县已收",
  filed: "已入库",
  partly: "部分未收",
};
