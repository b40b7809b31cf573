// Lets a desk say “已保存 10:32” in the top line after each answer that kept something.

import { touchSaved } from "../session";

/** Runs a question that saves, and shows the moment it was kept. */
export async function saving<T>(work: Promise<T>): Promise<T> {
  const answer = await work;
  touchSaved();
  return answer;
}
