import type { Violation } from '#contract/check.ts';
import { interpolatedSecrets } from '#pipeline/jenkins/interpolation.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Secrets of bindings in double quotes. */
export function* evaluate({ jenkins }: PipelineSubject): Iterable<Violation> {
  if (jenkins === undefined) return;
  for (const { name, command, range, fix } of interpolatedSecrets(jenkins))
    yield {
      message: `Groovy puts ${name} into the text of ${command}`,
      range,
      ...(fix !== undefined && { fixes: [fix] }),
    };
}
