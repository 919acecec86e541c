import { fieldOf, isList, isObject, numberOf, objectsOf, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type PortRange, type Protocol, protocols } from '#model/network.ts';
import type { NamedPort, PortRequest } from './policy.ts';
import { allPorts, type Report } from './read-ports.ts';

/** `toPorts` of Cilium's rules: `ports` of all entries together. Rules of layer 7 beside them are reported, not evaluated. */
export function readCiliumPorts(
  value: Json | undefined,
  path: FieldPath,
  report: Report,
): PortRequest {
  if (!isList(value) || value.length === 0) return allPorts;
  const ranges: PortRange[] = [];
  const names: NamedPort[] = [];
  for (const [at, entry] of objectsOf(value)) {
    if (isObject(fieldOf(entry, 'rules')))
      report([...path, at, 'rules'], 'rules of layer 7 are not evaluated: the ports count as open');
    const entries = objectsOf(fieldOf(entry, 'ports')).flatMap(([, item]) => entriesOf(item));
    for (const one of entries) {
      if ('name' in one) names.push(one);
      else ranges.push(one);
    }
  }
  return { ranges, names };
}

function entriesOf(item: JsonObject): readonly (PortRange | NamedPort)[] {
  const port = textOf(fieldOf(item, 'port')) ?? String(numberOf(fieldOf(item, 'port')) ?? '0');
  return protocolsOf(item).map((protocol) =>
    /^\d+$/.test(port)
      ? rangeOf(Number(port), numberOf(fieldOf(item, 'endPort')), protocol)
      : { name: port, protocol },
  );
}

/** Port 0 is every port. */
function rangeOf(port: number, end: number | undefined, protocol: Protocol): PortRange {
  if (port === 0) return { protocol, first: 1, last: 65_535 };
  return { protocol, first: port, last: Math.max(port, end ?? 0) };
}

function protocolsOf(item: JsonObject): readonly Protocol[] {
  const text = (textOf(fieldOf(item, 'protocol')) ?? 'ANY').toUpperCase();
  return text === 'ANY' || text === '' ? protocols : protocols.filter((one) => one === text);
}
