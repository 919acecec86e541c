import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { switchedOn } from '#pipeline/system/job.ts';
import { mergedMap } from '#pipeline/system/map.ts';
import { rangeOfEntry } from '#pipeline/yaml-access.ts';

/** `setup: true` with a step that runs a program before it continues. */
export function* evaluate({ system, yaml, pipeline }: PipelineSubject): Iterable<Violation> {
  if (system !== 'circleci') return;
  const entry = switchedOn(mergedMap(yaml?.documents[0]?.root), 'setup');
  const steps = pipeline?.jobs.flatMap((job) => job.steps) ?? [];
  const generates = steps.some(({ scripts }) =>
    scripts.some(({ text }) => !/^\s*(?:echo|true|:)\b[^\n]*$/.test(text)),
  );
  if (entry !== undefined && generates) yield { range: rangeOfEntry(entry) };
}
