import { CaissonError, isCaissonError } from '#kit/error.ts';
import { fieldOf, isObject, listOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Exception } from '../policy.ts';
import type { Request } from '../request.ts';
import { matchesException, matchesRuleMatch, type RuleMatch } from '../rule-match.ts';
import { joined, judgeRuleConditions } from './conditions.ts';
import { generateRule, targetsOf } from './generate-rule.ts';
import { mutateRule } from './mutate-rule.ts';
import { judgePodSecurity } from './pod-security-rule.ts';
import type { RuleFacts, RuleName } from './rule-facts.ts';
import { addEntries, type RuleScope, scopeOf } from './rule-scope.ts';
import { attempt, failure, validateRule } from './validate-rule.ts';
import { type RuleVerdict, ruleError, ruleSkipped } from './verdicts.ts';

/** A rule of Kyverno and the request that it judges. */
export interface RuleCase {
  readonly body: JsonObject;
  readonly name: RuleName;
  readonly policyNamespace: string | undefined;
  readonly request: Request;
  readonly facts: RuleFacts;
  readonly exceptions: readonly Exception[];
  /** What the rule is about: whether the object before an update was. */
  readonly match: RuleMatch | undefined;
  /** Failures are refused: those that were there before an update are not held against it. */
  readonly isEnforced: boolean;
  /** Objects that may be copied. */
  readonly objects: readonly KubeObject[];
  readonly now: Date;
}

export interface RuleResult {
  /** `undefined`: the rule says nothing of the object. */
  readonly verdict: RuleVerdict | undefined;
  readonly exceptions: readonly string[];
  readonly cost: number;
}

/**
 * Judges a request by a rule: context, preconditions, exceptions, then what the rule is for. `cel` judges a rule that is written in
 * CEL, once the rest lets it.
 */
export function judgeRule(one: RuleCase, cel: () => RuleVerdict | undefined): RuleResult {
  return inScope(one, (scope) => {
    const { refusal, exceptions, exempt } = prelude(scope, one);
    if (refusal !== undefined) return { verdict: refusal, exceptions };
    const verdict = judgeBody(scope, one, exempt, cel);
    if (verdict?.outcome !== 'fail' || !wasFailing(one)) return { verdict, exceptions };
    const passedOver = ruleSkipped('what was wrong before the update is not held against it');
    return { verdict: passedOver, exceptions };
  });
}

/** Whether the object failed before an update already (`allowExistingViolations`, which is so unless the rule says no). */
function wasFailing(one: RuleCase): boolean {
  const { body, request, isEnforced, match } = one;
  const validate = fieldOf(body, 'validate');
  const isAllowed = fieldOf(validate, 'allowExistingViolations') !== false;
  if (!isEnforced || !isAllowed || request.operation !== 'UPDATE') return false;
  if (isObject(fieldOf(validate, 'cel'))) return false;
  const before = requestBefore(request);
  if (match === undefined || !matchesRuleMatch(match, before)) return false;
  return judgeRule({ ...one, request: before }, () => undefined).verdict?.outcome === 'fail';
}

/** As if the object before the update were created, by nobody that a rule could name. */
function requestBefore(request: Request): Request {
  const { subject, oldObject } = request;
  return {
    ...request,
    subject: { ...subject, object: subject.oldObject ?? subject.object },
    operation: 'CREATE',
    object: oldObject,
    oldObject: null,
    userInfo: { username: 'kyverno:kyverno-invalid-controller', uid: '', groups: [], extra: {} },
  };
}

/** What came of one target of a rule. */
export interface TargetResult {
  readonly target: KubeObject;
  readonly verdict: RuleVerdict;
}

/** Changes the targets of a rule that are among these objects. */
export function judgeRuleTargets(
  one: RuleCase,
  targets: readonly KubeObject[],
): readonly TargetResult[] {
  const results: TargetResult[] = [];
  inScope(one, (scope) => {
    const { refusal } = prelude(scope, one);
    if (refusal !== undefined) return { verdict: refusal, exceptions: [] };
    for (const [written, target] of targetsOf(scope, targets)) {
      const verdict = judgeTarget(scope, written, target.body);
      if (verdict !== undefined) results.push({ target, verdict });
    }
    return { verdict: undefined, exceptions: [] };
  });
  return results;
}

