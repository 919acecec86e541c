import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { unconfinedParts } from '#pipeline/system/unconfined.ts';

/** Settings of Tekton, Argo, Drone, Woodpecker, Jenkins and Azure that give a container the machine. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, range, job } of unconfinedParts(subject))
    yield { message: `the container runs with ${what}`, range, ...(job && subjectOf(job)) };
}
