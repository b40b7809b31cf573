// What a form knows: its values, what was said about them, and its draft. The draft is
// kept inside the encrypted store a moment after each change, so that closing the form,
// the program or the power loses nothing.

import { computed, reactive, ref, type ComputedRef, type InjectionKey, type Ref } from "vue";
import { asTrouble, call } from "../../call";
import type { Kept, Noun, Remark, Saved, Trouble } from "../../contract";
import { saving } from "../useSaved";
import { isBlank, type Values } from "./fields";
import { refreshLists } from "./lists";

/** Inputs tell here what would be lost: a name typed but not picked. */
export const UNFINISHED: InjectionKey<(key: string, says: string | null) => void> = Symbol("unfinished");

const PAUSE = 700;

export interface FormStart {
  noun: Noun;
  /** The record being changed; null makes a new one. */
  record: Kept | null;
  values: Values;
  /** The draft these values come from, or "". */
  draft: string;
}

export type Outcome = { is: "saved"; saved: Saved } | { is: "look"; field: string } | { is: "trouble" };

export interface Form {
  noun: Noun;
  record: Kept | null;
  values: Values;
  errors: Ref<Record<string, string>>;
  doubts: ComputedRef<Record<string, string>>;
  trouble: Ref<Trouble | null>;
  busy: Ref<boolean>;
  /** RFC 3339 of the last kept draft, or "". */
  draftAt: Ref<string>;
  /** The draft could not be kept: closing would lose something. */
  atRisk: ComputedRef<boolean>;
  changed: ComputedRef<boolean>;
  set(key: string, value: unknown): void;
  left(key: string): void;
  accept(key: string): void;
  unfinished(key: string, says: string | null): void;
  /** Keeps what is typed now; answers the draft it is kept in, or "". */
  flush(): Promise<string>;
  discard(): Promise<void>;
  save(): Promise<Outcome>;
}

function byField(remarks: Remark[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { field, says } of remarks) all[field] = all[field] === undefined ? says : `${all[field]}；${says}`;
  return all;
}

export function useForm(start: FormStart): Form {
  const { noun, record } = start;
  // A copy of its own: what is typed must not reach back into the record on the page.
  const values = reactive<Values>(JSON.parse(JSON.stringify(start.values)) as Values);
  const before = JSON.stringify(values);
  const errors = ref<Record<string, string>>({});
  const found = ref<Record<string, string>>({});
  const accepted = reactive(new Map<string, string>());
  const shown = new Map<string, string>();
  const open = new Map<string, string>();
  const touched = new Set<string>();
  const trouble = ref<Trouble | null>(null);
  const busy = ref(false);

  let draft = start.draft;
  const draftAt = ref("");
  const unkept = ref(false);
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let keeping: Promise<void> = Promise.resolve();
  let closed = false;

  const changed = computed(() => JSON.stringify(values) !== before);
  const doubts = computed(() => Object.fromEntries(Object.entries(found.value).filter(([key, says]) => accepted.get(key) !== says)));

  function plain(): Values {
    return JSON.parse(JSON.stringify(values)) as Values;
  }

  async function keep(): Promise<void> {
    if (closed || !unkept.value) return;
    unkept.value = false;
    try {
      const kept = await call("draft_keep", { id: draft, noun, record: record?.id ?? "", values: plain(), changed_at: "" });
      draft = kept.id;
      draftAt.value = kept.changed_at;
      failed.value = false;
    } catch {
      // Typing goes on; the form says at its foot that this draft is not safe yet.
      unkept.value = true;
      failed.value = true;
    }
  }

  /** One after another, so that the first answer's id is known to the second. */
  function queue(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    keeping = keeping.then(keep);
    return keeping;
  }

  let turn = 0;
  async function look(): Promise<void> {
    const mine = ++turn;
    try {
      const remarks = await call("check", { noun, values: plain() });
      if (mine !== turn || closed) return;
      const wrong = byField(remarks.errors);
      // While she is still typing only what was filled in and left is spoken about, and what a refused save has said.
      const said = errors.value;
      errors.value = Object.fromEntries(Object.entries(wrong).filter(([key]) => said[key] !== undefined || (touched.has(key) && !isBlank(values[key]))));
      found.value = byField(remarks.doubts);
      for (const [key, says] of Object.entries(found.value)) shown.set(key, says);
    } catch {
      // The check comes again with the save; nothing is lost by missing this one.
    }
  }

  function refuse(remarks: Remark[]): Outcome {
    errors.value = byField(remarks);
    for (const remark of remarks) touched.add(remark.field);
    return { is: "look", field: remarks[0]?.field ?? "" };
  }

  async function save(): Promise<Outcome> {
    if (busy.value) return { is: "trouble" };
    busy.value = true;
    trouble.value = null;
    turn += 1;
    try {
      const remarks = await call("check", { noun, values: plain() });
      const pending = [...open].map(([field, says]) => ({ field, says }));
      const wrong = [...pending, ...remarks.errors.filter((remark) => !open.has(remark.field))];
      if (wrong.length > 0) return refuse(wrong);
      errors.value = {};
      found.value = byField(remarks.doubts);
      // A doubt nobody has seen yet is shown once; saving again keeps it.
      const fresh = Object.entries(doubts.value).find(([key, says]) => shown.get(key) !== says);
      for (const [key, says] of Object.entries(found.value)) shown.set(key, says);
      if (fresh) return { is: "look", field: fresh[0] };

      clearTimeout(timer);
      await keeping;
      const saved = await saving(call("save", { noun, id: record?.id ?? "", revision: record?.revision ?? null, values: plain(), draft }));
      closed = true;
      refreshLists();
      return { is: "saved", saved };
    } catch (error) {
      const said = asTrouble(error);
      if (said.code === "draft" && said.remarks.length > 0) return refuse(said.remarks);
      trouble.value = said;
      return { is: "trouble" };
    } finally {
      busy.value = false;
    }
  }

  return {
    noun,
    record,
    values,
    errors,
    doubts,
    trouble,
    busy,
    draftAt,
    changed,
    atRisk: computed(() => failed.value && changed.value),
    set(key, value) {
      if (JSON.stringify(values[key]) === JSON.stringify(value)) return;
      values[key] = value;
      // A remark stands until its field is changed; then it has been heard.
      if (errors.value[key] !== undefined) delete errors.value[key];
      unkept.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        void queue();
        void look();
      }, PAUSE);
    },
    left(key) {
      touched.add(key);
      if (unkept.value) void queue();
      void look();
    },
    accept(key) {
      const says = found.value[key];
      if (says !== undefined) accepted.set(key, says);
    },
    unfinished(key, says) {
      if (says === null) open.delete(key);
      else open.set(key, says);
    },
    flush: () => queue().then(() => draft),
    async discard() {
      clearTimeout(timer);
      unkept.value = false;
      await keeping;
      closed = true;
      if (draft !== "") await call("draft_drop", { id: draft }).catch(() => undefined);
    },
    save,
  };
}
