import { isObject } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf, locate, referenceOf } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { PolicyName, PolicyResult } from '#model/policy-result.ts';
import { ClusterFacts } from './cluster-facts.ts';
import type { CompiledPolicy } from './compiled.ts';
import { matchesConstraint } from './constraint-match.ts';
import { evaluatePolicy } from './evaluate.ts';
import { evaluateRuleTargets } from './evaluate-rule.ts';
import type { Evaluation } from './evaluation.ts';
import { ObjectFacts } from './facts.ts';
import type { PolicySet } from './load.ts';
import { matchesResources } from './match.ts';
import { paramsFor } from './params.ts';
import { diffJson } from './patch.ts';
import type { Binding } from './policy.ts';
import { type Request, requestOf, type Subject } from './request.ts';
import { type Definitions, definedResources, inScope, resourceOf } from './resource-name.ts';
import { ruleActions } from './rule-action.ts';
import { matchesRuleMatch } from './rule-match.ts';
import { type PolicyFacts, surroundingsOf } from './surroundings.ts';
import { evaluateTarget, isTarget, operationIn } from './targets.ts';
import { skipped, type Verdict } from './verdict.ts';

export interface ApplyContext {
  /**
   * Policies of Kubernetes that no binding names do nothing in a cluster; `all` judges them all the same, as if a binding without
   * conditions denied.
   */
  readonly withoutBindings: 'all' | 'none';
  /** Namespaces and other objects that policies may ask for, besides those of the set. */
  readonly objects?: readonly KubeObject[];
  /** Whether these objects are all that the cluster has. */
  readonly isComplete?: boolean;
  readonly facts?: Partial<PolicyFacts>;
  /** Objects that are there already, which policies with `mutateExisting` may change; without any they do nothing. */
  readonly targets?: readonly KubeObject[];
  /** For exceptions that expire. */
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** Judges objects by all policies that are about them. Mutating policies come first, and the others see what they made. */
export function* applyPolicies(
  set: PolicySet,
  subjects: Iterable<Subject>,
  context: ApplyContext,
): Iterable<PolicyResult> {
  const run = new Run(set, context);
  for (const subject of subjects) {
    context.signal?.throwIfAborted();
    yield* run.judge(subject);
  }
}

class Run {
  readonly #context: ApplyContext;
  readonly #definitions: Definitions;
  /** Mutating policies first. */
  readonly #ordered: readonly CompiledPolicy[];
  /** Those of the set and of the context: parameters are looked for here. */
  readonly #objects: readonly KubeObject[];
  readonly #namespaces: ClusterFacts;
  readonly #facts: PolicyFacts;
  readonly #bindings: ReadonlyMap<string, readonly Binding[]>;

