import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { locate } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Evaluated, Evaluation } from './evaluation.ts';
import type { Policy } from './policy.ts';
import { answerFrom } from './rule/api-path.ts';
import { judgeRule, judgeRuleTargets, type RuleCase } from './rule/judge-rule.ts';
import type { RuleFacts } from './rule/rule-facts.ts';
import type { RuleVerdict } from './rule/verdicts.ts';
import { ruleActions } from './rule-action.ts';
import { storedBody } from './stored.ts';
import type { Verdict } from './verdict.ts';

interface RuleOf {
  readonly compiled: CompiledPolicy;
  readonly body: JsonObject;
}

/** Judges a request by a rule of Kyverno; `cel` is asked when the rule is written in CEL. */
export function evaluateRule(rule: RuleOf, evaluation: Evaluation, cel: () => Verdict): Evaluated {
  let own: Verdict | undefined;
  const { verdict, exceptions, cost } = judgeRule(caseOf(rule, evaluation), () => {
    own = cel();
    return { outcome: own.outcome, message: own.message ?? '' };
  });
  if (own !== undefined) return { verdict: own, cost };
  return { verdict: verdict && verdictOf(rule.compiled.policy, verdict, exceptions), cost };
}

/** Changes targets of a rule. */
export function evaluateRuleTargets(
  compiled: CompiledPolicy,
  evaluation: Evaluation,
  targets: readonly KubeObject[],
): readonly { readonly target: KubeObject; readonly verdict: Verdict }[] {
  const { body, policy } = compiled;
  if (body === undefined) return [];
  const stored = targets.map((one) => ({ ...one, body: storedBody(one) }));
  return judgeRuleTargets(caseOf({ compiled, body }, evaluation), stored).map(
    ({ target, verdict }) => ({ target, verdict: verdictOf(policy, verdict, []) }),
  );
}

function caseOf({ compiled, body }: RuleOf, evaluation: Evaluation): RuleCase {
  const { policy, exceptions } = compiled;
  const { request, objects, now } = evaluation;
  return {
    body,
    // Values of tests are given to the rule as it is written.
    name: { policy: policy.object.name, rule: policy.rule ?? '', object: request.name },
    policyNamespace: policy.namespace,
    request,
    facts: factsOf(evaluation),
    exceptions: exceptions.map(({ exception }) => exception),
    match: compiled.match?.type === 'rule' ? compiled.match : undefined,
    isEnforced: ruleActions(policy, request).includes('Deny'),
    objects,
    now,
  };
}

function factsOf({ facts, objects }: Evaluation): RuleFacts {
  const { apiCall, variables, podSecurity, global } = facts;
  return {
    configMap: (namespace, name) =>
      objects.find(
        (one) =>
          one.kind === 'ConfigMap' &&
          one.group === '' &&
          one.name === name &&
          (one.namespace ?? 'default') === namespace,
      )?.body,
    global: global ?? (() => undefined),
    apiCall: (method, url) => apiCall?.(method, url) ?? answerFrom(facts.resources, method, url),
    variables: variables ?? (() => new Map()),
    ...(podSecurity !== undefined && { podSecurity }),
  };
}

function verdictOf(
  { object, rule, body }: Policy,
  { outcome, message, place, mutated, generated }: RuleVerdict,
  exceptions: readonly string[],
): Verdict {
  const field = fieldOfRule(object, rule);
  const isBad = outcome === 'fail' || outcome === 'error';
  const kind = ['validate', 'mutate', 'generate'].find((one) => body !== undefined && one in body);
  const failure = {
    expression: place ?? '',
    message,
    ...(outcome === 'error' && { error: message }),
    location: locate(object, kind === undefined ? field : [...field, kind]),
    values: [],
  };
  return {
    outcome,
    ...(message !== '' && { message }),
    failures: isBad ? [failure] : [],
    ...(exceptions.length > 0 && { exceptions }),
    ...(mutated !== undefined && { mutated }),
    ...(generated !== undefined && { generated }),
  };
}

function fieldOfRule({ body }: KubeObject, rule: string | undefined): FieldPath {
  const rules = objectsOf(valueAt(body, ['spec', 'rules']));
  const found = rules.find(([, one]) => fieldOf(one, 'name') === rule);
  return found === undefined ? ['spec'] : ['spec', 'rules', found[0]];
}
