// Locks the program when nobody has touched keyboard or mouse for a while. What was being
// typed is kept as a draft, so that locking loses nothing.

import { onBeforeUnmount, onMounted } from "vue";
import { lock, session } from "../session";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
const LOOK_EVERY_MS = 5_000;

export function useAutoLock(): void {
  let last = Date.now();
  let timer = 0;
  const seen = () => {
    last = Date.now();
  };
  const look = () => {
    const minutes = session.lockMinutes;
    // A lock that fails is tried again at the next look.
    if (minutes > 0 && Date.now() - last >= minutes * 60_000) lock().catch(() => undefined);
  };
  onMounted(() => {
    for (const sign of SIGNS) window.addEventListener(sign, seen, { capture: true, passive: true });
    timer = window.setInterval(look, LOOK_EVERY_MS);
  });
  onBeforeUnmount(() => {
    for (const sign of SIGNS) window.removeEventListener(sign, seen, { capture: true });
    window.clearInterval(timer);
  });
}
