// The only door to the program behind the window. Every screen asks through `call`;
// nothing else in the window knows that there is a shell.

import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { Contract, Progress, Trouble } from "./contract";

/** A refused question rejects with this: three sentences a clerk can read. */
export function isTrouble(thrown: unknown): thrown is Trouble {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "what" in thrown && "next" in thrown;
}

/** Anything thrown, as a trouble. */
export function asTrouble(thrown: unknown): Trouble {
  if (isTrouble(thrown)) return thrown;
  return {
    code: "window",
    what: "窗口里出了一个错。",
    data: "已经保存的记录都没有动。",
    next: "请再做一次；仍不行请关闭程序重新打开，并把这句话抄给县里的维护人员：" + String(thrown),
    remarks: [],
  };
}

/**
 * Asks one question of the contract. Long work tells `onProgress` how far it is;
 * answering `false` asks it to stop, and the question then rejects with `cancelled`.
 */
export async function call<K extends keyof Contract>(
  name: K,
  question: Contract[K]["question"],
  onProgress?: (progress: Progress) => boolean | void,
): Promise<Contract[K]["answer"]> {
  const progress = new Channel<Progress>();
  progress.onmessage = (step) => {
    if (onProgress?.(step) === false) void cancel();
  };
  try {
    return await invoke<Contract[K]["answer"]>("call", { name, question, progress });
  } catch (thrown) {
    throw asTrouble(thrown);
  }
}

/** Asks the long work that is running to stop. */
export async function cancel(): Promise<void> {
  await invoke("cancel");
}

/** Hears that the window is asked to close. Answers how to stop listening. */
export function onClosing(hear: () => void): () => void {
  window.addEventListener("liaison-closing", hear);
  return () => window.removeEventListener("liaison-closing", hear);
}

/** Closes the program, or, with `false`, leaves it open after all. */
export async function close(go: boolean): Promise<void> {
  await invoke("close", { go });
}

/** Shows everything in the window larger or smaller; 1 is its natural size. */
export async function zoomWindow(factor: number): Promise<void> {
  await getCurrentWebview().setZoom(factor);
}
