import type { Violation } from '#contract/check.ts';
import { factsOf } from '#dockerfile/run/facts-of.ts';
import { otherMistakes } from '#dockerfile/run/shell-rules.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  return otherMistakes(factsOf(subject));
}
