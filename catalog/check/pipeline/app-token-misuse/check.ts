import type { Violation } from '#contract/check.ts';
import { actionSteps, subjectOf } from '#pipeline/check/parts.ts';
import { isAction } from '#pipeline/github/reference.ts';
import type { PipelineSubject, Reference, Step } from '#pipeline/model.ts';
import { organisationRights } from '#pipeline/table/app-rights.ts';
import { variableOf } from '#pipeline/yaml-access.ts';

/** Tokens of GitHub Apps that are not limited. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step, uses } of actionSteps(subject)) {
    if (!isAction(uses, 'actions/create-github-app-token') || hasOpaqueInputs(step)) continue;
    for (const violation of [...kept(step), ...everywhere(step), ...allRights(step, uses)])
      yield { ...violation, ...subjectOf(job) };
  }
}

function* kept({ inputs }: Step): Iterable<Violation> {
  const revoke = variableOf(inputs, 'skip-token-revoke');
  if (revoke === undefined || !/^true$|\$\{\{/i.test(revoke.value.trim())) return;
  const severity = revoke.value.includes('${{') ? 'low' : 'high';
  yield { message: 'the token is not revoked when the job ends', range: revoke.range, severity };
}

function* everywhere({ inputs }: Step): Iterable<Violation> {
  const owner = variableOf(inputs, 'owner');
  if (owner === undefined || variableOf(inputs, 'repositories') !== undefined) return;
  const rights = inputs
    .map(({ name }) => name.value)
    .filter((name) => name.startsWith('permission-'));
  if (rights.length > 0 && rights.every((name) => organisationRights.has(name))) return;
  yield {
    message: 'the token works for all repositories of the owner',
    range: owner.range,
    severity: 'high',
  };
}

function* allRights({ inputs }: Step, { text }: Reference): Iterable<Violation> {
  if (inputs.some(({ name }) => name.value.startsWith('permission-'))) return;
  yield { message: 'the token has all rights of the installation', range: text.range };
}

function hasOpaqueInputs({ node, inputs }: Step): boolean {
  return (
    inputs.length === 0 &&
    node?.entries.some(
      ({ key, value }) => key.kind === 'scalar' && key.text === 'with' && value.kind === 'scalar',
    ) === true
  );
}
