import type { Violation } from '#contract/check.ts';
import { shellCommands, subjectOf, wordsOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `set -x` in steps that read secrets. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const steps = new Set(subject.pipeline?.secrets.map(({ step }) => step));
  for (const { job, step, command, range } of shellCommands(subject, 'set -')) {
    if (command.name !== 'set' || !steps.has(step)) continue;
    const words = wordsOf(command);
    const isOn = words.some((word) => /^-[a-z]*x/.test(word)) || words.includes('xtrace');
    if (isOn && !words.includes('+o')) yield { range, ...subjectOf(job) };
  }
}
