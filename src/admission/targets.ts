import { CelError } from '#cel/value.ts';
import { fieldOf, isObject, listOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import { jsonOfValue } from './cel-json.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Evaluated, Evaluation } from './evaluation.ts';
import { Judge, judgeConditions } from './judge.ts';
import { matchesResources } from './match.ts';
import { judgeMutations } from './mutate.ts';
import type { Request } from './request.ts';
import { failedBy, skipped } from './verdict.ts';

/** Whether a policy changes an object that is there already: by its constraints, or because an expression gives it. */
export function isTarget(
  compiled: CompiledPolicy,
  target: Request,
  evaluation: Evaluation,
): boolean {
  const { targets } = compiled.policy;
  if (targets?.match !== undefined && targets.match.rules.length > 0) {
    const any = { ...target, operation: operationIn(targets.match.rules) };
    return matchesResources(targets.match, any, { equivalent: false, withoutRules: true });
  }
  const { targetExpression } = compiled;
  if (targetExpression === undefined) return false;
  const result = judgeOf(compiled, evaluation).run(targetExpression);
  const json = result instanceof CelError ? null : jsonOfValue(result);
  return !(json instanceof CelError) && isNamedIn(json, target.subject.object);
}

/** Objects that are there are not in the middle of an operation: any that a rule names will do. */
export function operationIn(
  rules: readonly { readonly operations: readonly string[] }[],
): Request['operation'] {
  const named = rules.flatMap(({ operations }) => operations);
  const known = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
  return known.find((one) => named.includes(one)) ?? 'CREATE';
}

/** The object, or one of the items of a list. */
function isNamedIn(json: Json, object: KubeObject): boolean {
  if (!isObject(json)) return false;
  return [json, ...listOf(fieldOf(json, 'items'))].some(
    (one) =>
      textOf(fieldOf(one, 'kind')) === object.kind &&
      textOf(valueAt(one, ['metadata', 'name'])) === object.name,
  );
}

/** Changes one of these objects: `object` is it, `request` that of the object that set the policy off. */
export function evaluateTarget(
  compiled: CompiledPolicy,
  target: Json,
  evaluation: Evaluation,
): Evaluated {
  const judge = judgeOf(compiled, evaluation);
  judge.set('object', target);
  const condition = judgeConditions(judge, compiled.targetConditions);
  if (condition.type === 'false')
    return {
      verdict: skipped(`the condition "${condition.name}" does not hold`),
      cost: judge.cost,
    };
  if (condition.type === 'error')
    return { verdict: failedBy('error', condition.failure), cost: judge.cost };
  judge.enterBody();
  const verdict = judgeMutations(judge, compiled, target);
  return { verdict, cost: judge.cost };
}

function judgeOf(compiled: CompiledPolicy, evaluation: Evaluation): Judge {
  const { request, surroundings, namespaceObject } = evaluation;
  const judge = new Judge(compiled, request, surroundings, namespaceObject);
  judge.set('exceptions', { allowedImages: [], allowedValues: [] });
  return judge;
}
