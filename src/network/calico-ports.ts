import { fieldOf, isObject, listOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type PortRange, type Protocol, protocols } from '#model/network.ts';
import type { NamedPort, PortRequest } from './policy.ts';
import { allPorts, type Report } from './read-ports.ts';

const lastPort = 65_535;

/**
 * `protocol`, `notProtocol` and the destination's `ports` and `notPorts` of a rule of Calico. Other protocols than TCP, UDP and SCTP
 * have no ports here: such rules match none.
 */
export function readCalicoPorts(rule: Json, path: FieldPath, report: Report): PortRequest {
  const meant = protocolsOf(rule);
  const destination = fieldOf(rule, 'destination');
  const place = [...path, 'destination'];
  const ports = listOf(fieldOf(destination, 'ports'));
  const not = listOf(fieldOf(destination, 'notPorts'));
  if (ports.length === 0 && not.length === 0 && meant.length === protocols.length) return allPorts;
  const wanted = ports.flatMap((one, at) => portsOf(one, [...place, 'ports', at], report));
  const open = ports.length === 0 ? [{ first: 1, last: lastPort }] : wanted.filter(isRange);
  const shut = not
    .flatMap((one, at) => portsOf(one, [...place, 'notPorts', at], report))
    .filter((one, at) => {
      if (isRange(one)) return true;
      report([...place, 'notPorts', at], 'names of ports that are left out are not evaluated');
      return false;
    })
    .filter(isRange);
  const names = wanted.flatMap((one) => (isRange(one) ? [] : [one.name]));
  return {
    ranges: meant.flatMap((protocol): readonly PortRange[] =>
      without(open, shut).map((range) => ({ protocol, ...range })),
    ),
    names: names.flatMap((name) => meant.map((protocol): NamedPort => ({ name, protocol }))),
  };
}

/** Whether a rule asks for ports of the sender. */
export function asksSourcePorts(rule: Json): boolean {
  const source = fieldOf(rule, 'source');
  return ['ports', 'notPorts'].some((field) => listOf(fieldOf(source, field)).length > 0);
}

const numbers: ReadonlyMap<Json, Protocol> = new Map<Json, Protocol>([
  [6, 'TCP'],
  [17, 'UDP'],
  [132, 'SCTP'],
]);

function protocolsOf(rule: Json): readonly Protocol[] {
  const wanted = fieldOf(rule, 'protocol');
  const not = fieldOf(rule, 'notProtocol');
  const all = isWritten(wanted)
    ? [protocolOf(wanted)].filter((one) => one !== undefined)
    : protocols;
  const isIcmp = isObject(fieldOf(rule, 'icmp'));
  return isIcmp || !isWritten(not)
    ? isIcmp
      ? []
      : all
    : all.filter((one) => one !== protocolOf(not));
}

function isWritten(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '';
}

function protocolOf(value: Json): Protocol | undefined {
  if (typeof value !== 'string') return numbers.get(value);
  const text = value.toUpperCase();
  return protocols.find((one) => one === text) ?? numbers.get(Number(text));
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function isRange(port: Range | { readonly name: string }): port is Range {
  return 'first' in port;
}

/** A number, `first:last` or the name of a container port. */
function portsOf(
  value: Json,
  path: FieldPath,
  report: Report,
): readonly (Range | { readonly name: string })[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (!/^[\d:]+$/.test(text) && /^[\w.-]+$/.test(text)) return [{ name: text }];
  const range = rangeOf(text);
  if (range !== undefined) return [range];
  report(path, `${JSON.stringify(value)} is no port and no range of ports`);
  return [];
}

function rangeOf(text: string): Range | undefined {
  const match = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  return first <= last && last <= lastPort ? { first, last } : undefined;
}

/** What of some ranges is in none of others. */
function without(open: readonly Range[], shut: readonly Range[]): readonly Range[] {
  let left = open;
  for (const { first, last } of shut)
    left = left.flatMap((one) => [
      ...(one.first < first ? [{ first: one.first, last: Math.min(one.last, first - 1) }] : []),
      ...(one.last > last ? [{ first: Math.max(one.first, last + 1), last: one.last }] : []),
    ]);
  return left;
}
