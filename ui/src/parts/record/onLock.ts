// What a screen keeps in memory about people goes when the program locks.

import { watch } from "vue";
import { isOpen } from "../../session";

export function onLock(forget: () => void): void {
  watch(isOpen, (open) => {
    if (!open) forget();
  });
}
