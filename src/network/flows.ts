import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { fieldOf, isObject, numberOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { type Protocol, protocols } from '#model/network.ts';
import type { NetworkFlow } from '#model/network-flow.ts';
import { earliest, latest, ownTimes, timesOf } from './flow-times.ts';

const maxBytes = 512 * 2 ** 20;
const maxFlows = 5_000_000;

/**
 * Reads flows that were seen, in one of three forms, told apart by their first line:
 * own lines of JSON `{"source":"shop/web","target":"shop/api","protocol":"TCP","port":8080,"count":3}`; lines of JSON as
 * `hubble observe -o jsonpb` prints them; CSV with a header that names `source`, `target` (or `src`, `dst`, `destination`),
 * `protocol` and `port` (or `dport`). Times (`time`, `firstSeen`, `lastSeen`) may stand beside. Replies, dropped packets and other protocols are left out. The same flow is counted up.
 * Throws `input.malformed` with the line, `limit.size`, `limit.entries`.
 */
export function parseFlows(text: string, path: string): readonly NetworkFlow[] {
  if (text.length > maxBytes)
    throw new CaissonError('limit.size', `${path} is larger than 512 MiB`);
  const isJson = text.trimStart().startsWith('{');
  const found = isJson ? jsonFlows(text, path) : csvFlows(text, path);
  const flows = new Map<string, NetworkFlow>();
  for (const flow of found) {
    const key = `${flow.source}\n${flow.target}\n${flow.protocol}\n${flow.port}`;
    const known = flows.get(key);
    flows.set(key, known === undefined ? flow : together(known, flow));
    if (flows.size > maxFlows)
      throw new CaissonError('limit.entries', `${path} has too many flows`);
  }
  return [...flows.values()];
}

function together(a: NetworkFlow, b: NetworkFlow): NetworkFlow {
  const first = earliest([a.firstSeen, b.firstSeen]);
  const last = latest([a.lastSeen, b.lastSeen]);
  return {
    ...a,
    count: a.count + b.count,
    ...(first !== undefined && { firstSeen: first }),
    ...(last !== undefined && { lastSeen: last }),
  };
}

function* linesOf(text: string): Iterable<readonly [number, string]> {
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const content = text.slice(start, end).trim();
    if (content !== '') yield [line, content];
    start = end + 1;
  }
}

function* jsonFlows(text: string, path: string): Iterable<NetworkFlow> {
  for (const [line, content] of linesOf(text)) {
    const value = parseJson(content, `${path}:${line}`) as Json;
    const evidence = `${path}:${line}`;
    const flow = fieldOf(value, 'flow') ?? (isObject(fieldOf(value, 'l4')) ? value : undefined);
    if (flow !== undefined) yield* hubbleFlow(flow, evidence);
    else if (isObject(value) && fieldOf(value, 'source') !== undefined)
      yield ownFlow(value, evidence);
    else if (!isObject(value)) throw new CaissonError('input.malformed', `${evidence} is no flow`);
  }
}

function ownFlow(value: Json, evidence: string): NetworkFlow {
  const source = textOf(fieldOf(value, 'source'));
  const target = textOf(fieldOf(value, 'target'));
  const protocol = protocolOf(textOf(fieldOf(value, 'protocol')) ?? 'TCP');
  const port = numberOf(fieldOf(value, 'port'));
  if (source === undefined || target === undefined || protocol === undefined || !isPort(port))
    throw new CaissonError(
      'input.malformed',
      `${evidence} is no flow: it needs source, target, protocol and port`,
    );
  return {
    source,
    target,
    protocol,
    port,
    count: numberOf(fieldOf(value, 'count')) ?? 1,
    evidence,
    ...timesOf((name) => textOf(fieldOf(value, name)), ownTimes),
  };
}