  constructor(set: PolicySet, context: ApplyContext) {
    const objects = [...set.objects, ...(context.objects ?? [])];
    this.#definitions = new Map([...set.definitions, ...definedResources(context.objects ?? [])]);
    this.#context = context;
    this.#ordered = [
      ...set.compiled.filter(({ policy }) => policy.action === 'mutate'),
      ...set.compiled.filter(({ policy }) => policy.action !== 'mutate'),
    ];
    this.#objects = objects;
    this.#namespaces = new ClusterFacts(objects);
    this.#facts = {
      resources: new ObjectFacts(objects, this.#definitions, context.isComplete === true),
      ...context.facts,
    };
    this.#bindings = Map.groupBy(
      set.bindings,
      ({ object, policyName }) => `${object.kind.replace(/Binding$/, '')} ${policyName}`,
    );
  }

  *judge(subject: Subject): Iterable<PolicyResult> {
    let current = subject;
    current = { ...subject, object: inScope(subject.object, this.#definitions) };
    const name = subject.resource ?? resourceOf(subject.object, this.#definitions);
    let request = requestOf(current, name, this.#namespaces);
    for (const compiled of this.#ordered)
      for (const result of this.#judgeOne(compiled, request)) {
        yield result;
        if (result.mutation === undefined || changesOthers(compiled)) continue;
        current = withObject(current, result);
        request = requestOf(current, name, this.#namespaces);
      }
  }

  *#judgeOne(compiled: CompiledPolicy, request: Request): Iterable<PolicyResult> {
    if (!isAbout(compiled, request)) return;
    if (compiled.policy.flavour !== 'admission') {
      yield* this.#judgeWith(compiled, request, undefined);
      return;
    }
    const { object } = compiled.policy;
    const bindings = this.#bindings.get(`${object.kind} ${object.name}`) ?? [];
    if (bindings.length === 0 && this.#context.withoutBindings === 'all')
      yield* this.#judgeWith(compiled, request, undefined);
    for (const binding of bindings) {
      const { match } = binding;
      const options = { equivalent: true, withoutRules: true };
      if (match === undefined || matchesResources(match, request, options))
        yield* this.#judgeWith(compiled, request, binding);
    }
  }

  *#judgeWith(
    compiled: CompiledPolicy,
    request: Request,
    binding: Binding | undefined,
  ): Iterable<PolicyResult> {
    const { policy } = compiled;
    const ref = binding?.paramRef ?? policy.paramRef;
    const params = paramsFor(policy.paramKind, ref, request, this.#objects);
    if (params.type === 'none') {
      const { denied, message } = params;
      const verdict: Verdict = denied
        ? { outcome: 'error', message, failures: [] }
        : skipped(message);
      yield resultOf({ compiled, request, binding }, verdict, 0);
      return;
    }
    for (const param of params.params) {
      const evaluation = this.#evaluation(compiled, request, param);
      if (policy.targets !== undefined) {
        yield* this.#judgeTargets(compiled, evaluation);
        continue;
      }
      if (policy.changesOthers === true) {
        yield* this.#changeTargets(compiled, evaluation);
        continue;
      }
      const { verdict, cost } = evaluatePolicy(compiled, evaluation);
      if (verdict !== undefined)
        yield resultOf({ compiled, request, binding, param }, verdict, cost);
    }
  }

  #evaluation({ policy }: CompiledPolicy, request: Request, param?: KubeObject): Evaluation {
    const surroundings = new Map([
      ...surroundingsOf(policy, request, this.#facts),
      ['params', param?.body ?? null] as const,
    ]);
    return {
      request,
      surroundings,
      namespaceObject: request.isNamespaced ? this.#namespaces.objectOf(request.namespace) : null,
      now: this.#context.now,
      facts: this.#facts,
      objects: this.#objects,
    };
  }

  *#changeTargets(compiled: CompiledPolicy, evaluation: Evaluation): Iterable<PolicyResult> {
    const targets = (this.#context.targets ?? []).map((one) => inScope(one, this.#definitions));
    for (const { target, verdict } of evaluateRuleTargets(compiled, evaluation, targets)) {
      const name = resourceOf(target, this.#definitions);
      const request = requestOf({ object: target }, name, this.#namespaces);
      yield resultOf({ compiled, request, binding: undefined }, verdict, 0);
    }
  }

  *#judgeTargets(compiled: CompiledPolicy, evaluation: Evaluation): Iterable<PolicyResult> {
    for (const one of this.#context.targets ?? []) {
      const object = inScope(one, this.#definitions);
      const name = resourceOf(object, this.#definitions);
      const request = requestOf({ object }, name, this.#namespaces);
      if (!isTarget(compiled, request, evaluation)) continue;
      const { verdict, cost } = evaluateTarget(compiled, request.object, evaluation);
      if (verdict !== undefined)
        yield resultOf({ compiled, request, binding: undefined }, verdict, cost);
    }
  }
}

function changesOthers({ policy }: CompiledPolicy): boolean {
  return policy.targets !== undefined || policy.changesOthers === true;
}

/** Whether a policy judges a request at all. */
function isAbout({ policy, match }: CompiledPolicy, request: Request): boolean {
  if (request.subject.isJson === true) return policy.isForJson;
  if (policy.namespace !== undefined && policy.namespace !== request.namespace) return false;
  if (policy.isForJson) return true;
  if (match === undefined) return false;
  if (match.type === 'rule') return matchesRuleMatch(match, request);
  if (match.type === 'constraint') return matchesConstraint(match, request);
  const equivalent = policy.flavour === 'admission';
  // A DeletingPolicy is about objects that are there, whatever operations its rules name.
  const operation = policy.action === 'delete' ? operationIn(match.rules) : request.operation;
  const options = { equivalent, withoutRules: !equivalent };
  return matchesResources(match, { ...request, operation }, options);
}

interface Judged {
  readonly compiled: CompiledPolicy;
  readonly request: Request;
  readonly binding: Binding | undefined;
  readonly param?: KubeObject | undefined;
}

function resultOf(judged: Judged, verdict: Verdict, cost: number): PolicyResult {
  const { compiled, request, binding, param } = judged;
  const { policy } = compiled;
  const { object } = request.subject;
  const { failures, message, reason, auditAnnotations, exceptions, generated } = verdict;
  const actions = actionsOf(judged);
  return {
    policy: nameOfPolicy(compiled, binding),
    action: policy.action,
    object: referenceOf(object),
    operation: request.operation,
    outcome: outcomeOf(verdict, actions),
    denied: isDenied(verdict, actions, policy.ignoresErrors),
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    failures,
    ...(param !== undefined && { parameter: referenceOf(param) }),
    ...(exceptions !== undefined && exceptions.length > 0 && { exceptions }),
    ...(auditAnnotations !== undefined && { auditAnnotations }),
    cost,
    location: locate(policy.object, ['metadata', 'name']),
    objectLocation: locate(object, []),
    ...mutationOf(request, verdict),
    ...(generated !== undefined && generated.length > 0 && { generated }),
  };
}

function mutationOf({ object }: Request, { mutated }: Verdict): Pick<PolicyResult, 'mutation'> {
  if (mutated === undefined) return {};
  const patch = diffJson(object, mutated);
  return patch.length === 0 ? {} : { mutation: { object: mutated, patch } };
}

export function nameOfPolicy(
  { policy, rule, autogen }: CompiledPolicy,
  binding: Binding | undefined,
): PolicyName {
  const { namespace, named } = policy;
  const { kind, name } = named ?? policy.object;
  return {
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(rule !== undefined && { rule }),
    ...(autogen !== undefined && { autogen }),
    ...(binding !== undefined && { binding: binding.name }),
  };
}

/** What happens on a failure; without anything said it is denied. */
function actionsOf({ compiled, binding, request }: Judged): readonly string[] {
  if (compiled.policy.flavour === 'rule') return ruleActions(compiled.policy, request);
  const said = binding?.actions ?? compiled.policy.actions;
  return said.length === 0 ? ['Deny'] : said;
}

function outcomeOf({ outcome }: Verdict, actions: readonly string[]): PolicyResult['outcome'] {
  if (outcome !== 'fail' || actions.includes('Deny')) return outcome;
  return actions.includes('Warn') ? 'warn' : 'audit';
}

function isDenied({ outcome }: Verdict, actions: readonly string[], ignores: boolean): boolean {
  if (!actions.includes('Deny')) return false;
  return outcome === 'fail' || (outcome === 'error' && !ignores);
}

/** The subject as a mutation left it. */
function withObject(subject: Subject, { mutation }: PolicyResult): Subject {
  const body: JsonObject | undefined = isObject(mutation?.object) ? mutation.object : undefined;
  const object = body === undefined ? undefined : kubeObjectOf(body, subject.object.origin);
  return object === undefined ? subject : { ...subject, object };
}
