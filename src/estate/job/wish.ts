import type { JobQueue } from '#contract/platform.ts';

/** What somebody wants done. */
export type JobWish = Parameters<JobQueue['add']>[1];

/** How workers of several processes tell one another that there is work; without one they find it by looking every second. */
export interface Announcer {
  tell(): void;
  /** Answers how to stop listening. */
  listen(listener: () => void): () => void;
}
