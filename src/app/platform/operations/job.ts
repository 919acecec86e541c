import type { Operations, Platform } from '#contract/platform.ts';
import { listJobs, readJob } from '#estate/job/list.ts';

/** `listJobs` and `readJob`: work that waits, runs or failed. */
export function jobOperations({
  database,
}: Pick<Platform, 'database'>): Pick<Operations, 'listJobs' | 'readJob'> {
  return {
    listJobs: ({ reach }, { query }) => listJobs(database, reach, query),
    readJob: ({ reach }, { params }) => readJob(database, reach, params.id),
  };
}
