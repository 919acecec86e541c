import type { Violation } from '#contract/check.ts';
import { shellCommands, subjectOf, wordsOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject, Step } from '#pipeline/model.ts';

/** `set -x` in steps that are given secrets. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.github === undefined) return;
  const holders = holdersIn(subject);
  for (const { job, step, command, range } of shellCommands(subject, 'set ')) {
    const secret = holders.get(step);
    if (secret === undefined || command.name !== 'set' || !traces(wordsOf(command))) continue;
    yield {
      message: `every command is logged, and the step holds secret "${secret}"`,
      range,
      ...subjectOf(job),
    };
  }
}

/** Steps with a secret that each of them is given; the token of the run is one that it may print. */
function holdersIn({ pipeline }: PipelineSubject): ReadonlyMap<Step, string> {
  const uses = pipeline?.secrets ?? [];
  return new Map(
    uses.flatMap(({ step, name }) =>
      step === undefined || name === 'GITHUB_TOKEN' ? [] : [[step, name] as const],
    ),
  );
}

function traces([first = '', second]: readonly string[]): boolean {
  return /^-[a-wyz]*x[a-z]*$/.test(first) || (/^-[a-z]*o$/.test(first) && second === 'xtrace');
}
