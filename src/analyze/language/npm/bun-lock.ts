import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Scope } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { hashesOf, integrityHashes } from '../package-hash.ts';
import { plainJson } from './jsonc.ts';
import { type LockedName, lockedName, splitAtVersion } from './lock-names.ts';
import { isBelowNodeModules } from './package-path.ts';

/**
 * bun.lock, Bun's text lock file: `packages` maps a place (`a`, `a/b` for the b below a) to a list that begins with
 * `NAME@VERSION` and ends with the integrity; an object in between holds the dependencies.
 */
export const bunLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-bun-lock',
  revision: 1,
  title: 'npm packages locked by Bun',
  claims: [{ basename: 'bun.lock' }],
  *analyze(file) {
    if (isBelowNodeModules(file.path)) return;
    const lock = parseJson(plainJson(file.text()), 'bun.lock');
    if (!isRecord(lock)) throw new CaissonError('input.malformed', 'bun.lock is not an object');
    const places = placesOf(lock['packages']);
    const graph = new LockGraph();
    for (const place of places.values()) {
      const facts = { ...place.locked, ecosystem: 'npm', presence: 'declared' } as const;
      graph.add({ ...facts, ...hashesOf(integrityHashes(place.entry.at(-1))) });
      addEdges(graph, place, places);
    }
    yield* graph.observations(file);
  },
};

interface Place {
  readonly key: string;
  readonly entry: readonly unknown[];
  readonly locked: LockedName;
}

function placesOf(packages: unknown): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const [key, entry] of Object.entries(isRecord(packages) ? packages : {})) {
    const list: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const parts = typeof list[0] === 'string' ? splitAtVersion(list[0]) : undefined;
    if (parts === undefined || parts[1].startsWith('workspace:')) continue;
    const locked = lockedName(parts[0], parts[1]);
    if (locked !== undefined) places.set(key, { key, entry: list, locked });
  }
  return places;
}

const tables: readonly (readonly [string, Scope | undefined])[] = [
  ['peerDependencies', 'peer'],
  ['dependencies', undefined],
  ['optionalDependencies', 'optional'],
];

function addEdges(graph: LockGraph, from: Place, places: ReadonlyMap<string, Place>): void {
  const fields = from.entry.find(isRecord);
  for (const [table, scope] of tables) {
    const names = fields?.[table];
    for (const name of isRecord(names) ? Object.keys(names) : []) {
      const to = resolve(from.key, name, places);
      if (to !== undefined) graph.relate(from.locked.purl, to.locked.purl, scope);
    }
  }
}

/** Nearest place first: below the package itself, below each of its parents, then at the top. A scope is no parent. */
function resolve(key: string, name: string, places: ReadonlyMap<string, Place>): Place | undefined {
  let prefix = key.length > 4096 ? '' : key;
  while (prefix !== '') {
    const slash = prefix.lastIndexOf('/');
    const isScope = prefix[slash + 1] === '@';
    const place = isScope ? undefined : places.get(`${prefix}/${name}`);
    if (place !== undefined) return place;
    prefix = prefix.slice(0, Math.max(slash, 0));
  }
  return places.get(name);
}
