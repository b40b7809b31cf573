// The address of a desk says what is open: a record, its change, a new one, a draft.
// This turns it into what the pane shows.

import { ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { useRoute, useRouter, type LocationQuery } from "vue-router";
import { asTrouble, call } from "../../call";
import type { Draft, Kept, Noun, Opened, Trouble } from "../../contract";
import { startValues } from "./defaults";
import { blankOf, fieldOf, valuesOf, type Values } from "./fields";
import { learn, learnNames } from "./names";
import { takeTyped } from "./resume";
import { say } from "./toast";

/** A form about to be shown; `key` makes each one fresh. */
export interface FormPane {
  is: "form";
  key: number;
  record: Kept | null;
  start: Values;
  draft: string;
  offers: Draft[];
}

export interface PagePane {
  is: "page";
  opened: Opened;
  drafts: Draft[];
}

export type Pane = FormPane | PagePane | null;

export interface DeskPane {
  pane: ShallowRef<Pane>;
  trouble: Ref<Trouble | null>;
  /** Asks for the open record again. */
  reload(): Promise<void>;
  show(opened: Opened): void;
  /** Takes the address again, after 再登一条. */
  again(): Promise<void>;
  open(id: string): void;
  edit(id: string): void;
  add(): void;
  /** Opens the form on an older version of the record. */
  bringBack(id: string, place: number): void;
  take(draft: string): void;
  close(): void;
}

/** References and words handed over in the address: ?reception_day=… */
function given(noun: Noun, query: LocationQuery): Values {
  const values: Values = {};
  for (const [key, raw] of Object.entries(query)) {
    const field = fieldOf(noun, key);
    if (!field || field.derived || typeof raw !== "string" || raw === "") continue;
    values[key] = Array.isArray(blankOf(field)) ? [raw] : raw;
  }
  return values;
}

export function useDesk(noun: Noun, path: string, kept: () => Record<string, string>, start: () => Values, enrich: (values: Values) => Promise<Values>): DeskPane {
  const route = useRoute();
  const router = useRouter();
  const pane: ShallowRef<Pane> = shallowRef(null);
  const trouble = ref<Trouble | null>(null);
  let turn = 0;
  let forms = 0;

  async function drafts(record: string): Promise<Draft[]> {
    const all = await call("drafts", {}).catch(() => []);
    return all.filter((draft) => draft.noun === noun && draft.record === record);
  }

  async function form(record: Kept | null, values: Values, draft: string, offers: Draft[]): Promise<FormPane> {
    forms += 1;
    await learnNames(noun, values);
    return { is: "form", key: forms, record, start: values, draft, offers };
  }

  async function fetch(id: string): Promise<Opened> {
    const opened = await call("record", { noun, id, revision: null });
    learn(opened.names);
    return opened;
  }

  async function compute(): Promise<Pane> {
    const { query } = route;
    const id = typeof route.params["id"] === "string" ? route.params["id"] : "";
    if (typeof query["draft"] === "string") {
      const draft = (await call("drafts", {})).find((one) => one.id === query["draft"]);
      if (draft?.noun === noun) {
        const record = draft.record === "" ? null : (await fetch(draft.record)).record;
        const base = record ? valuesOf(noun, record) : startValues(noun);
        return form(record, { ...base, ...draft.values }, draft.id, []);
      }
      say("这份草稿已经保存过，或已经去掉了");
    }
    if (query["new"] === "1") {
      const values = await enrich({ ...startValues(noun), ...start(), ...given(noun, query) });
      const mine = await drafts("");
      const typed = takeTyped(mine);
      return typed ? form(null, { ...values, ...typed.values }, typed.id, []) : form(null, values, "", mine);
    }
    if (id === "") return null;
    const opened = await fetch(id);
    const mine = await drafts(id);
    if (query["edit"] === "1") {
      const typed = takeTyped(mine);
      if (typeof query["version"] === "string" && !typed) {
        const older = await call("version", { noun, id, place: Number(query["version"]) });
        return form(opened.record, { ...valuesOf(noun, opened.record), ...older.values }, "", mine);
      }
      return form(opened.record, { ...valuesOf(noun, opened.record), ...typed?.values }, typed?.id ?? "", typed ? [] : mine);
    }
    return { is: "page", opened, drafts: mine };
  }

  async function again(): Promise<void> {
    const mine = ++turn;
    try {
      const next = await compute();
      if (mine !== turn) return;
      pane.value = next;
      trouble.value = null;
    } catch (error) {
      if (mine !== turn) return;
      pane.value = null;
      trouble.value = asTrouble(error);
    }
  }

  function here(): boolean {
    return route.path === path || route.path.startsWith(`${path}/`);
  }

  watch(
    () => [route.path, route.query["new"], route.query["draft"], route.query["edit"], route.query["version"]].join("|"),
    () => here() && void again(),
    { immediate: true },
  );

  const go = (id: string, query: Record<string, string> = {}) => void router.push({ path: id === "" ? path : `${path}/${encodeURIComponent(id)}`, query: { ...kept(), ...query } });

  return {
    pane,
    trouble,
    again,
    async reload() {
      if (pane.value?.is === "page") await again();
    },
    show(opened) {
      learn(opened.names);
      if (pane.value?.is === "page") pane.value = { ...pane.value, opened };
    },
    open: (id) => go(id),
    edit: (id) => go(id, { edit: "1" }),
    bringBack: (id, place) => go(id, { edit: "1", version: String(place) }),
    add: () => go("", { new: "1" }),
    take: (draft) => go("", { draft }),
    close: () => go(""),
  };
}
