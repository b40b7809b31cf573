// A trouble in a desk: where it is kept until it is read, and how to run a question so
// that its trouble lands there.

import { ref, type Ref } from "vue";
import { asTrouble } from "../call";
import type { Remark, Trouble } from "../contract";

export interface Attempt {
  /** What went wrong last, or null. */
  trouble: Ref<Trouble | null>;
  /** A question is under way. */
  busy: Ref<boolean>;
  /** Runs a question; answers undefined when it was refused. */
  run: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

/** One place of a screen where questions are asked and their troubles are shown. */
export function useAttempt(): Attempt {
  const trouble = ref<Trouble | null>(null);
  const busy = ref(false);
  async function run<T>(work: () => Promise<T>): Promise<T | undefined> {
    busy.value = true;
    try {
      const answer = await work();
      trouble.value = null;
      return answer;
    } catch (thrown) {
      trouble.value = asTrouble(thrown);
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { trouble, busy, run };
}

/** The remark at one field, or "". */
export function remarkAt(remarks: readonly Remark[] | undefined, field: string): string {
  return (remarks ?? []).filter((remark) => remark.field === field).map((remark) => remark.says).join("；");
}
