import type { Violation } from '#contract/check.ts';
import { repeatedInstruction } from '#dockerfile/buildkit/step-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  return repeatedInstruction(subject, 'healthcheck');
}
