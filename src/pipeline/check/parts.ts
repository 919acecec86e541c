import type { SourceRange } from '#model/source-range.ts';
import type { ShellCommand, ShellScript } from '#shell/script.ts';
import type { Job, PipelineSubject, Reference, Script, SourceString, Step } from '../model.ts';

/** A step with the job that it stands in. */
export interface PlacedStep {
  readonly job: Job;
  readonly step: Step;
}

/** A simple command of a script. */
export interface PlacedCommand extends PlacedStep {
  readonly script: Script;
  readonly shell: ShellScript;
  readonly command: ShellCommand;
  readonly range: SourceRange;
}

/** All steps of a pipeline, in order. */
export function stepsOf({ pipeline }: PipelineSubject): readonly PlacedStep[] {
  return pipeline?.jobs.flatMap((job) => job.steps.map((step) => ({ job, step }))) ?? [];
}

/** Steps that use an action from elsewhere, with the action. */
export function actionSteps(
  subject: PipelineSubject,
): readonly (PlacedStep & { readonly uses: Reference })[] {
  return stepsOf(subject).flatMap(({ job, step }) =>
    step.uses?.kind === 'action' && step.uses.origin === 'remote'
      ? [{ job, step, uses: step.uses }]
      : [],
  );
}

/** Every shell command of a pipeline whose script holds one of the words; all of them without words. */
export function* shellCommands(
  subject: PipelineSubject,
  ...words: readonly string[]
): Generator<PlacedCommand> {
  for (const { job, step } of stepsOf(subject))
    yield* commandsOfStep(subject, { job, step }, words);
}

/** The shell commands of one step. */
export function* commandsOfStep(
  subject: PipelineSubject,
  { job, step }: PlacedStep,
  words: readonly string[] = [],
): Generator<PlacedCommand> {
  for (const script of step.scripts) {
    if (words.length > 0 && !words.some((word) => script.text.includes(word))) continue;
    const shell = subject.shell(script);
    if (shell === undefined) continue;
    for (const command of shell.commands) {
      const range = script.rangeOf(command.start, command.end);
      yield { job, step, script, shell, command, range };
    }
  }
}

/** The words of a command behind its name, quotes removed. */
export function wordsOf({ argv }: ShellCommand): readonly string[] {
  return argv.slice(1).map(({ value }) => value);
}

/** What names a job in a finding; nothing where it has no name. */
export function subjectOf({ id }: Job): { readonly subject?: string } {
  return id.value === '' ? {} : { subject: id.value };
}

/** What names the job of a reference in a finding. */
export function jobOf(job: SourceString | undefined): { readonly subject?: string } {
  return job === undefined ? {} : { subject: job.value };
}

/** Actions and workflows that are fetched from elsewhere. */
export function remoteActions({ references }: PipelineSubject): readonly Reference[] {
  return references.filter(
    ({ kind, origin }) => origin === 'remote' && (kind === 'action' || kind === 'workflow'),
  );
}
