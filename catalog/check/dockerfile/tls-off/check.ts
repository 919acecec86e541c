import type { Violation } from '#contract/check.ts';
import { tlsOff } from '#dockerfile/run/environment.ts';
import { factsOf } from '#dockerfile/run/facts-of.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  return tlsOff(factsOf(subject));
}
