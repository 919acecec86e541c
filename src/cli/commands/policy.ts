import { evaluateExpression } from '#app/kube/expression.ts';
import { explanationsOf, judgeByPolicies, lintOf, runPolicyTests } from '#app/kube/policy.ts';
import { renderKubeAnswer } from '#app/kube/render.ts';
import { CaissonError } from '#kit/error.ts';
import type { AdmissionOperation, PolicyResult } from '#model/policy-result.ts';
import { exitCodes } from '../exit.ts';
import type { SourceFlags } from '../kube-options.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { gather, minorOf, warnOf, writeAnswer } from './kube-source.ts';
import { renderOptions } from './scan.ts';

export interface PolicyFlags extends SourceFlags {
  readonly format: 'table' | 'json' | 'yaml';
  readonly all?: boolean;
  readonly bound?: boolean;
  readonly operation?: AdmissionOperation;
  readonly namespace?: readonly string[];
  readonly as?: string;
  readonly asGroup?: readonly string[];
}

/** `caisson policy apply POLICIES… -f OBJECTS`: exit 1 when a policy refuses an object. */
export async function runPolicyApply(
  paths: readonly string[],
  flags: PolicyFlags,
  terminal: Terminal,
): Promise<number> {
  const silent = { ...flags, quiet: true };
  const policies = await gather({ ...silent, file: [] }, terminal, paths);
  const objects = await gather(silent, terminal, [], flags.namespace);
  using session = openSession(flags, terminal);
  const { results, gaps } = judgeByPolicies(
    policies.view,
    objects.view,
    {
      onlyBound: flags.bound === true,
      operation: flags.operation ?? 'CREATE',
      user: { name: flags.as ?? 'kubernetes-admin', groups: flags.asGroup ?? ['system:masters'] },
      minor: minorOf(flags.kubernetes),
    },
    session.scope,
  );
  const all = [...policies.gaps, ...objects.gaps, ...gaps];
  warnOf(all, flags, terminal);
  const code = writeAnswer(await chunksOf(results, flags, terminal), all, flags, terminal);
  return results.some(isRefusal) ? exitCodes.denied : code;
}

function isRefusal({ denied, outcome }: PolicyResult): boolean {
  return denied || outcome === 'fail' || outcome === 'error';
}

async function chunksOf(
  results: readonly PolicyResult[],
  { format, all }: PolicyFlags,
  terminal: Terminal,
): Promise<Iterable<string>> {
  const room = await renderKubeAnswer.policy();
  if (format === 'yaml') return room.renderMutated(results);
  return room.renderPolicyResults({ results }, format, renderOptions({}, terminal), all === true);
}

/** `caisson policy test [path…]`: exit 1 when a test fails. */
export async function runPolicyTest(
  paths: readonly string[],
  flags: PolicyFlags,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const where = paths.length === 0 ? ['.'] : paths;
  const minor = minorOf(flags.kubernetes);
  const run = runPolicyTests(where, terminal.workingDirectory, minor, session.scope);
  if (run.results.length === 0 && run.gaps.length === 0)
    throw new CaissonError('input.not-found', 'there are no tests of policies', {
      hint: 'they are called kyverno-test.yaml or NAME.caisson-test.yaml',
    });
  warnOf(run.gaps, flags, terminal);
  const { renderPolicyTests } = await renderKubeAnswer.policy();
  const chunks = renderPolicyTests(
    { results: run.results },
    flags.format === 'json' ? 'json' : 'table',
    renderOptions({}, terminal),
    flags.all === true,
  );
  const code = writeAnswer(chunks, run.gaps, flags, terminal);
  return run.results.every(({ success }) => success) ? code : exitCodes.denied;
}

/** `caisson policy lint [path…]`: exit 1 when a policy has an error. */
export async function runPolicyLint(
  paths: readonly string[],
  flags: PolicyFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  using session = openSession(flags, terminal);
  const { remarks } = lintOf(view, minorOf(flags.kubernetes), session.scope);
  const { renderPolicyLint } = await renderKubeAnswer.policy();
  const format = flags.format === 'json' ? 'json' : 'table';
  const chunks = renderPolicyLint({ remarks }, format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  return remarks.some(({ severity }) => severity === 'error') ? exitCodes.denied : code;
}

/** `caisson policy explain [path…]`. */
export async function runPolicyExplain(
  paths: readonly string[],
  flags: PolicyFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  using session = openSession(flags, terminal);
  const answer = explanationsOf(view, minorOf(flags.kubernetes), session.scope);
  warnOf(answer.gaps, flags, terminal);
  const { renderPolicyExplanations } = await renderKubeAnswer.policyText();
  const format = flags.format === 'json' ? 'json' : 'table';
  const chunks = renderPolicyExplanations(
    { policies: answer.policies },
    format,
    renderOptions({}, terminal),
  );
  return writeAnswer(chunks, [...gaps, ...answer.gaps], flags, terminal);
}

/** `caisson policy eval EXPRESSION`: exit 1 when it fails for an object. */
export async function runPolicyEval(
  text: string,
  flags: PolicyFlags & { readonly kyverno?: boolean },
  terminal: Terminal,
): Promise<number> {
  const gathered = flags.file === undefined ? undefined : await gather(flags, terminal);
  const answer = evaluateExpression(text, gathered?.view, {
    minor: minorOf(flags.kubernetes),
    isKyverno: flags.kyverno === true,
  });
  const { renderEvaluated } = await renderKubeAnswer.policyText();
  const format = flags.format === 'json' ? 'json' : 'table';
  const chunks = renderEvaluated(answer, format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gathered?.gaps ?? [], flags, terminal);
  return answer.results.some(({ error }) => error !== undefined) ? exitCodes.denied : code;
}
