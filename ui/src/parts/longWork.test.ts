// What is said of work after its answer came must not make it run for ever.

import { expect, test, vi } from "vitest";
import type { Progress } from "../contract";

let tell: (step: Progress) => void = () => {};
vi.mock("../call", () => ({
  asTrouble: (thrown: unknown) => thrown,
  cancel: async () => {},
  call: async (_name: string, _question: unknown, onProgress: (step: Progress) => void) => {
    tell = onProgress;
    onProgress({ doing: "在做", done: 1, total: 2 });
    return {};
  },
}));

test("a word of progress that comes after the answer is not heard", async () => {
  const { useLongWork } = await import("./longWork");
  const { progress, run } = useLongWork();
  const first = run("audit", {});
  expect(progress.value?.doing).toBe("在做");
  await first;
  expect(progress.value).toBeNull();
  tell({ doing: "在做", done: 2, total: 2 });
  expect(progress.value).toBeNull();
  expect(await run("audit", {})).toEqual({});
});
