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
    const last = lastExecution(subject, job);
    if (last === undefined) return [];
    return job.steps.slice(0, last.index).flatMap((step) => {
      const download = downloadOf(subject, job, step);
      return download === undefined ? [] : [{ ...download, executed: last.what, job }];
    });
  });
}

/** The last step of a job that executes files of the workspace. */
function lastExecution(
  subject: PipelineSubject,
  job: Job,
): { readonly index: number; readonly what: string } | undefined {
  for (const step of job.steps.toReversed()) {
    const [first] = executionsOf(subject, { job, step });
    if (first !== undefined) return { index: step.index, what: first.what };
  }
  return undefined;
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
