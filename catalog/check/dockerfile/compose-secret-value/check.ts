import type { Violation } from '#contract/check.ts';
import { secretInFile } from '#dockerfile/compose/rules.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  return secretInFile(subject);
}
