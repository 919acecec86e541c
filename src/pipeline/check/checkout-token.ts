import { isAction } from '../github/reference.ts';
import type { PipelineSubject, Reference, Step } from '../model.ts';
import { variableOf } from '../yaml-access.ts';
import { majorOf } from './cache.ts';
import { actionSteps, type PlacedStep } from './parts.ts';

/** A checkout that leaves the token on the disk without being told to. */
export interface KeptToken extends PlacedStep {
  readonly uses: Reference;
  /** A later step of the job that uploads the directory. */
  readonly upload?: Step;
  /** Outside the checkout: since version 6 of the action. */
  readonly outside: boolean;
}

/** All of a file. */
export function keptTokens(subject: PipelineSubject): readonly KeptToken[] {
  const jobs = subject.pipeline?.jobs ?? [];
  const uploads = new Map(jobs.map((job) => [job, job.steps.findLast(uploadsWorkspace)]));
  return actionSteps(subject).flatMap(({ job, step, uses }) => {
    if (!isAction(uses, 'actions/checkout') || isDecided(step)) return [];
    const last = uploads.get(job);
    const upload = last !== undefined && last.index > step.index ? last : undefined;
    const outside = (majorOf(uses) ?? 0) >= 6;
    return [{ job, step, uses, outside, ...(upload !== undefined && { upload }) }];
  });
}

function isDecided({ inputs }: Step): boolean {
  const given = variableOf(inputs, 'persist-credentials')?.value ?? '';
  return given === 'false' || given === 'true' || given.includes('${{');
}

function uploadsWorkspace({ uses, inputs }: Step): boolean {
  if (!isAction(uses, 'actions/upload-artifact')) return false;
  const paths = variableOf(inputs, 'path')?.value.split('\n') ?? [];
  return paths.some((path) => {
    const plain = path.trim();
    return /^\.{1,2}\/?$/.test(plain) || /^\$\{\{\s*github\.workspace\s*\}\}\/?$/.test(plain);
  });
}
