import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { Job, Permissions, PipelineSubject } from '#pipeline/model.ts';
import { neededRights } from '#pipeline/table/rights.ts';

/** Rights to write of jobs whose steps are known to need none. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow') return;
  for (const job of pipeline?.jobs ?? [])
    for (const { name, range } of surplus(job))
      yield { message: `no step needs to write to ${name.value}`, range, ...subjectOf(job) };
}

function surplus(job: Job): Permissions['scopes'] {
  const needed = rightsOf(job);
  if (needed === undefined) return [];
  const { scopes = [] } = job.permissions ?? {};
  return scopes.filter(
    ({ name, level }) => level === 'write' && !needed.has(`${name.value}: write`),
  );
}

/** What all steps together need; `undefined` when one of them is not known. */
function rightsOf({ steps }: Job): ReadonlySet<string> | undefined {
  const needs = steps.map(({ uses }) =>
    uses === undefined ? undefined : neededRights(uses.source),
  );
  if (steps.length === 0 || needs.includes(undefined)) return undefined;
  return new Set(needs.flatMap((each) => each ?? []));
}
