import type { Edit, Fix } from '#model/source-range.ts';
import type { PipelineSubject, Reference, Step } from '../model.ts';
import type { SourceText } from '../source-text.ts';
import { type CacheUse, cacheUseOf } from '../table/caches.ts';
import { addBelow } from '../yaml-edit.ts';
import { actionSteps, type PlacedStep } from './parts.ts';
import { isSkippedInRelease, type Release, releaseOf, valueInRelease } from './release.ts';

/** A step that restores a cache in a job that publishes. */
export interface CacheStep extends PlacedStep {
  readonly uses: Reference;
  readonly use: CacheUse;
  readonly release: Release;
}

/** All of a workflow. */
export function cacheSteps(subject: PipelineSubject): readonly CacheStep[] {
  const { github, pipeline } = subject;
  if (github?.kind !== 'workflow' || pipeline === undefined) return [];
  const releases = new Map(pipeline.jobs.map((job) => [job, releaseOf(pipeline, job)]));
  return actionSteps(subject).flatMap((placed) => {
    const release = releases.get(placed.job);
    const use = release && cacheUse(placed.step, placed.uses, release);
    return release === undefined || use === undefined ? [] : [{ ...placed, use, release }];
  });
}

function cacheUse(
  { inputs, condition }: Step,
  uses: Reference,
  release: Release,
): CacheUse | undefined {
  const use = cacheUseOf(
    uses.source,
    inputs,
    (input) => valueInRelease(input, release),
    majorOf(uses),
  );
  if (use === undefined || use.state === 'off') return undefined;
  return isSkippedInRelease(condition, release) ? undefined : use;
}

/** Switches the cache off where an input does. */
export function cacheFix(source: SourceText, { step, use }: CacheStep): readonly Fix[] {
  const edit = cacheEdit(source, step, use);
  return edit === undefined
    ? []
    : [{ title: 'switch the cache off', safety: 'review', edits: [edit] }];
}

function cacheEdit(source: SourceText, { node }: Step, { off, input }: CacheUse): Edit | undefined {
  if (off === undefined || node === undefined) return undefined;
  if (input === undefined)
    return addBelow(source, { parent: node, key: 'with', after: 'uses', entries: [off] });
  const { start, end } = input.range;
  return { start, end, text: off[1] };
}

/** Major version of a reference, from the tag or from the comment behind a commit id. */
export function majorOf({ version, pinned, comment }: Reference): number | undefined {
  const text = pinned === 'digest' ? (comment?.value ?? '') : (version ?? '');
  const found = /(?:^|[\s=@/])v?(\d{1,4})(?:\.\d+)*(?=$|[\s,;)-])/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
