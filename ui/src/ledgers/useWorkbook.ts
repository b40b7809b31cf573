// Tables of figures kept as workbooks, and what was written.

import { ref, type Ref } from "vue";
import { call } from "../call";
import type { Axis, Period, Written } from "../contract";
import { useAttempt, type Attempt } from "../parts/trouble";

export interface Workbooks extends Pick<Attempt, "trouble" | "run"> {
  written: Ref<Written | null>;
  /** Writes figures told apart by `by`; all columns when none is named. */
  workbook: (title: string, by: Axis, columns?: readonly string[]) => Promise<void>;
}

export function useWorkbook(ask: () => { period: Period; stations: readonly string[] }): Workbooks {
  const written = ref<Written | null>(null);
  const { trouble, run } = useAttempt();
  async function workbook(title: string, by: Axis, columns: readonly string[] = []): Promise<void> {
    await run(async () => {
      const { period, stations } = ask();
      written.value = await call("figure_table_write", { ask: { period: { ...period }, stations: [...stations], by }, title, columns: [...columns] });
    });
  }
  return { written, trouble, run, workbook };
}
