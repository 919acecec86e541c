import { fieldOf, isList, isObject, numberOf, objectsOf, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type PortRange, type Protocol, protocols } from '#model/network.ts';
import type { NamedPort, PortRequest } from './policy.ts';
import { readProtocol } from './workloads.ts';

/** Says what is wrong at a field; the reader goes on. */
export type Report = (path: FieldPath, text: string) => void;

/** All ports of all protocols. */
export const allPorts: PortRequest = { ranges: 'all', names: [] };

const lastPort = 65_535;

/** `ports` of a NetworkPolicy (networking.k8s.io/v1, NetworkPolicyPort). Absent or empty: all. */
export function readPolicyPorts(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): PortRequest {
  return readList(value, (item, at) => policyPort(item, [...path, at], report));
}

/** `ports` of AdminNetworkPolicy (v1alpha1): `portNumber`, `portRange` or `namedPort`. */
export function readAdminPorts(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): PortRequest {
  return readList(value, (item, at) => adminPort(item, [...path, at], report));
}

/** `protocols` of ClusterNetworkPolicy (v1alpha2): `tcp`, `udp`, `sctp` or `destinationNamedPort`. */
export function readProtocols(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): PortRequest {
  return readList(value, (item, at) => protocolEntry(item, [...path, at], report));
}

type Entry = PortRange | NamedPort | undefined;

function readList(
  value: Json | undefined,
  read: (item: JsonObject, at: number) => Entry,
): PortRequest {
  if (!isList(value) || value.length === 0) return allPorts;
  const entries = objectsOf(value).flatMap(([at, item]) => read(item, at) ?? []);
  return {
    ranges: entries.filter((entry) => 'first' in entry),
    names: entries.filter((entry) => 'name' in entry),
  };
}

function policyPort(item: JsonObject, path: FieldPath, report: Report): Entry {
  const protocol = protocolAt(item, path, report);
  if (protocol === undefined) return undefined;
  const port = fieldOf(item, 'port');
  const end = numberOf(fieldOf(item, 'endPort'));
  if (port === undefined || port === null) return { protocol, first: 1, last: lastPort };
  if (typeof port === 'string') {
    if (/^\d+$/.test(port))
      report([...path, 'port'], `"${port}" is a name of digits only: the API server refuses it`);
    return { name: port, protocol };
  }
  return rangeAt(protocol, numberOf(port), end ?? numberOf(port), { path, report });
}

function adminPort(item: JsonObject, path: FieldPath, report: Report): Entry {
  const named = textOf(fieldOf(item, 'namedPort'));
  if (named !== undefined) return { name: named, protocol: undefined };
  const single = fieldOf(item, 'portNumber');
  const range = fieldOf(item, 'portRange');
  const body = isObject(single) ? single : range;
  if (!isObject(body)) {
    report(path, 'a port needs one of portNumber, portRange and namedPort');
    return undefined;
  }
  const protocol = protocolAt(body, path, report);
  if (protocol === undefined) return undefined;
  const port = numberOf(fieldOf(body, 'port'));
  if (isObject(single)) return rangeAt(protocol, port, port, { path, report });
  const first = numberOf(fieldOf(body, 'start'));
  return rangeAt(protocol, first, numberOf(fieldOf(body, 'end')), { path, report });
}

function protocolEntry(item: JsonObject, path: FieldPath, report: Report): Entry {
  const named = textOf(fieldOf(item, 'destinationNamedPort'));
  if (named !== undefined && named !== '') return { name: named, protocol: undefined };
  for (const protocol of protocols) {
    const body = fieldOf(item, protocol.toLowerCase());
    if (!isObject(body)) continue;
    const port = fieldOf(body, 'destinationPort');
    if (!isObject(port)) return { protocol, first: 1, last: lastPort };
    const range = fieldOf(port, 'range');
    const number = numberOf(fieldOf(port, 'number'));
    const first = isObject(range) ? numberOf(fieldOf(range, 'start')) : number;
    const last = isObject(range) ? numberOf(fieldOf(range, 'end')) : number;
    return rangeAt(protocol, first, last, { path, report });
  }
  report(path, 'a protocol needs one of tcp, udp, sctp and destinationNamedPort');
  return undefined;
}

function protocolAt(item: JsonObject, path: FieldPath, report: Report): Protocol | undefined {
  const protocol = readProtocol(fieldOf(item, 'protocol'));
  if (protocol === undefined)
    report([...path, 'protocol'], 'the protocol is none of TCP, UDP and SCTP');
  return protocol;
}

function rangeAt(
  protocol: Protocol,
  first: number | undefined,
  last: number | undefined,
  { path, report }: { readonly path: FieldPath; readonly report: Report },
): PortRange | undefined {
  const isValid =
    first !== undefined &&
    last !== undefined &&
    Number.isInteger(first) &&
    Number.isInteger(last) &&
    first >= 1 &&
    last <= lastPort &&
    first <= last;
  if (isValid) return { protocol, first, last };
  report(
    path,
    `the range of ports ${first ?? '?'} to ${last ?? '?'} is empty or out of 1 to 65535`,
  );
  return undefined;
}
