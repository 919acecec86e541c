import type { PipelineSubject } from '../model.ts';
import { type Manifest, manifestsOf } from '../system/manifest.ts';
import { triggersOf } from './trigger.ts';

/** Runs that pull requests start, by the annotations of Pipelines as Code. */
export function pullRequestRuns({ system, yaml }: PipelineSubject): readonly Manifest[] {
  if (system !== 'tekton' || yaml === undefined) return [];
  return manifestsOf(yaml).filter(
    ({ kind, metadata }) =>
      kind.endsWith('Run') && triggersOf(metadata).some((trigger) => trigger.kind === 'pr'),
  );
}
