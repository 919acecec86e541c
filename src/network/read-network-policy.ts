import { fieldOf, isList, isObject, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readSelector, type Selector } from '#kube/selector.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Direction } from '#model/network.ts';
import { type AddressRange, tryParseCidr } from './addresses.ts';
import {
  everyone,
  everySelector,
  type Peer,
  type Policy,
  type PolicySide,
  podPeer,
  type Rule,
  unordered,
} from './policy.ts';
import { type Report, readPolicyPorts } from './read-ports.ts';

/**
 * A NetworkPolicy (networking.k8s.io/v1). What the API server would refuse is reported and matches nothing. `blocksMeanPods`: an
 * ipBlock means pods with such addresses too.
 */
export function readNetworkPolicy(
  object: KubeObject,
  report: Report,
  blocksMeanPods = false,
): Policy {
  const spec = fieldOf(object.body, 'spec');
  const namespace = object.namespace ?? 'default';
  const path = ['spec', 'podSelector'];
  const pods = selectorAt(fieldOf(spec, 'podSelector'), path, report) ?? everySelector;
  const reader = { namespace, report, blocksMeanPods };
  return {
    object,
    ...unordered,
    subject: podPeer(namespace, pods, path),
    subjectPath: path,
    sides: { ingress: sideOf(spec, 'ingress', reader), egress: sideOf(spec, 'egress', reader) },
  };
}

interface Reader {
  readonly namespace: string;
  readonly report: Report;
  readonly blocksMeanPods: boolean;
}

function sideOf(
  spec: Json | undefined,
  direction: Direction,
  reader: Reader,
): PolicySide | undefined {
  if (!governs(spec, direction, reader.report)) return undefined;
  const rules = objectsOf(fieldOf(spec, direction)).map(([index, body]) =>
    ruleOf(body, direction, index, reader),
  );
  return { rules, isolates: true };
}

/** `policyTypes`; without them ingress always, and egress where there are rules for it. */
function governs(spec: Json | undefined, direction: Direction, report: Report): boolean {
  const types = fieldOf(spec, 'policyTypes');
  if (!isList(types) || types.length === 0)
    return direction === 'ingress' || isFilled(fieldOf(spec, 'egress'));
  for (const [at, type] of types.entries())
    if (type !== 'Ingress' && type !== 'Egress' && direction === 'ingress')
      report(['spec', 'policyTypes', at], 'a policy type is Ingress or Egress');
  return textsOf(types).includes(direction === 'ingress' ? 'Ingress' : 'Egress');
}

function isFilled(value: Json | undefined): boolean {
  return isList(value) && value.length > 0;
}

function ruleOf(body: JsonObject, direction: Direction, index: number, reader: Reader): Rule {
  const path = ['spec', direction, index];
  const field = direction === 'ingress' ? 'from' : 'to';
  const list = fieldOf(body, field);
  const peers = isFilled(list)
    ? objectsOf(list).flatMap(([at, item]) => peerOf(item, [...path, field, at], reader) ?? [])
    : [everyone];
  return {
    direction,
    index,
    name: undefined,
    action: 'allow',
    peers,
    ports: readPolicyPorts(fieldOf(body, 'ports'), [...path, 'ports'], reader.report),
    path,
  };
}

function peerOf(item: JsonObject, path: FieldPath, reader: Reader): Peer | undefined {
  const { namespace, report } = reader;
  const block = fieldOf(item, 'ipBlock');
  const pods = selectorAt(fieldOf(item, 'podSelector'), [...path, 'podSelector'], report);
  const namespaces = selectorAt(
    fieldOf(item, 'namespaceSelector'),
    [...path, 'namespaceSelector'],
    report,
  );
  if (isObject(block)) {
    if (pods !== undefined || namespaces !== undefined)
      report(path, 'ipBlock stands beside a selector: the API server refuses it');
    return blockOf(block, [...path, 'ipBlock'], reader);
  }
  if (pods === undefined && namespaces === undefined) {
    report(path, 'the peer names nobody: the API server refuses it');
    return undefined;
  }
  return podPeer(namespaces ?? namespace, pods ?? everySelector, path);
}

function blockOf(
  block: JsonObject,
  path: FieldPath,
  { report, blocksMeanPods }: Reader,
): Peer | undefined {
  const text = textOf(fieldOf(block, 'cidr')) ?? '';
  const range = tryParseCidr(text);
  if (range === undefined || !text.includes('/')) {
    report([...path, 'cidr'], `"${text}" is no CIDR`);
    return undefined;
  }
  const except = textsOf(fieldOf(block, 'except')).flatMap((one, at) => {
    const inner = tryParseCidr(one);
    if (inner !== undefined && inner.first >= range.first && inner.last <= range.last)
      return [inner];
    report([...path, 'except', at], `"${one}" is no CIDR within ${text}`);
    return [];
  });
  return addressesPeer([range], except, path, blocksMeanPods);
}

/** Addresses outside; with `meansPods` also pods that have one of them. */
export function addressesPeer(
  ranges: readonly AddressRange[],
  except: readonly AddressRange[],
  path: FieldPath,
  meansPods = false,
): Peer {
  const key = `${meansPods ? 'A' : 'a'}${spell(ranges)}!${spell(except)}`;
  return { kind: 'addresses', key, ranges, except, meansPods, path };
}

function spell(ranges: readonly AddressRange[]): string {
  return ranges.map(({ first, last }) => `${first}-${last}`).join(',');
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** A selector, with what the API server would refuse reported. `undefined` where none is written. */
export function selectorAt(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): Selector | undefined {
  for (const [at, item] of objectsOf(fieldOf(value, 'matchExpressions'))) {
    const operator = textOf(fieldOf(item, 'operator')) ?? '';
    const count = textsOf(fieldOf(item, 'values')).length;
    const place = [...path, 'matchExpressions', at];
    if (!operators.includes(operator)) report(place, `"${operator}" is no operator of selectors`);
    else if (operator.endsWith('In') && count === 0) report(place, `${operator} needs values`);
    else if (operator.includes('Exist') && count > 0) report(place, `${operator} takes no values`);
  }
  return readSelector(value);
}
