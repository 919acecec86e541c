import { fieldOf, isList, isObject, numberOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Direction } from '#model/network.ts';
import {
  accountSelector,
  type CalicoReader,
  familyPeers,
  inNamespace,
  isDemanding,
  isInNamespace,
  readEntity,
  readSelectorText,
} from './calico-entity.ts';
import { asksSourcePorts, readCalicoPorts } from './calico-ports.ts';
import { both, type Expression, prefixed } from './calico-selector.ts';
import { namespacePrefix, podPeersOf } from './calico-terms.ts';
import type { CalicoTiers } from './calico-tiers.ts';
import type { CalicoWorld } from './calico-world.ts';
import {
  jointPeer,
  type Peer,
  type PodPeer,
  type Policy,
  type PolicySide,
  type Rule,
} from './policy.ts';
import type { Report } from './read-ports.ts';

/**
 * NetworkPolicy and GlobalNetworkPolicy of Calico (projectcalico.org/v3), as far as they are for pods: one policy for each
 * alternative of the selector. What is not evaluated is reported.
 */
export function readCalicoPolicies(
  object: KubeObject,
  { world, tiers }: { readonly world: CalicoWorld; readonly tiers: CalicoTiers },
  report: Report,
): readonly Policy[] {
  const spec = fieldOf(object.body, 'spec');
  const namespace = object.namespace;
  const reader: CalicoReader = { world, namespace, report };
  const { tier, stage, isDenying } = tiers.find(textOf(fieldOf(spec, 'tier')) ?? 'default', report);
  const sides = {
    ingress: sideOf(spec, 'ingress', isDenying, reader),
    egress: sideOf(spec, 'egress', isDenying, reader),
  };
  const priority = numberOf(fieldOf(spec, 'order')) ?? Number.POSITIVE_INFINITY;
  return subjectsOf(spec, reader).map((subject) => ({
    object,
    tier,
    stage,
    priority,
    isOrdered: true,
    subject,
    subjectPath: subject.path,
    sides,
  }));
}

function subjectsOf(
  spec: Json | undefined,
  { world, namespace, report }: CalicoReader,
): readonly PodPeer[] {
  const path = ['spec', 'selector'];
  const written = textOf(fieldOf(spec, 'namespaceSelector')) ?? '';
  const place: Expression | undefined =
    namespace === undefined ? placeOf(written, report) : inNamespace(namespace);
  const selector = readSelectorText(fieldOf(spec, 'selector'), path, report);
  const account = fieldOf(spec, 'serviceAccountSelector');
  const accounts = accountSelector(account, ['spec', 'serviceAccountSelector'], report);
  if (place === undefined || selector === undefined || accounts === undefined) return [];
  const text = textOf(fieldOf(spec, 'selector')) ?? '';
  const found = podPeersOf(both(place, selector, accounts), path, text, world);
  if (found === undefined)
    report(path, 'the selector has too many alternatives: the policy is not evaluated');
  return found ?? [];
}

function placeOf(text: string, report: Report): Expression | undefined {
  if (text === '') return { type: 'all' };
  const found = readSelectorText(text, ['spec', 'namespaceSelector'], report);
  return found && prefixed(found, namespacePrefix, isInNamespace);
}

/** `types`; without them ingress, unless there are rules for egress alone, and egress where there are rules for it. */
function governs(spec: Json | undefined, direction: Direction): boolean {
  const types = fieldOf(spec, 'types');
  if (isList(types) && types.length > 0)
    return textsOf(types).includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  const hasEgress = isFilled(fieldOf(spec, 'egress'));
  if (direction === 'egress') return hasEgress;
  return !hasEgress || isFilled(fieldOf(spec, 'ingress'));
}

function isFilled(value: Json | undefined): boolean {
  return isList(value) && value.length > 0;
}

function sideOf(
  spec: Json | undefined,
  direction: Direction,
  isolates: boolean,
  reader: CalicoReader,
): PolicySide | undefined {
  if (!governs(spec, direction)) return undefined;
  const rules = objectsOf(fieldOf(spec, direction)).flatMap(
    ([index, body]) =>
      ruleOf(body, { direction, index, path: ['spec', direction, index] }, reader) ?? [],
  );
  return { rules, isolates };
}

const actions: ReadonlyMap<string, Rule['action']> = new Map([
  ['allow', 'allow'],
  ['deny', 'deny'],
  ['pass', 'pass'],
  ['next-tier', 'pass'],
]);

/** `undefined` for rules that decide nothing: those that log, and those that are not evaluated. */
function ruleOf(
  body: JsonObject,
  place: Pick<Rule, 'direction' | 'index' | 'path'>,
  reader: CalicoReader,
): Rule | undefined {
  const { direction, path } = place;
  const text = textOf(fieldOf(body, 'action')) ?? '';
  const action = actions.get(text.toLowerCase());
  if (action === undefined) {
    if (text.toLowerCase() !== 'log')
      reader.report([...path, 'action'], `${JSON.stringify(text)} is no action of rules`);
    return undefined;
  }
  if (!isEvaluated(body, path, action, reader.report)) return undefined;
  const [here, there] =
    direction === 'ingress'
      ? (['destination', 'source'] as const)
      : (['source', 'destination'] as const);
  const own = fieldOf(body, here);
  return {
    ...place,
    name: nameOf(body),
    action,
    peers: withFamily(readEntity(fieldOf(body, there), [...path, there], reader), body, path),
    ...(isDemanding(own) && { own: readEntity(own, [...path, here], reader) }),
    ports: readCalicoPorts(body, path, reader.report),
  };
}

/** Ports of senders are not known: what asks for them may allow, and is not taken to deny. */
function isEvaluated(
  body: JsonObject,
  path: FieldPath,
  action: Rule['action'],
  report: Report,
): boolean {
  if (isObject(fieldOf(body, 'http')))
    report([...path, 'http'], 'rules of layer 7 are not evaluated: the ports count as open');
  if (!asksSourcePorts(body)) return true;
  report([...path, 'source'], 'ports of the sender are not evaluated');
  return action === 'allow';
}

function withFamily(peers: readonly Peer[], body: JsonObject, path: FieldPath): readonly Peer[] {
  const family = familyPeers(body, path);
  return family === undefined ? peers : [jointPeer([peers, family], [], path)];
}

function nameOf(body: JsonObject): string | undefined {
  return textOf(fieldOf(fieldOf(fieldOf(body, 'metadata'), 'annotations'), 'name'));
}
