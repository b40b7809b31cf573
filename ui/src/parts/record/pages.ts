// The rows of a long list, fetched a page at a time as they come into view. The count
// is always the whole list's; rows not here yet are gaps, never guesses.

import { ref, shallowReactive, type Ref } from "vue";
import { asTrouble, call } from "../../call";
import type { Filter, Kept, Noun, Page, Trouble } from "../../contract";
import { emptyFilter } from "./sentence";

const LIMIT = 100;
/** Pages kept in memory: 1,200 rows are as many as one deed takes, and far more than fit on a screen. */
const KEPT = 12;
/** Rows beyond those in view that are brought already. */
const AHEAD = 60;

export interface Cut {
  filter: Filter;
  sort: string;
  descending: boolean;
}

export interface Rows {
  total: Ref<number>;
  /** The first page has arrived. */
  ready: Ref<boolean>;
  trouble: Ref<Trouble | null>;
  at(index: number): Kept | undefined;
  /** What this row came with: names and flags are its page's. */
  page(index: number): Page | undefined;
  /** Makes sure these rows are on their way. */
  want(first: number, last: number): void;
  /** Cuts the list anew; `keep` leaves the old rows standing until the new ones are here. */
  cut(cut: Cut, keep?: boolean): Promise<void>;
}

function pagesOf(rows: { first: number; last: number }): number[] {
  const first = Math.max(0, Math.floor(rows.first / LIMIT));
  return Array.from({ length: Math.floor(rows.last / LIMIT) - first + 1 }, (_, at) => first + at);
}

export function useRows(noun: Noun): Rows {
  const pages = shallowReactive(new Map<number, Page>());
  const asked = new Set<number>();
  const total = ref(0);
  const ready = ref(false);
  const trouble: Ref<Trouble | null> = ref(null);
  let current: Cut = { filter: emptyFilter(), sort: "", descending: false };
  // Each cut has its own number; an answer to an older cut is thrown away.
  let turn = 0;

  /** The rows last in view: after a save they are brought anew before the old ones go. */
  let seen = { first: 0, last: 0 };

  async function ask(page: number): Promise<Page> {
    return call("page", { noun, ...current, offset: page * LIMIT, limit: LIMIT });
  }

  async function bring(page: number): Promise<void> {
    const mine = turn;
    asked.add(page);
    try {
      const answer = await ask(page);
      if (mine !== turn) return;
      pages.set(page, answer);
      total.value = answer.total;
      for (const old of pages.keys()) {
        if (pages.size <= KEPT) break;
        if (Math.abs(old - page) > 2) pages.delete(old);
      }
    } catch (error) {
      if (mine === turn) trouble.value = asTrouble(error);
    } finally {
      if (mine === turn) asked.delete(page);
    }
  }

  async function anew(wanted: number[]): Promise<void> {
    const mine = turn;
    try {
      const answers = await Promise.all(wanted.map(ask));
      if (mine !== turn) return;
      pages.clear();
      answers.forEach((answer, at) => pages.set(wanted[at] ?? 0, answer));
      total.value = answers[0]?.total ?? 0;
      trouble.value = null;
      ready.value = true;
    } catch (error) {
      if (mine === turn) trouble.value = asTrouble(error);
    }
  }

  return {
    total,
    ready,
    trouble,
    at: (index) => pages.get(Math.floor(index / LIMIT))?.rows[index % LIMIT],
    page: (index) => pages.get(Math.floor(index / LIMIT)),
    want(first, last) {
      seen = { first, last };
      const ahead = { first: first - AHEAD, last: Math.min(last + AHEAD, total.value - 1) };
      // What is in view first.
      for (const page of new Set([...pagesOf(seen), ...pagesOf(ahead)])) if (!pages.has(page) && !asked.has(page)) void bring(page);
    },
    async cut(cut, keep = false) {
      turn += 1;
      current = cut;
      asked.clear();
      if (!keep) seen = { first: 0, last: 0 };
      await anew(pagesOf(seen));
    },
  };
}