function isPort(port: number | undefined): port is number {
  return port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function protocolOf(text: string): Protocol | undefined {
  const names: Readonly<Record<string, Protocol>> = { '6': 'TCP', '17': 'UDP', '132': 'SCTP' };
  return (
    protocols.find((one) => one === text.toUpperCase()) ??
    (Object.hasOwn(names, text) ? names[text] : undefined)
  );
}

/** Hubble's Flow message: forwarded packets in the direction of the request. */
function* hubbleFlow(flow: Json, evidence: string): Iterable<NetworkFlow> {
  const verdict = textOf(fieldOf(flow, 'verdict')) ?? 'FORWARDED';
  const isReply = fieldOf(flow, 'is_reply') === true || fieldOf(flow, 'reply') === true;
  if (isReply || verdict === 'DROPPED' || verdict === 'ERROR') return;
  const found = protocols.flatMap((protocol) => {
    const port = numberOf(valueAt(flow, ['l4', protocol, 'destination_port']));
    return isPort(port) ? [{ protocol, port }] : [];
  });
  const [layer] = found;
  const source = hubbleEnd(flow, 'source');
  const target = hubbleEnd(flow, 'destination');
  if (layer === undefined || source === undefined || target === undefined) return;
  const times = timesOf((name) => textOf(fieldOf(flow, name)), ownTimes);
  yield { source, target, ...layer, count: 1, evidence, ...times };
}

function hubbleEnd(flow: Json, side: 'source' | 'destination'): string | undefined {
  const end = fieldOf(flow, side);
  const namespace = textOf(fieldOf(end, 'namespace')) ?? '';
  if (namespace !== '') {
    const [workload] = objectsOf(fieldOf(end, 'workloads'));
    const name = textOf(fieldOf(workload?.[1], 'name'));
    const kind = textOf(fieldOf(workload?.[1], 'kind'));
    if (name !== undefined)
      return kind === undefined ? `${namespace}/${name}` : `${namespace}/${kind}/${name}`;
    const pod = textOf(fieldOf(end, 'pod_name')) ?? '';
    if (pod !== '') return `${namespace}/Pod/${pod}`;
  }
  return textOf(valueAt(flow, ['IP', side]));
}

const columns: Readonly<
  Record<
    'source' | 'target' | 'protocol' | 'port' | 'count' | 'time' | 'firstSeen' | 'lastSeen',
    readonly string[]
  >
> = {
  source: ['source', 'src', 'src_ip', 'from'],
  target: ['target', 'destination', 'dst', 'dest', 'dst_ip', 'to'],
  protocol: ['protocol', 'proto'],
  port: ['port', 'dport', 'dst_port', 'destination_port'],
  count: ['count', 'packets', 'connections'],
  time: ['time', 'timestamp'],
  firstSeen: ['firstseen', 'first_seen', 'start', 'start_time'],
  lastSeen: ['lastseen', 'last_seen', 'end', 'end_time'],
};

function* csvFlows(text: string, path: string): Iterable<NetworkFlow> {
  let header: readonly string[] | undefined;
  for (const [line, content] of linesOf(text)) {
    if (content.startsWith('#')) continue;
    const cells = content.split(',').map((cell) => cell.trim().replace(/^"|"$/g, ''));
    if (header === undefined) {
      header = cells.map((cell) => cell.toLowerCase());
      continue;
    }
    const names = header;
    yield csvFlow(
      (name) => cells[names.findIndex((one) => columns[name].includes(one))],
      `${path}:${line}`,
    );
  }
}

function csvFlow(
  cell: (name: keyof typeof columns) => string | undefined,
  evidence: string,
): NetworkFlow {
  const protocol = protocolOf(cell('protocol') ?? 'TCP');
  const port = Number(cell('port'));
  const source = cell('source') ?? '';
  const target = cell('target') ?? '';
  if (source === '' || target === '' || protocol === undefined || !isPort(port))
    throw new CaissonError(
      'input.malformed',
      `${evidence} is no flow: it needs source, target, protocol and port`,
    );
  const count = Number(cell('count') ?? 1);
  return {
    source,
    target,
    protocol,
    port,
    count: Number.isFinite(count) ? count : 1,
    evidence,
    ...timesOf(cell, ownTimes),
  };
}
