import type { Violation } from '#contract/check.ts';
import { jsonArguments } from '#dockerfile/buildkit/step-checks.ts';
import { factsOf } from '#dockerfile/run/facts-of.ts';
import { shellEntrypoint } from '#dockerfile/run/structure.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

/** What `check.yaml` describes; silent where the check of shell forms speaks already. */
export function evaluate(subject: DockerfileSubject): Iterable<Violation> {
  const reported = new Set([...jsonArguments(subject)].map(({ range }) => range?.line));
  return shellEntrypoint(factsOf(subject)).filter(({ range }) => !reported.has(range?.line));
}
