import type { Value } from '#cel/value.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { CompiledPolicy } from './compiled.ts';
import { evaluateRule } from './evaluate-rule.ts';
import type { Evaluated, Evaluation } from './evaluation.ts';
import { judgeExceptions } from './exceptions.ts';
import { judgeGenerations } from './generate.ts';
import { Judge, judgeConditions } from './judge.ts';
import { judgeMutations } from './mutate.ts';
import { generatorFor } from './surroundings.ts';
import { judgeValidations } from './validate.ts';
import { failedBy, skipped, type Verdict } from './verdict.ts';

/** Judges a request that a policy is about: exceptions, conditions, then what the policy is for. */
export function evaluatePolicy(compiled: CompiledPolicy, evaluation: Evaluation): Evaluated {
  const { request, surroundings, namespaceObject } = evaluation;
  const generated = { namespace: compiled.policy.namespace, objects: [] as JsonObject[] };
  const all = new Map<string, Value>([...surroundings, ['generator', generatorFor(generated)]]);
  const judge = new Judge(compiled, request, all, namespaceObject);
  const { body, policy } = compiled;
  if (body !== undefined && policy.unsupported === undefined && compiled.faults.length === 0)
    return evaluateRule({ compiled, body }, evaluation, () =>
      judgeAll(judge, { ...compiled, exceptions: [] }, evaluation, generated),
    );
  return { verdict: judgeAll(judge, compiled, evaluation, generated), cost: judge.cost };
}

function judgeAll(
  judge: Judge,
  compiled: CompiledPolicy,
  { now, namespaceObject }: Evaluation,
  generated: { readonly namespace: string | undefined; readonly objects: JsonObject[] },
): Verdict {
  const unsupported = unsupportedVerdict(compiled);
  if (unsupported !== undefined) return unsupported;
  const exempted = judgeExceptions(judge, compiled.exceptions, now);
  if (exempted.verdict !== undefined) return exempted.verdict;
  judge.set('exceptions', { allowedImages: exempted.images, allowedValues: exempted.values });
  const isKyverno = compiled.policy.flavour === 'kyverno';
  // The API server evaluates match conditions before it looks for the namespace.
  if (!isKyverno) judge.set('namespaceObject', null);
  const condition = judgeConditions(judge, compiled.conditions);
  judge.set('namespaceObject', namespaceObject);
  if (condition.type === 'false') {
    const { action } = compiled.policy;
    return skipped(
      action === 'delete'
        ? `the condition "${condition.name}" does not hold`
        : `the match condition "${condition.name}" does not hold`,
    );
  }
  if (condition.type === 'error')
    return compiled.policy.ignoresErrors
      ? skipped(condition.failure.message)
      : failedBy('error', condition.failure);
  judge.enterBody();
  const verdict = judgeBody(judge, compiled, generated);
  return exempted.names.length === 0 ? verdict : { ...verdict, exceptions: exempted.names };
}

function judgeBody(
  judge: Judge,
  compiled: CompiledPolicy,
  generated: { readonly namespace: string | undefined; readonly objects: JsonObject[] },
): Verdict {
  switch (compiled.policy.action) {
    case 'mutate':
      return judgeMutations(judge, compiled);
    case 'generate':
      return judgeGenerations(judge, compiled, generated);
    case 'delete':
      return { outcome: 'pass', message: 'the object would be deleted', failures: [] };
    default:
      return judgeValidations(judge, compiled);
  }
}

/** A policy that does not compile fails as a whole, or not at all: half of it would be another policy. */
function unsupportedVerdict({ policy, faults }: CompiledPolicy): Verdict | undefined {
  if (policy.action === 'image')
    return skipped('not judged: signatures of images are not verified here');
  if (policy.unsupported !== undefined) return skipped(`not judged: ${policy.unsupported}`);
  const [fault] = faults;
  if (fault === undefined) return undefined;
  return {
    outcome: 'error',
    message: `the policy does not compile: ${fault.message}`,
    failures: [],
  };
}
