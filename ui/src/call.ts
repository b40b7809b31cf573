// The only door to the program behind the screens. Every screen asks through `call`; nothing else
// knows whether they stand in the program's own window or in a browser on the same machine.

import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { readonly, ref } from "vue";
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

/** Whoever serves the screens. */
interface Host {
  ask(name: string, question: unknown, onProgress: (progress: Progress) => void): Promise<unknown>;
  cancel(): Promise<void>;
  close(go: boolean): Promise<void>;
}

/** How the page stands to the program: with it, or why not any more. A window is always with it. */
export type Standing = "here" | "closed" | "lost" | "elsewhere" | "stranger";

const stands = ref<Standing>("here");
export const standing = readonly(stands);

/** The program's own window. */
const ownWindow: Host = {
  ask: (name, question, onProgress) => {
    const progress = new Channel<Progress>();
    progress.onmessage = onProgress;
    return invoke("call", { name, question, progress });
  },
  cancel: () => invoke("cancel"),
  close: (go) => invoke("close", { go }),
};

/** A line of an answer of `liaison desk`. */
interface Line {
  progress?: Progress;
  answer?: unknown;
  trouble?: Trouble;
  elsewhere?: true;
}

/** A page of `liaison desk`. The token in the start page's address is exchanged once; what it is exchanged
 * for outlives a reload of this page, no other, and dies with the program. */
class Browser implements Host {
  private readonly key: Promise<string>;

  constructor() {
    const token = /^#in=([0-9a-f]{64})$/.exec(location.hash)?.[1];
    // Out of the address before anything else sees it. The entry after it is what 后退 uses up.
    history.replaceState(null, "", location.pathname);
    history.pushState(null, "", location.pathname);
    this.key = token === undefined ? Promise.resolve(sessionStorage.getItem("key") ?? "") : this.enter(token);
    void this.stay();
  }

  private async enter(token: string): Promise<string> {
    const entered = await fetch("/enter", { method: "POST", headers: { "Content-Type": "application/json", "X-Liaison": "in" }, body: JSON.stringify({ token }) });
    const key = entered.ok ? ((await entered.json()) as { key: string }).key : "";
    sessionStorage.setItem("key", key);
    return key;
  }

  async send(path: string, body: BodyInit, more: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    if (stands.value !== "here") throw gone();
    const headers = { "Content-Type": "application/json", "X-Liaison": await this.key, ...more.headers };
    const answer = await fetch(path, { method: "POST", ...more, headers, body }).catch(() => {
      throw gone();
    });
    if (answer.status === 403) stands.value = "stranger";
    if (!answer.ok) throw gone();
    return answer;
  }

  /** Holds one answer open as long as the page is there: by it the program knows. */
  private async stay(): Promise<void> {
    for (let failed = 0; failed < 4 && stands.value === "here"; failed += 1) {
      await new Promise((go) => setTimeout(go, failed * 500));
      try {
        await lines(await this.send("/here", "{}"), (line) => {
          failed = 0;
          if (line.elsewhere) stands.value = "elsewhere";
        });
      } catch {
        // Tried again; what is asked meanwhile says that nobody answers.
      }
    }
    if (stands.value === "here") stands.value = "lost";
  }

  async ask(name: string, question: unknown, onProgress: (progress: Progress) => void): Promise<unknown> {
    let last: Line | undefined;
    await lines(await this.send(`/call/${name}`, JSON.stringify(question)), (line) => {
      if (line.progress) onProgress(line.progress);
      else last = line;
    });
    if (!last) throw gone();
    if (last.trouble) throw last.trouble;
    return last.answer;
  }

  async cancel(): Promise<void> {
    await this.send("/cancel", "{}");
  }

  async close(go: boolean): Promise<void> {
    await this.send("/close", JSON.stringify({ go }));
    if (go) stands.value = "closed";
  }

