import type { SourceRange } from '#model/source-range.ts';
import type { Job, PipelineSubject, Reference, Step } from '../model.ts';
import { variableOf } from '../yaml-access.ts';
import { executionsOf } from './execution.ts';
import { commandsOfStep, wordsOf } from './parts.ts';

/** An artifact of an untrusted run in a privileged one that executes files afterwards. */
export interface UntrustedArtifact {
  readonly what: string;
  readonly executed: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const downloaders = new Set([
  'dawidd6/action-download-artifact',
  'legit-labs/action-download-artifact',
  'marcofaggian/action-download-multiple-artifacts',
  'potiuk/get-workflow-origin',
]);

/** All of a workflow that starts after another one. */
export function untrustedArtifacts(subject: PipelineSubject): readonly UntrustedArtifact[] {
  const jobs = subject.pipeline?.jobs ?? [];
  return jobs.flatMap((job) => {
    if (!job.triggers.some(({ name }) => name.value === 'workflow_run')) return [];
    return job.steps.flatMap((step) => {
      const download = downloadOf(subject, job, step);
      const later = download && executedBehind(subject, job, step);
      return download === undefined || later === undefined
        ? []
        : [{ ...download, executed: later, job }];
    });
  });
}

function executedBehind(subject: PipelineSubject, job: Job, { index }: Step): string | undefined {
  const later = job.steps.filter((step) => step.index > index);
  return later.flatMap((step) => executionsOf(subject, { job, step }))[0]?.what;
}

/** What fetches the artifact; into a directory of the runner's own it can replace nothing. */
function downloadOf(subject: PipelineSubject, job: Job, step: Step): Download | undefined {
  if (step.uses !== undefined) return actionDownload(step, step.uses);
  for (const { command, range } of commandsOfStep(subject, { job, step }, ['gh run download'])) {
    const [noun, verb] = wordsOf(command);
    if (command.name === 'gh' && noun === 'run' && verb === 'download')
      return { what: 'gh run download', range };
  }
  return undefined;
}

type Download = Pick<UntrustedArtifact, 'what' | 'range'>;

function actionDownload({ inputs }: Step, { source, text }: Reference): Download | undefined {
  const name = source.toLowerCase();
  const other = name === 'actions/download-artifact' && variableOf(inputs, 'run-id') !== undefined;
  if (!downloaders.has(name) && !other) return undefined;
  const path = variableOf(inputs, 'path')?.value ?? '';
  return /runner\.temp|^\/tmp/.test(path) ? undefined : { what: source, range: text.range };
}
