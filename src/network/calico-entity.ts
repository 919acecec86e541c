import {
  fieldOf,
  isList,
  isObject,
  numberOf,
  textMapOf,
  textOf,
  textsOf,
  valueAt,
} from '#kube/json.ts';
import { selectorOfLabels } from '#kube/selector.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type AddressRange, allV4, allV6, tryParseCidr } from './addresses.ts';
import {
  both,
  type Expression,
  type LabelTest,
  prefixed,
  tryParseSelector,
} from './calico-selector.ts';
import { namespaceLabel, namespacePrefix, podPeersOf } from './calico-terms.ts';
import { accountLabel, accountPrefix, type CalicoWorld } from './calico-world.ts';
import { everyone, jointPeer, type Peer, podPeer } from './policy.ts';
import { addressesPeer } from './read-network-policy.ts';
import type { Report } from './read-ports.ts';

/** What the parts of a policy are read with. */
export interface CalicoReader {
  readonly world: CalicoWorld;
  /** Absent for policies of the whole cluster. */
  readonly namespace: string | undefined;
  readonly report: Report;
}

/** Whom `source` or `destination` of a rule means: all that is demanded must hold. */
export function readEntity(
  entity: Json | undefined,
  path: FieldPath,
  reader: CalicoReader,
): readonly Peer[] {
  if (!isObject(entity)) return [everyone];
  const every = [
    selectedBy(entity, path, reader),
    netsIn(entity, 'nets', path, reader),
    behindService(entity, [...path, 'services'], reader),
    namedBy(entity, [...path, 'domains']),
  ].filter((one) => one !== undefined);
  const without = [
    ...(netsIn(entity, 'notNets', path, reader) ?? []),
    ...(excludedBy(entity, path, reader) ?? []),
  ];
  const [only] = every;
  if (without.length === 0 && every.length < 2) return only ?? [everyone];
  return [jointPeer(every, without, path)];
}

/** Whether anything is demanded of a side besides its ports. */
export function isDemanding(entity: Json | undefined): boolean {
  const demands = [
    'nets',
    'notNets',
    'selector',
    'notSelector',
    'namespaceSelector',
    'serviceAccounts',
    'services',
    'domains',
  ];
  return demands.some((field) => {
    const value = fieldOf(entity, field);
    return isList(value) ? value.length > 0 : isObject(value) || (textOf(value) ?? '') !== '';
  });
}

/** Addresses of one family, with the pods that have them. */
export function familyPeers(rule: Json, path: FieldPath): readonly Peer[] | undefined {
  const version = numberOf(fieldOf(rule, 'ipVersion'));
  if (version === undefined) return undefined;
  return [addressesPeer([version === 6 ? allV6 : allV4], [], [...path, 'ipVersion'], true)];
}

export const isInNamespace: LabelTest = {
  type: 'test',
  key: namespaceLabel,
  operator: 'has',
  values: [],
};

/** A selector that is written as text; `undefined`, and a report, for what is none. */
export function readSelectorText(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): Expression | undefined {
  const text = textOf(value) ?? '';
  const found = tryParseSelector(text);
  if (found === undefined) report(path, `${JSON.stringify(text)} is no selector`);
  return found;
}

/** Pods and sets of networks that a selector means; nobody where it is none. */
function meantBy(
  expression: Expression | undefined,
  { path, text }: { readonly path: FieldPath; readonly text: string },
  { world, report }: CalicoReader,
): readonly Peer[] {
  if (expression === undefined) return [];
  const pods = podPeersOf(expression, path, text, world);
  if (pods === undefined)
    report(path, 'the selector has too many alternatives: it matches nothing');
  const networks = world.networksOf(expression);
  return [
    ...(pods ?? []),
    ...(networks.length > 0 ? [addressesPeer(networks, [], path, true)] : []),
  ];
}

/** `selector`, `namespaceSelector` and `serviceAccounts` together, in the policy's namespace where none is named. */
function selectedBy(
  entity: JsonObject,
  path: FieldPath,
  reader: CalicoReader,
): readonly Peer[] | undefined {
  if (!isSelecting(entity, reader)) return undefined;
  const { namespace, report } = reader;
  const selector = textIn(entity, 'selector');
  const namespaces = textIn(entity, 'namespaceSelector');
  const parts = [
    placeOf(namespaces, path, reader),
    readSelectorText(selector, [...path, 'selector'], report),
    ofAccounts(fieldOf(entity, 'serviceAccounts'), [...path, 'serviceAccounts'], reader),
  ];
  if (parts.includes(undefined)) return [];
  const demands = parts.flatMap((one) => one ?? []);
  const text = [
    selector === '' ? 'all()' : selector,
    ...(namespaces === '' ? [] : [`namespaceSelector ${namespaces}`]),
    ...(namespaces === '' && namespace !== undefined ? [`namespace ${namespace}`] : []),
  ].join(', ');
  return meantBy(both(...demands), { path, text }, reader);
}