function judgeTarget(scope: RuleScope, written: Json, target: Json): RuleVerdict | undefined {
  const context = scope.context.child(new Map([['target', target]]));
  addEntries(scope, context, fieldOf(written, 'context'));
  const held = attempt(() => judgeRuleConditions(fieldOf(written, 'preconditions'), context));
  if (held instanceof CaissonError) return ruleError('failed to evaluate preconditions', held);
  if (!held.holds) return ruleSkipped(joined(['preconditions not met', held.message], '; '));
  return mutateRule(scope, target, context);
}

/** Runs a rule within its budget: what it asks of others than the objects at hand is not judged, what is too much is an error. */
function inScope(one: RuleCase, run: (scope: RuleScope) => Omit<RuleResult, 'cost'>): RuleResult {
  let scope: RuleScope | undefined;
  try {
    scope = scopeOf(one);
    return { ...run(scope), cost: scope.context.queries.budget.cost };
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    const cost = scope?.context.queries.budget.cost ?? 0;
    const verdict =
      error.code === 'input.unsupported'
        ? ruleSkipped(`not judged: ${error.message}`)
        : ruleError('the rule cannot be judged', error);
    return { verdict, exceptions: [], cost };
  }
}

interface Prelude {
  readonly refusal?: RuleVerdict;
  readonly exceptions: readonly string[];
  /** Controls of Pod Security that exceptions exclude. */
  readonly exempt: readonly Json[];
}

function prelude(scope: RuleScope, { body, exceptions, request }: RuleCase): Prelude {
  const nothing = { exceptions: [], exempt: [] };
  if (isOwnRequest(body, request))
    return { ...nothing, refusal: ruleSkipped('the request is one of Kyverno itself') };
  const held = attempt(() => judgeRuleConditions(fieldOf(body, 'preconditions'), scope.context));
  if (held instanceof CaissonError)
    return { ...nothing, refusal: ruleError('failed to evaluate preconditions', held) };
  if (!held.holds) {
    const message = joined(['preconditions not met', held.message], '; ');
    return { ...nothing, refusal: ruleSkipped(message) };
  }
  return exempted(scope, exceptions);
}

/** Rules that change or create other objects pass over what they did (`skipBackgroundRequests`). */
function isOwnRequest(body: JsonObject, { userInfo }: Request): boolean {
  const isBackground =
    isObject(fieldOf(body, 'generate')) ||
    listOf(fieldOf(fieldOf(body, 'mutate'), 'targets')).length > 0;
  const own = 'system:serviceaccount:kyverno:kyverno-background-controller';
  return (
    isBackground && fieldOf(body, 'skipBackgroundRequests') !== false && userInfo.username === own
  );
}

function exempted(scope: RuleScope, exceptions: readonly Exception[]): Prelude {
  const applying = exceptions.filter((one) => applies(one, scope));
  if (applying.length === 0) return { exceptions: [], exempt: [] };
  const names = applying.map(({ object: { namespace, name } }) =>
    namespace === undefined ? name : `${namespace}/${name}`,
  );
  const lists = applying.map(({ object }) =>
    listOf(fieldOf(fieldOf(object.body, 'spec'), 'podSecurity')),
  );
  const isForPods = isObject(fieldOf(fieldOf(scope.body, 'validate'), 'podSecurity'));
  if (isForPods && lists.every((list) => list.length > 0))
    return { exceptions: names, exempt: lists.flat() };
  const refusal = ruleSkipped(`skipped by exception ${names.join(', ')}`);
  return { refusal, exceptions: names, exempt: [] };
}

/** An exception whose conditions cannot be evaluated does not apply. */
function applies({ match, object }: Exception, { request, context }: RuleScope): boolean {
  if (match === undefined || !matchesException(match, request)) return false;
  const conditions = fieldOf(fieldOf(object.body, 'spec'), 'conditions');
  const held = attempt(() => judgeRuleConditions(conditions, context));
  return !(held instanceof CaissonError) && held.holds;
}

function judgeBody(
  scope: RuleScope,
  { objects }: RuleCase,
  exempt: readonly Json[],
  cel: () => RuleVerdict | undefined,
): RuleVerdict | undefined {
  const { body } = scope;
  if (isObject(fieldOf(body, 'mutate'))) return mutateRule(scope);
  if (isObject(fieldOf(body, 'generate'))) return generateRule(scope, objects);
  const validate = fieldOf(body, 'validate');
  if (isObject(fieldOf(validate, 'podSecurity'))) return judgePodSecurity(scope, exempt);
  if (isObject(fieldOf(validate, 'cel'))) return cel();
  try {
    return validateRule(scope);
  } catch (error) {
    return failure('the rule cannot be judged', error);
  }
}
