import type { Violation } from '#contract/check.ts';
import { aptRecommends } from '#dockerfile/run/apt.ts';
import { factsOf } from '#dockerfile/run/facts-of.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  return aptRecommends(factsOf(subject));
}
