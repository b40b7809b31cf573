// Long work in a desk: how far it is, stopping it, and its trouble.

import { ref, type Ref } from "vue";
import { asTrouble, call, cancel } from "../call";
import type { Contract, Progress, Trouble } from "../contract";

export interface LongWork {
  /** How far it is; null while nothing runs. */
  progress: Ref<Progress | null>;
  /** A stop was asked for and is not answered yet. */
  stopping: Ref<boolean>;
  trouble: Ref<Trouble | null>;
  /** Answers undefined when it was refused or stopped. */
  run: <K extends keyof Contract>(name: K, question: Contract[K]["question"]) => Promise<Contract[K]["answer"] | undefined>;
  stop: () => Promise<void>;
}

export function useLongWork(): LongWork {
  const progress = ref<Progress | null>(null);
  const stopping = ref(false);
  const trouble = ref<Trouble | null>(null);

  async function run<K extends keyof Contract>(name: K, question: Contract[K]["question"]): Promise<Contract[K]["answer"] | undefined> {
    if (progress.value) return undefined; // A second press while the first still runs.
    progress.value = { doing: "正在准备", done: 0, total: 0 };
    trouble.value = null;
    // The last word of progress may come after the answer: then nothing runs that it could be of.
    let over = false;
    try {
      return await call(name, question, (step) => {
        if (!over) progress.value = step;
      });
    } catch (thrown) {
      trouble.value = asTrouble(thrown);
      return undefined;
    } finally {
      over = true;
      progress.value = null;
      stopping.value = false;
    }
  }

  async function stop(): Promise<void> {
    stopping.value = true;
    await cancel();
  }

  return { progress, stopping, trouble, run, stop };
}
