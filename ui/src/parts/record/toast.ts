// A quiet word at the top of the window, with one thing that can still be done.

import { ElMessage, type MessageHandler } from "element-plus";
import "element-plus/es/components/message/style/css";
import { h } from "vue";

let last: MessageHandler | undefined;

/** One word at a time: a pile of them would cover the buttons below. */
export function say(words: string): void {
  last?.close();
  last = ElMessage({ message: words, type: "success", duration: 4000 });
}

/** Ten seconds to take something back. */
export function offerUndo(words: string, undo: () => Promise<void>): void {
  const note = ElMessage({
    message: h("span", { class: "undo-note" }, [
      words,
      h(
        "button",
        {
          type: "button",
          class: "undo-button",
          "data-test": "undo-delete",
          onClick: () => {
            note.close();
            void undo();
          },
        },
        "撤销",
      ),
    ]),
    type: "info",
    duration: 10_000,
    showClose: true,
  });
}
