// Ctrl+S saves the part of the settings that is on the screen.

import { onBeforeUnmount, onMounted } from "vue";

export function useCtrlS(save: () => unknown): void {
  const key = (event: KeyboardEvent) => {
    if (!event.ctrlKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    void save();
  };
  onMounted(() => window.addEventListener("keydown", key));
  onBeforeUnmount(() => window.removeEventListener("keydown", key));
}
