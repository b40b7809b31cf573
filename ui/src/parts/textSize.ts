// The text size a clerk chose, 100 to 150 per cent. Kept by the window itself, outside the
// encrypted store, because the locked door must be readable too; it says nothing of anyone.

import { ref } from "vue";
import { zoomWindow } from "../call";

export const TEXT_SIZES = [100, 110, 125, 150] as const;
const KEY = "text-size";

function remembered(): number {
  const kept = Number(localStorage.getItem(KEY));
  return TEXT_SIZES.some((size) => size === kept) ? kept : 100;
}

export const textSize = ref(remembered());

/** Puts the chosen size in force: text, lines and pictures alike. */
export function applyTextSize(): void {
  // A window that cannot zoom shows its natural size; nothing is lost by it.
  zoomWindow?.(textSize.value / 100).catch(() => undefined);
}

export function chooseTextSize(size: number): void {
  textSize.value = size;
  localStorage.setItem(KEY, String(size));
  applyTextSize();
}
