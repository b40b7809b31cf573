// Who is signed in, at which station, and when something was last saved: the few things
// the whole window shows. Everything else is asked for where it is shown.

import { computed, reactive, readonly } from "vue";
import { call } from "./call";
import type { BundleLine, Post, Stage, State, Station } from "./contract";

interface Session {
  /** "asking" until the first answer. */
  stage: Stage | "asking";
  version: string;
  station: Station | null;
  clerk: string;
  post: Post | null;
  /** RFC 3339, or "". */
  savedAt: string;
  lockMinutes: number;
  lastBundle: BundleLine | null;
  /** RFC 3339 of the last backup; "" when there is none or it was not asked for yet. */
  backupAt: string;
}

const state = reactive<Session>({ stage: "asking", version: "", station: null, clerk: "", post: null, savedAt: "", lockMinutes: 0, lastBundle: null, backupAt: "" });

/** The session, to read. */
export const session = readonly(state);

export const isOpen = computed(() => state.stage === "open");

/** 主任（站长）: may sign off, and hold keys and people. */
export const isHead = computed(() => state.post === "head");

/** 只读 may look and nothing else. */
export const mayWrite = computed(() => state.post !== "reader");

/** What she may do was changed. */
export function notePost(post: Post | null): void {
  state.post = post;
}

/** Takes over what the program said about where it stands. */
export function enter(answer: State): void {
  state.stage = answer.stage;
  state.version = answer.version;
  state.station = answer.station;
  state.clerk = answer.clerk;
  state.post = answer.post;
  state.savedAt = answer.saved_at;
  state.lockMinutes = answer.lock_minutes;
  if (answer.stage !== "open") Object.assign(state, { lastBundle: null, backupAt: "" });
}

/** Asks where the program stands. */
export async function refresh(): Promise<void> {
  enter(await call("state", {}));
}

const keepers = new Set<() => Promise<unknown>>();

/** What is being typed is kept as a draft before the program locks. Answers how to stop. */
export function beforeLock(keep: () => Promise<unknown>): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

/** Every open form keeps its draft, or says that it cannot. */
export async function keepTyped(): Promise<void> {
  await Promise.all([...keepers].map((keep) => keep().catch(() => undefined)));
}

/** Locks the program, once every open form has kept its draft or said that it cannot. */
export async function lock(): Promise<void> {
  await keepTyped();
  enter(await call("lock", {}));
}

/** Something was just saved: the top line says so. */
export function touchSaved(at: Date = new Date()): void {
  state.savedAt = at.toISOString();
}

/** When the program last saved something, as it says itself: RFC 3339, or "". */
export function noteSaved(at: string): void {
  state.savedAt = at;
}

/** The newest bundle, for the top line. */
export function noteBundle(bundle: BundleLine | null): void {
  state.lastBundle = bundle;
}

/** When the last backup was made, for the top line: RFC 3339, or "". */
export function noteBackup(at: string): void {
  state.backupAt = at;
}

/** The station's data were changed. */
export function noteStation(station: Station): void {
  state.station = station;
}

/** Minutes until the program locks itself were changed. */
export function noteLockMinutes(minutes: number): void {
  state.lockMinutes = minutes;
}
