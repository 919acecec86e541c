import type { Planted } from './evaluate.ts';
import type { OsvAffected, OsvRecord } from './records.ts';

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Choice {
  readonly records: readonly OsvRecord[];
  readonly ecosystem: string;
  readonly seed: number;
  /** How many packages, and how many versions of each. */
  readonly count: number;
  readonly each?: number;
  /** What the ecosystem takes as a version that can be installed. */
  readonly accepts: (version: string) => boolean;
  /** Versions near those that the advisories name. */
  readonly near?: (version: string) => readonly string[];
}

/** Real packages of the advisories with versions that the advisories name, and some next to them. */
export function choosePackages(choice: Choice): readonly Planted[] {
  const random = seeded(choice.seed);
  const pools = poolsOf(choice);
  const names = shuffle([...pools.keys()].toSorted(), random).slice(0, choice.count);
  return names.flatMap((name) => {
    const pool = [...(pools.get(name) ?? [])].toSorted();
    const chosen = shuffle(pool, random).slice(0, choice.each ?? 1);
    return chosen.map((version) => ({ name, version }));
  });
}

export function shuffle<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function poolsOf({ records, ecosystem, accepts, near = () => [] }: Choice) {
  const pools = new Map<string, Set<string>>();
  for (const { affected } of records)
    for (const entry of affected) {
      if (entry.package.ecosystem !== ecosystem) continue;
      const named = versionsOf(entry).filter((version) => version !== '0');
      const usable = named.flatMap((version) => [version, ...near(version)]).filter(accepts);
      if (usable.length === 0) continue;
      const pool = pools.get(entry.package.name) ?? new Set();
      for (const version of usable) pool.add(version);
      pools.set(entry.package.name, pool);
    }
  return pools;
}

function versionsOf({ ranges, versions }: OsvAffected): readonly string[] {
  const events = (ranges ?? []).filter(({ type }) => type !== 'GIT').flatMap((one) => one.events);
  const bounds = events.map((event) => event.introduced ?? event.fixed ?? event.last_affected);
  return [...(versions ?? []), ...bounds].flatMap((version) => version ?? []);
}

/** The versions just below and above: the last number one less and one more, another number behind. */
export function neighbours(version: string): readonly string[] {
  const match = /^(.*?)(\d{1,8})(\D*)$/.exec(version);
  if (match === null) return [];
  const [, head = '', digits = '', tail = ''] = match;
  const number = Number(digits);
  const lower = number > 0 ? [`${head}${number - 1}${tail}`] : [];
  return [...lower, `${head}${number + 1}${tail}`];
}