/** In a namespace a selector that leaves out limits the rule to that namespace too. */
function isSelecting(entity: JsonObject, { namespace }: CalicoReader): boolean {
  const fields = [
    'selector',
    'namespaceSelector',
    ...(namespace === undefined ? [] : ['notSelector']),
  ];
  return (
    isObject(fieldOf(entity, 'serviceAccounts')) ||
    fields.some((field) => textIn(entity, field) !== '')
  );
}

function textIn(entity: JsonObject, field: string): string {
  return textOf(fieldOf(entity, field)) ?? '';
}

function placeOf(
  text: string,
  path: FieldPath,
  { namespace, report }: CalicoReader,
): Expression | undefined {
  if (text === '') return namespace === undefined ? { type: 'all' } : inNamespace(namespace);
  const found = readSelectorText(text, [...path, 'namespaceSelector'], report);
  return found && prefixed(found, namespacePrefix, isInNamespace);
}

export function inNamespace(namespace: string): LabelTest {
  return { type: 'test', key: namespaceLabel, operator: 'in', values: [namespace] };
}

function ofAccounts(
  accounts: Json | undefined,
  path: FieldPath,
  { report }: CalicoReader,
): Expression | undefined {
  const names = textsOf(fieldOf(accounts, 'names'));
  const named: Expression =
    names.length === 0
      ? { type: 'all' }
      : { type: 'test', key: accountLabel, operator: 'in', values: names };
  const labels = accountSelector(fieldOf(accounts, 'selector'), [...path, 'selector'], report);
  return labels && both(named, labels);
}

/** Demands of the labels of ServiceAccounts. */
export function accountSelector(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): Expression | undefined {
  const found = readSelectorText(value, path, report);
  const any: LabelTest = { type: 'test', key: accountLabel, operator: 'has', values: [] };
  if (found === undefined || found.type === 'all') return found;
  return prefixed(found, accountPrefix, any);
}

/** `notSelector` stands for endpoints of all namespaces. */
function excludedBy(
  entity: JsonObject,
  path: FieldPath,
  reader: CalicoReader,
): readonly Peer[] | undefined {
  const text = textIn(entity, 'notSelector');
  if (text === '') return undefined;
  const place = [...path, 'notSelector'];
  return meantBy(readSelectorText(text, place, reader.report), { path: place, text }, reader);
}

function netsIn(
  entity: JsonObject,
  field: 'nets' | 'notNets',
  path: FieldPath,
  { report }: CalicoReader,
): readonly Peer[] | undefined {
  const texts = textsOf(fieldOf(entity, field));
  if (texts.length === 0) return undefined;
  const place = [...path, field];
  const ranges = texts.flatMap((text, at): readonly AddressRange[] => {
    const range = tryParseCidr(text);
    if (range === undefined) report([...place, at], `${JSON.stringify(text)} is no CIDR`);
    return range === undefined ? [] : [range];
  });
  return [addressesPeer(ranges, [], place, true)];
}

function namedBy(entity: JsonObject, path: FieldPath): readonly Peer[] | undefined {
  const names = textsOf(fieldOf(entity, 'domains'));
  if (names.length === 0) return undefined;
  return [{ kind: 'domains', key: `d${names.join(',')}`, names, path }];
}

/** The pods that a service selects. */
function behindService(
  entity: JsonObject,
  path: FieldPath,
  { world, namespace, report }: CalicoReader,
): readonly Peer[] | undefined {
  const reference = fieldOf(entity, 'services');
  if (!isObject(reference)) return undefined;
  const name = textOf(fieldOf(reference, 'name')) ?? '';
  const place = textOf(fieldOf(reference, 'namespace')) ?? namespace ?? 'default';
  const service = world.view.find('', 'Service', name, place);
  const labels = textMapOf(service && valueAt(service.body, ['spec', 'selector']));
  if (labels.size > 0) return [podPeer(place, selectorOfLabels(labels), path)];
  report(
    path,
    `there is no service "${place}/${name}" that selects pods: the rule matches nothing`,
  );
  return [];
}
