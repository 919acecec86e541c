import { fieldOf, listOf, objectsOf, textMapOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { type Selector, selectorOfLabels } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';

/** An AuthorizationPolicy of Istio (security.istio.io/v1). */
export interface MeshPolicy {
  readonly object: KubeObject;
  readonly action: 'allow' | 'deny' | 'custom';
  /** Absent: of all namespaces. */
  readonly namespace: string | undefined;
  readonly pods: Selector;
  readonly rules: readonly MeshRule[];
  /** Who decides, for `custom`. */
  readonly provider: string;
}

/** A request is meant that comes from any of `from`, to any of `to`, when all of `when` holds; none of a list: no matter. */
export interface MeshRule {
  readonly from: readonly MeshSource[];
  readonly to: readonly MeshOperation[];
  /** `request.headers[x] is a, b`. */
  readonly when: readonly string[];
}

/** Demands of the sender; each list is of alternatives, empty ones demand nothing. */
export interface MeshSource {
  readonly principals: Demand;
  readonly namespaces: Demand;
  readonly accounts: Demand;
  readonly blocks: Demand;
  /** What is no business of layer 4: `request principal a`. */
  readonly more: readonly string[];
}
export interface Demand {
  readonly any: readonly string[];
  readonly none: readonly string[];
}

export interface MeshOperation {
  readonly ports: Demand;
  /** `GET`, `/items`, `host a`. */
  readonly more: readonly string[];
}

const rootNamespace = 'istio-system';

/** Policies that are for pods; those for gateways and services (`targetRefs`) and those that only record are left out. */
export function meshPoliciesOf(view: ClusterView): readonly MeshPolicy[] {
  return view.ofKind('security.istio.io', 'AuthorizationPolicy').flatMap((object) => {
    const spec = fieldOf(object.body, 'spec');
    const action = actions.get(textOf(fieldOf(spec, 'action')) ?? 'ALLOW');
    const isForOthers = ['targetRefs', 'targetRef'].some(
      (field) => fieldOf(spec, field) !== undefined,
    );
    if (action === undefined || isForOthers) return [];
    const labels = textMapOf(valueAt(spec, ['selector', 'matchLabels']));
    return [
      {
        object,
        action,
        namespace: object.namespace === rootNamespace ? undefined : object.namespace,
        pods: selectorOfLabels(labels),
        rules: objectsOf(fieldOf(spec, 'rules')).map(([, rule]) => ruleOf(rule)),
        provider: textOf(valueAt(spec, ['provider', 'name'])) ?? '',
      },
    ];
  });
}

const actions: ReadonlyMap<string, MeshPolicy['action']> = new Map([
  ['ALLOW', 'allow'],
  ['DENY', 'deny'],
  ['CUSTOM', 'custom'],
]);

function ruleOf(rule: Json): MeshRule {
  return {
    from: objectsOf(fieldOf(rule, 'from')).map(([, one]) => sourceOf(fieldOf(one, 'source'))),
    to: objectsOf(fieldOf(rule, 'to')).map(([, one]) => operationOf(fieldOf(one, 'operation'))),
    when: objectsOf(fieldOf(rule, 'when')).map(([, one]) => conditionOf(one)),
  };
}

function demandOf(body: Json | undefined, field: string): Demand {
  const not = `not${field.slice(0, 1).toUpperCase()}${field.slice(1)}`;
  return { any: textsOf(fieldOf(body, field)), none: textsOf(fieldOf(body, not)) };
}

function sourceOf(source: Json | undefined): MeshSource {
  return {
    principals: demandOf(source, 'principals'),
    namespaces: demandOf(source, 'namespaces'),
    accounts: demandOf(source, 'serviceAccounts'),
    blocks: demandOf(source, 'ipBlocks'),
    more: [
      ...wordsFor(source, 'requestPrincipals', 'request principal '),
      ...wordsFor(source, 'remoteIpBlocks', 'client '),
    ],
  };
}

function operationOf(operation: Json | undefined): MeshOperation {
  return {
    ports: demandOf(operation, 'ports'),
    more: [
      ...wordsFor(operation, 'methods', ''),
      ...wordsFor(operation, 'paths', ''),
      ...wordsFor(operation, 'hosts', 'host '),
    ],
  };
}

function wordsFor(body: Json | undefined, field: string, before: string): readonly string[] {
  const { any, none } = demandOf(body, field);
  return [
    ...(any.length === 0 ? [] : [`${before}${any.join(', ')}`]),
    ...(none.length === 0 ? [] : [`not ${before}${none.join(', ')}`]),
  ];
}

function conditionOf(condition: Json): string {
  const key = textOf(fieldOf(condition, 'key')) ?? '';
  const { any, none } = {
    any: listOf(fieldOf(condition, 'values')),
    none: listOf(fieldOf(condition, 'notValues')),
  };
  const texts = [
    ...(any.length === 0 ? [] : [`${key} is ${textsOf(any).join(', ')}`]),
    ...(none.length === 0 ? [] : [`${key} is not ${textsOf(none).join(', ')}`]),
  ];
  return texts.join(' and ');
}
