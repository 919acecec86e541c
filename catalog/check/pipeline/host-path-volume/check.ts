import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { hostPaths } from '#pipeline/system/host-path.ts';

/** `hostPath` volumes and their like. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { path, range } of hostPaths(subject))
    yield { message: `the build reaches "${path}" of the machine`, range };
}
