// The words of a desk, and its tabs.

import type { Noun } from "../../contract";
import type { Values } from "./fields";

export interface DeskWords {
  title: string;
  /** On the button: 登记接访. */
  add: string;
  addTitle: string;
  editTitle: string;
  /** What is counted: 条, 件, 次, 人. Never mixed. */
  unit: string;
  /** What belongs here, when nothing is here yet. */
  empty: string;
  emptyMore: string;
}

export interface DeskTab {
  key: string;
  label: string;
  /** Cuts the list down, without a chip: the tab says it already. */
  equal: Record<string, string[]>;
  /** What a new record starts with in this tab. */
  start: Values;
}

/** One list of a desk that has several. */
export interface NounLeaf {
  /** What the address calls it. */
  key: string;
  word: string;
  /** None: the desk brings its own page. */
  noun: Noun | null;
  words?: DeskWords;
  /** Cuts of its list. */
  tabs?: readonly DeskTab[];
  /** Fields its page shows in a way of its own. */
  besides?: readonly string[];
  /** Completes a prefilled form. */
  enrich?: (values: Values) => Promise<Values>;
}
