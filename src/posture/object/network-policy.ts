import { BlockList, isIP } from 'node:net';
import { fieldOf, isList, isObject, listOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { isEverywhere } from './exposure.ts';

/** Why a rule of a NetworkPolicy is open to all: who, and where in the rule that stands. */
export interface OpenRule {
  readonly text: string;
  readonly path: FieldPath;
  /** Ports that it is limited to, for telling rules apart. */
  readonly ports: string;
}

/**
 * Whether a rule (of `ingress` with `from`, of `egress` with `to`) lets everybody in or out: no peers and no ports, an empty
 * namespace selector, or every address on every port. A rule with ports but no peers opens single ports: that is a decision.
 */
export function opensAll(rule: JsonObject, side: 'from' | 'to'): OpenRule | undefined {
  const peers = fieldOf(rule, side);
  const ports = listOf(fieldOf(rule, 'ports'));
  const limits = JSON.stringify(ports);
  if (!isList(peers) || peers.length === 0)
    return ports.length > 0
      ? undefined
      : { text: 'everything inside and outside the cluster', path: [], ports: limits };
  for (const [at, peer] of objectsOf(peers)) {
    const found = openPeer(peer, ports.length > 0);
    if (found !== undefined) return { ...found, path: [side, at, ...found.path], ports: limits };
  }
  return undefined;
}

function openPeer(
  peer: JsonObject,
  hasPorts: boolean,
): { readonly text: string; readonly path: FieldPath } | undefined {
  const namespaces = fieldOf(peer, 'namespaceSelector');
  const pods = fieldOf(peer, 'podSelector');
  if (isEmpty(namespaces) && (pods === undefined || isEmpty(pods)) && !hasPorts)
    return { text: 'every pod of the cluster', path: ['namespaceSelector'] };
  const cidr = textOf(valueAt(peer, ['ipBlock', 'cidr']));
  if (cidr === undefined || !isEverywhere(cidr) || hasPorts) return undefined;
  if (listOf(valueAt(peer, ['ipBlock', 'except'])).length > 0) return undefined;
  return { text: `every address (${cidr})`, path: ['ipBlock', 'cidr'] };
}

/** A selector that is there and selects everything. */
function isEmpty(value: Json | undefined): boolean {
  return isObject(value) && Object.values(value).every(isEmptyValue);
}

function isEmptyValue(value: Json | undefined): boolean {
  return isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** Whether a text is a CIDR of IPv4 or IPv6. */
export function isCidr(text: string): boolean {
  return parse(text) !== undefined;
}

/** Whether a CIDR lies inside another of the same family. */
export function isWithin(inner: string, outer: string): boolean {
  const [one, other] = [parse(inner), parse(outer)];
  if (one === undefined || other === undefined || one.family !== other.family) return false;
  const block = new BlockList();
  block.addSubnet(other.address, other.bits, other.family);
  return one.bits >= other.bits && block.check(one.address, one.family);
}

interface Cidr {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parse(text: string): Cidr | undefined {
  const match = /^([\da-fA-F.:]{2,45})\/(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const [, address = '', digits = ''] = match;
  const version = isIP(address);
  const bits = Number(digits);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return undefined;
  return { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}
