import type { SourceRange } from '#model/source-range.ts';
import type { Job, PipelineSubject, Script, Step, Variable } from '../model.ts';

/** Something in a script, with where it stands. */
export interface PlacedText {
  readonly job: Job;
  readonly step: Step;
  readonly script: Script;
  readonly text: string;
  readonly range: SourceRange;
}

const maxMatches = 1000;

/** What a global pattern finds in all scripts. */
export function textsMatching(
  { pipeline }: PipelineSubject,
  pattern: RegExp,
): readonly PlacedText[] {
  const jobs = pipeline?.jobs ?? [];
  return jobs.flatMap((job) =>
    job.steps.flatMap((step) =>
      step.scripts.flatMap((script) =>
        [...script.text.matchAll(pattern)].slice(0, maxMatches).map((match) => ({
          job,
          step,
          script,
          text: match[0],
          range: script.rangeOf(match.index, match.index + match[0].length),
        })),
      ),
    ),
  );
}

/** Every variable of the file with what it belongs to, each place once. */
export function allVariables({ pipeline }: PipelineSubject): readonly Variable[] {
  if (pipeline === undefined) return [];
  const all = [
    ...pipeline.variables,
    ...pipeline.jobs.flatMap(({ variables, steps }) => [
      ...variables,
      ...steps.flatMap((step) => [...step.variables, ...step.inputs]),
    ]),
  ];
  return [...new Map(all.map((each) => [each.range.start, each])).values()];
}

/** Whether a value is written out and not read from elsewhere. */
export function isLiteral(value: string): boolean {
  return value !== '' && !/[$<{]/.test(value);
}
