// Colour and shape of every state, the same everywhere. Red and amber are kept for
// 超期 and 快到期; a state itself is never red.

export interface Tone {
  colour: "grey" | "blue" | "green" | "violet" | "brown";
  shape: "ring" | "half" | "dot" | "tick" | "cross" | "back" | "arrow";
}

const TONES: Record<string, Tone> = {
  // 意见建议
  recorded: { colour: "grey", shape: "ring" },
  awaiting: { colour: "brown", shape: "ring" },
  referred: { colour: "blue", shape: "arrow" },
  signed: { colour: "blue", shape: "ring" },
  working: { colour: "blue", shape: "half" },
  answered: { colour: "violet", shape: "half" },
  rated: { colour: "violet", shape: "dot" },
  redo: { colour: "brown", shape: "back" },
  promoted: { colour: "violet", shape: "arrow" },
  closed: { colour: "green", shape: "tick" },
  withdrawn: { colour: "grey", shape: "cross" },
  // 接待日
  planned: { colour: "grey", shape: "ring" },
  announced: { colour: "blue", shape: "half" },
  held: { colour: "green", shape: "tick" },
  postponed: { colour: "brown", shape: "back" },
  cancelled: { colour: "grey", shape: "cross" },
  // 接访走访
  answered_visit: { colour: "green", shape: "tick" },
  matter: { colour: "blue", shape: "arrow" },
  declined: { colour: "grey", shape: "cross" },
  noted: { colour: "grey", shape: "ring" },
  // 述职评议
  competent: { colour: "green", shape: "tick" },
  basic: { colour: "blue", shape: "half" },
  incompetent: { colour: "brown", shape: "back" },
  // 履职申报
  declared: { colour: "grey", shape: "ring" },
  filed: { colour: "green", shape: "tick" },
  returned: { colour: "brown", shape: "back" },
  // 代表
  serving: { colour: "green", shape: "dot" },
  left: { colour: "grey", shape: "ring" },
  suspended: { colour: "brown", shape: "half" },
};

/** Fields whose words get a mark. */
export const MARKED = ["state", "status", "handling", "conclusion"];

/** `answered` is a state of matters and a way of handling visits; the field tells which. */
export function markOf(field: string, code: string): string {
  return field === "handling" && code === "answered" ? "answered_visit" : code;
}

export function toneOf(state: string): Tone {
  return TONES[state] ?? { colour: "grey", shape: "ring" };
}
