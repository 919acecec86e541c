import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { worstExposure } from '../../asset/standing.ts';
import { type Box, boxesOf, parseExpand } from './group.ts';
import { layoutOf } from './layout.ts';
import { readTalks, readWorkloads, type Talk, type TalkingWorkload } from './talk.ts';

type NetworkMap = AnswerOf<'readMap'>;
type MapEdge = NetworkMap['edges'][number];

const mostNodes = 300;
const mostEdges = 1500;
const mostPorts = 10;
/** What is opened by itself; the rest of the 300 is for what a person opens. */
const opened = 120;
const hourMs = 3_600_000;

/** The map within reach: boxes, edges and where they stand. What does not fit is counted as hidden, least urgent first. */
export async function readNetworkMap(
  reader: SqlReader,
  reach: Reach,
  query: InputOf<'readMap'>['query'],
  now: number,
): Promise<NetworkMap> {
  const workloads = await readWorkloads(reader, reach, query);
  const talks = await readTalks(reader, reach, workloads, now - query.hours * hourMs);
  const all = boxesOf(workloads, parseExpand(query.expand), opened);
  const shown = all.toSorted(byUrgency).slice(0, mostNodes - 2);
  const edges = edgesOf(shown, talks);
  const ids = [...shown.map(({ id }) => id), ...outsideIn(edges)];
  const points = layoutOf(ids, edges);
  const hidden = all.length - shown.length;
  const nodes = ids
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((id) => ({
      ...nodeOf(
        id,
        shown.find((box) => box.id === id),
      ),
      ...(points.get(id) ?? { x: 0, y: 0 }),
    }));
  return { nodes, edges, layout: contentHash(nodes, edges), hidden };
}

/** Names the picture: the same hash has the same places. */
function contentHash(nodes: NetworkMap['nodes'], edges: readonly MapEdge[]): string {
  const content = [nodes.map(({ id }) => id), edges.map(({ from, to }) => [from, to])];
  return sha256Hex(JSON.stringify(content)).slice(0, 32);
}

function nodeOf(id: string, box: Box | undefined): Omit<NetworkMap['nodes'][number], 'x' | 'y'> {
  if (box === undefined) {
    const isInternet = id === 'internet';
    return {
      id,
      kind: isInternet ? 'internet' : 'address',
      label: isInternet ? 'Internet' : 'Other addresses',
      members: 0,
      exposure: isInternet ? 'internet' : 'unknown',
      incidents: 0,
      P0: 0,
      P1: 0,
    };
  }
  const [first] = box.members;
  return {
    id,
    kind: box.kind,
    label: box.label,
    ...(box.kind === 'workload' && first !== undefined && { workload: String(first.id) }),
    members: box.members.length,
    exposure: worstExposure(box.members.map(({ exposure }) => exposure)),
    incidents: sum(box, ({ incidents }) => incidents),
    P0: sum(box, ({ p0 }) => p0),
    P1: sum(box, ({ p1 }) => p1),
  };
}

function edgesOf(boxes: readonly Box[], talks: readonly Talk[]): MapEdge[] {
  const boxOf = new Map(boxes.flatMap(({ id, members }) => members.map((one) => [one.id, id])));
  const edges = new Map<string, MapEdge>();
  function add(from: string, to: string, talk: Omit<Talk, 'from' | 'to'>): void {
    const key = JSON.stringify([from, to]);
    edges.set(key, joined(edges.get(key), { ...talk, from, to }));
  }
  for (const talk of talks) {
    const from = typeof talk.from === 'string' ? talk.from : boxOf.get(talk.from);
    const to = typeof talk.to === 'string' ? talk.to : boxOf.get(talk.to);
    if (from !== undefined && to !== undefined && from !== to) add(from, to, talk);
  }
  for (const box of boxes)
    if (box.members.some(({ exposure }) => exposure === 'internet'))
      add('internet', box.id, { ports: [], count: 0, last: undefined, basis: 'allowed' });
  return [...edges.values()]
    .toSorted((a, b) => b.count - a.count || compare(a, b))
    .slice(0, mostEdges)
    .toSorted(compare);
}

function compare(a: MapEdge, b: MapEdge): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to === b.to) return 0;
  return a.to < b.to ? -1 : 1;
}

function joined(
  before: MapEdge | undefined,
  talk: Omit<Talk, 'from' | 'to'> & { readonly from: string; readonly to: string },
): MapEdge {
  const { from, to, basis } = talk;
  const old: MapEdge = before ?? { from, to, ports: [], count: 0, basis };
  const ports = new Set([...old.ports, ...talk.ports]);
  const last = Math.max(old.last ?? 0, talk.last ?? 0);
  return {
    from,
    to,
    ports: [...ports].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, mostPorts),
    count: old.count + talk.count,
    basis: old.basis === basis ? basis : 'both',
    ...(last > 0 && { last }),
  };
}

function outsideIn(edges: readonly MapEdge[]): readonly string[] {
  return ['internet', 'address'].filter((id) =>
    edges.some(({ from, to }) => from === id || to === id),
  );
}

function byUrgency(a: Box, b: Box): number {
  return weight(b) - weight(a) || (a.id < b.id ? -1 : 1);
}

function weight(box: Box): number {
  const exposed = box.members.some(({ exposure }) => exposure === 'internet') ? 10 : 0;
  return (
    sum(box, ({ incidents, p0, p1 }) => 1000 * incidents + 100 * p0 + 10 * p1) +
    exposed +
    Math.min(9, box.members.length / 1000)
  );
}

function sum(box: Box, of: (workload: TalkingWorkload) => number): number {
  return box.members.reduce((total, workload) => total + of(workload), 0);
}
