import type { Violation } from '#contract/check.ts';
import { stepsOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, rangeOfEntry, scalarOf } from '#pipeline/yaml-access.ts';

/** `env: ${{ … }}` of workflows, jobs and steps. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github, pipeline } = subject;
  if (github === undefined) return;
  const jobs = pipeline?.jobs.map(({ node }) => node) ?? [];
  const steps = stepsOf(subject).map(({ step }) => step.node);
  for (const node of [github.root, ...jobs, ...steps]) {
    const entry = entryOf(node, 'env');
    if (scalarOf(entry?.value)?.text.includes('${{') !== true || entry === undefined) continue;
    yield { range: rangeOfEntry(entry) };
  }
}