  /** A file from the clerk's folders into the program's; answers where it lies until it was used. */
  async bring(file: File): Promise<string> {
    const headers = { "Content-Type": "application/octet-stream", "X-Liaison-Name": encodeURIComponent(file.name) };
    const answer = (await (await this.send("/bring", file, { method: "PUT", headers })).json()) as { path?: string; trouble?: Trouble };
    if (answer.path === undefined) throw answer.trouble ?? gone();
    return answer.path;
  }

  /** A file the program wrote, kept once more where the browser keeps what it fetches. */
  async fetch(path: string): Promise<void> {
    const answer = (await (await this.send("/fetch", JSON.stringify({ path }))).json()) as { ticket?: string; trouble?: Trouble };
    if (answer.ticket === undefined) throw answer.trouble ?? gone();
    const link = document.createElement("a");
    link.href = `/fetched/${answer.ticket}`;
    link.download = "";
    // Some engines follow only what is on the page.
    document.body.append(link);
    link.click();
    link.remove();
  }
}

function gone(): Trouble {
  return { code: "gone", what: "这个网页和程序断开了。", data: "已经保存的记录都没有动，正在写的留作草稿。", next: "请关掉这个网页，从桌面图标重新打开程序。", remarks: [] };
}

/** Reads the lines of an answer as they come; an empty one only says that somebody is there. */
async function lines(answer: Response, read: (line: Line) => void): Promise<void> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return;
    const parts = (rest + decoder.decode(piece.value, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) read(part === "" ? {} : (JSON.parse(part) as Line));
  }
}

// A test of one function stands in neither.
const browser = isTauri() || typeof location === "undefined" ? null : new Browser();
const host: Host = browser ?? ownWindow;

/**
 * Asks one question of the contract. Long work tells `onProgress` how far it is;
 * answering `false` asks it to stop, and the question then rejects with `cancelled`.
 */
export async function call<K extends keyof Contract>(
  name: K,
  question: Contract[K]["question"],
  onProgress?: (progress: Progress) => boolean | void,
): Promise<Contract[K]["answer"]> {
  try {
    const answer = await host.ask(name, question, (step) => {
      if (onProgress?.(step) === false) void cancel();
    });
    return answer as Contract[K]["answer"];
  } catch (thrown) {
    throw asTrouble(thrown);
  }
}

/** Asks the long work that is running to stop. */
export async function cancel(): Promise<void> {
  await host.cancel();
}

/** Hears that the window is asked to close. Answers how to stop listening. */
export function onClosing(hear: () => void): () => void {
  window.addEventListener("liaison-closing", hear);
  return () => window.removeEventListener("liaison-closing", hear);
}

/** Hears that a file was opened with the program while it runs. Answers how to stop listening. */
export function onOpened(hear: () => void): () => void {
  window.addEventListener("liaison-opened", hear);
  return () => window.removeEventListener("liaison-opened", hear);
}

/** Asks the page to finish, as a window's cross does; null where there is such a cross. */
export const askToClose = browser && ((): void => void window.dispatchEvent(new Event("liaison-closing")));

/** Whether what shows the screens writes down what it shows: addresses in a history, what stands in
 * fields in a file for after a fall. Names stand in both. */
export const writesDown = browser !== null;

/** Hears 后退 of a browser, which would leave the page. */
export function onBack(hear: () => void): void {
  if (!browser) return;
  window.addEventListener("popstate", () => {
    history.pushState(null, "", location.pathname);
    hear();
  });
}

/** Closes the program, or, with `false`, leaves it open after all. */
export async function close(go: boolean): Promise<void> {
  await host.close(go);
}

/** Shows everything in the window larger or smaller, 1 is its natural size; null where a browser does
 * that by keys of its own. */
export const zoomWindow = browser ? null : (factor: number): Promise<void> => getCurrentWebview().setZoom(factor);

/** Brings a file the program is to read; null where the program reads the clerk's folders itself. */
export const bringFile = browser && ((file: File): Promise<string> => browser.bring(file));

/** Fetches a file the program wrote; null where its folder is all there is to know. */
export const fetchFile = browser && ((path: string): Promise<void> => browser.fetch(path));
