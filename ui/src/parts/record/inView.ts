// Which rows of a long list are in view. All are as high as each other, so this is arithmetic: nothing
// is kept for a row that is not seen.

import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref } from "vue";

/** Rows drawn beyond what is seen, at either end. */
const BEYOND = 6;
/** Milliseconds without scrolling after which the rows are put into their order. */
const REST = 200;

export interface InView {
  /** The first and the last row drawn; none when `last` is smaller. */
  span: ComputedRef<{ first: number; last: number }>;
  /** The rows drawn, each with the slot that stays its own while it is in view, in the order of the page. */
  drawn: ComputedRef<{ slot: number; index: number }[]>;
  /** Scrolls as little as it takes to see this row. */
  show(index: number): void;
  /** Takes in where the list is scrolled to. */
  look(): void;
}

/** `head` pixels at the top of the scroller are covered by what sticks there. */
export function useInView(scroller: Ref<HTMLElement | null>, count: Ref<number>, row: number, head: number): InView {
  const height = ref(0);
  const topmost = ref(0);
  /** The slot that stands first in the page. */
  const turned = ref(0);

  // A row that leaves at one end comes in at the other with other words in it, at the same place in
  // the page: making rows anew, or moving them, for each turn of the wheel took longer than a frame.
  const slots = computed(() => Math.ceil(height.value / row) + 2 * BEYOND + 2);
  const first = computed(() => Math.max(0, Math.min(topmost.value, count.value - 1) - BEYOND));
  const span = computed(() => ({ first: first.value, last: Math.min(count.value, first.value + slots.value) - 1 }));
  const drawn = computed(() => {
    const { first, last } = span.value;
    const all = slots.value;
    const start = first % all;
    return Array.from({ length: all }, (_, n) => {
      const slot = (n + turned.value) % all;
      return { slot, index: first + ((slot - start + all) % all) };
    }).filter(({ index }) => index <= last);
  });

  let rest: ReturnType<typeof setTimeout> | undefined;
  function look(): void {
    const seen = Math.floor((scroller.value?.scrollTop ?? 0) / row);
    if (seen === topmost.value) return;
    topmost.value = seen;
    clearTimeout(rest);
    // Who has the page read out hears the rows in their order.
    rest = setTimeout(() => (turned.value = first.value % slots.value), REST);
  }

  function show(index: number): void {
    const list = scroller.value;
    if (!list) return;
    const least = head + (index + 1) * row - list.clientHeight;
    if (index * row < list.scrollTop) list.scrollTop = index * row;
    else if (list.scrollTop < least) list.scrollTop = least;
    // Now, and not with the event of the next frame.
    look();
  }

  let watcher: ResizeObserver | undefined;
  onMounted(() => {
    height.value = scroller.value?.clientHeight ?? 0;
    watcher = new ResizeObserver(() => (height.value = scroller.value?.clientHeight ?? 0));
    if (scroller.value) watcher.observe(scroller.value);
  });
  onBeforeUnmount(() => {
    watcher?.disconnect();
    clearTimeout(rest);
  });
  return { span, drawn, show, look };
}
