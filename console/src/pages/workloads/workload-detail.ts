import type { AnswerOf } from '#wire/routes.ts';

/** A workload with everything about it. */
export type WorkloadDetail = AnswerOf<'readWorkload'>;
