// Which folded fields come forward because of what was already answered: a home visit
// counts households, a 代表行动 has a season, a postponed day says until when. 保密 is asked
// for while the voter is still there, so it is never folded away.

import type { Noun } from "../../contract";
import { textOf, type Values } from "./fields";

const BY_ACTIVITY: Record<string, string[]> = {
  代表行动: ["season", "theme", "partners"],
  专题议事: ["project", "step"],
  群众理事会: ["project", "step", "previous"],
  民主测评会: ["project", "step", "previous"],
  学习培训: ["hours", "lecturer"],
  代表小组活动: ["theme"],
};

/** Keys of folded fields that belong among the first ones now. */
export function forward(noun: Noun, values: Values): string[] {
  switch (noun) {
    case "visit": {
      const keys = textOf(values, "kind") === "home" ? ["households", "publicity", "confidential"] : ["confidential"];
      return textOf(values, "handling") === "declined" ? [...keys, "unit"] : keys;
    }
    case "reception_day":
      return textOf(values, "status") === "postponed" ? ["postponed_to"] : [];
    case "activity":
      return BY_ACTIVITY[textOf(values, "kind")] ?? [];
    case "matter": {
      const bySource: Record<string, string[]> = { visit: ["visit"], activity: ["activity"], online: ["channel"] };
      return [...(bySource[textOf(values, "source")] ?? []), "confidential"];
    }
    default:
      return [];
  }
}

/** Fields that make no sense with what was already answered. */
export function pointless(noun: Noun, values: Values): string[] {
  if (noun === "activity" && textOf(values, "organiser") === "station") return ["group"];
  // What comes in is not handed out yet; what is handed out came from somewhere before.
  if (noun === "book_move") return textOf(values, "kind") === "in" ? ["deputies", "activity"] : ["source"];
  return [];
}
