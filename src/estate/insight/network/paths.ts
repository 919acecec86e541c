import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { formatCursor, parseCursor } from '../../cursor.ts';
import { type AttackPath, type Hop, toPath } from './path.ts';
import { readGains, readWaysIn, type WayIn } from './path-facts.ts';
import { readTalks, readWorkloads, type Talk, type TalkingWorkload } from './talk.ts';

const mostHops = 4;
const mostPaths = 2000;
/** From the entry to its end. */
type Route = readonly [Hop, ...Hop[]];

const seenMs = 7 * 86_400_000;

/** Ways from outside to a node or to secrets, worst first. */
export async function listAttackPaths(
  reader: SqlReader,
  reach: Reach,
  query: InputOf<'listAttackPaths'>['query'],
  now: number,
): Promise<AnswerOf<'listAttackPaths'>> {
  const all = await findPaths(reader, reach, now);
  const rest = query.cursor === undefined ? all : behind(all, query.cursor);
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  const hasMore = rest.length > items.length && last !== undefined;
  return {
    items,
    total: all.length,
    ...(hasMore && { next: formatCursor([last.score, last.id]) }),
  };
}

function behind(all: readonly AttackPath[], cursor: string): readonly AttackPath[] {
  const [score, id] = parseCursor(cursor, ['real', 'string']);
  return all.filter((path) => compare(path, { score: Number(score), id: String(id) }) > 0);
}

/** One path; `input.not-found` where it is not, or no longer, or out of reach. */
export async function readAttackPath(
  reader: SqlReader,
  reach: Reach,
  id: string,
  now: number,
): Promise<AttackPath> {
  const path = (await findPaths(reader, reach, now)).find((one) => one.id === id);
  if (path === undefined) throw new CaissonError('input.not-found', 'there is no such path');
  return path;
}

/**
 * The shortest way to each workload that leads on, over workloads that can be got into. Work is linear in workloads and connections;
 * one path for each workload at its end.
 */
async function findPaths(
  reader: SqlReader,
  reach: Reach,
  now: number,
): Promise<readonly AttackPath[]> {
  const workloads = await readWorkloads(reader, reach);
  const ways = await readWaysIn(reader, reach, workloads);
  const open = workloads.filter(({ asset }) => asset !== undefined && ways.has(asset));
  const entries = open.filter(({ exposure }) => exposure === 'internet' || exposure === 'unknown');
  if (entries.length === 0) return [];
  const talks = await readTalks(reader, reach, open, now - seenMs);
  const reached = spread(entries, open, { ways, talks });
  const gains = await readGains(reader, reach, [...reached.values()].map(endOf));
  const paths = [...reached.values()].flatMap((hops) => {
    const gain = gains.get(endOf(hops).id);
    return (gain && toPath(hops, gain)) ?? [];
  });
  return paths.toSorted(compare).slice(0, mostPaths);
}

function endOf(hops: Route): TalkingWorkload {
  return (hops.at(-1) ?? hops[0]).workload;
}

function compare(a: Pick<AttackPath, 'score' | 'id'>, b: Pick<AttackPath, 'score' | 'id'>): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** Breadth first from the entries; those known to be exposed before those that may be. */
function spread(
  entries: readonly TalkingWorkload[],
  open: readonly TalkingWorkload[],
  { ways, talks }: { readonly ways: ReadonlyMap<number, WayIn>; readonly talks: readonly Talk[] },
): ReadonlyMap<number, Route> {
  const byId = new Map(open.map((workload) => [workload.id, workload]));
  const next = Map.groupBy(talks, ({ from }) => from);
  const queue = entries.toSorted(byExposure).flatMap((workload): readonly Route[] => {
    const way = ways.get(workload.asset ?? 0);
    return way === undefined ? [] : [[{ workload, way }]];
  });
  const reached = new Map(queue.map((hops) => [endOf(hops).id, hops]));
  for (let at = 0; at < queue.length; at += 1) {
    const hops = queue[at];
    if (hops === undefined || hops.length >= mostHops) continue;
    for (const talk of next.get(endOf(hops).id) ?? []) {
      const hop = hopTo(talk, byId, ways);
      if (hop === undefined || reached.has(hop.workload.id)) continue;
      const more: Route = [...hops, hop];
      reached.set(hop.workload.id, more);
      queue.push(more);
    }
  }
  return reached;
}

function hopTo(
  talk: Talk,
  byId: ReadonlyMap<number, TalkingWorkload>,
  ways: ReadonlyMap<number, WayIn>,
): Hop | undefined {
  const workload = typeof talk.to === 'number' ? byId.get(talk.to) : undefined;
  const way = workload === undefined ? undefined : ways.get(workload.asset ?? 0);
  return workload === undefined || way === undefined ? undefined : { workload, way, by: talk };
}

function byExposure(a: TalkingWorkload, b: TalkingWorkload): number {
  if (a.exposure !== b.exposure) return a.exposure === 'internet' ? -1 : 1;
  return a.id - b.id;
}
