import type { AnswerOf } from '#wire/routes.ts';
import { townNames } from './seed-town.ts';

type NodeOfMap = AnswerOf<'readMap'>['nodes'][number];

type EdgeOfMap = AnswerOf<'readMap'>['edges'][number];

const spots = [
  [1, 0],
  [1, 1],
  [2, 0],
  [2, 3],
  [3, 3],
  [1, 2],
  [3, 1],
  [2, 1],
  [0, 5],
  [1, 3],
] as const;

function spotOf(at: number): { readonly x: number; readonly y: number } {
  const [x, y] = spots[at] ?? spots[0];
  return { x: x * 260, y: y * 64 };
}

/** The map of all workloads. */
export function makeMap(now: number): AnswerOf<'readMap'> {
  const nodes = townNames.map(([label, , exposure], at) => ({
    ...(at === 8
      ? { id: 'namespace:west-1:data', kind: 'namespace' as const, label: 'data', members: 14 }
      : {
          id: `workload:${at}`,
          kind: 'workload' as const,
          label,
          members: 1,
          workload: `w-${at}`,
        }),
    exposure,
    incidents: at === 0 ? 2 : 0,
    P0: at === 0 ? 1 : 0,
    P1: at < 3 ? 3 - at : 0,
    ...spotOf(at),
  }));
  function outside(id: 'internet' | 'address', label: string, x: number): NodeOfMap {
    const quiet = { members: 0, exposure: 'unknown', incidents: 0, P0: 0, P1: 0 } as const;
    return { id, kind: id, label, ...quiet, x, y: 60 };
  }
  function edge(from: string, to: string, basis: EdgeOfMap['basis'], count: number): EdgeOfMap {
    const last = count > 0 ? { last: now - 5000 } : {};
    return { from, to, ports: ['tcp/443'], count, basis, ...last };
  }
  return {
    nodes: [
      ...nodes,
      outside('internet', 'Internet', 0),
      outside('address', 'Other addresses', 1040),
    ],
    edges: [
      edge('internet', 'workload:0', 'both', 81_222),
      edge('internet', 'workload:1', 'both', 40_000),
      edge('internet', 'workload:5', 'allowed', 0),
      edge('internet', 'workload:9', 'allowed', 0),
      edge('workload:0', 'workload:7', 'observed', 4000),
      edge('workload:0', 'workload:2', 'both', 300),
      edge('workload:1', 'workload:2', 'both', 1300),
      edge('workload:5', 'workload:3', 'allowed', 0),
      edge('workload:2', 'workload:6', 'both', 12_400),
      edge('workload:3', 'workload:4', 'observed', 90),
      edge('workload:0', 'address', 'observed', 3),
      edge('workload:9', 'workload:3', 'allowed', 0),
    ],
    layout: 'ab'.repeat(16),
    hidden: 3,
  };
}
