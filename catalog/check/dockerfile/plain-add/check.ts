import type { Violation } from '#contract/check.ts';
import { plainAdd } from '#dockerfile/run/copies.ts';
import { factsOf } from '#dockerfile/run/facts-of.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  return plainAdd(factsOf(subject));
}
