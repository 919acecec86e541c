import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { hashesOf, integrityHashes } from '../package-hash.ts';
import { plainJson } from './jsonc.ts';
import { type LockedName, lockedName, splitAtVersion } from './lock-names.ts';
import { type DependencyTable, rangesOf } from './lock-ranges.ts';
import { find, ModuleTree } from './module-tree.ts';
import { isBelowNodeModules } from './package-path.ts';

/**
 * bun.lock, Bun's text lock file: `packages` maps a place (`a`, `a/b` for the b below a) to a list that begins with
 * `NAME@VERSION` and ends with the integrity; an object in between holds the dependencies.
 */
export const bunLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-bun-lock',
  revision: 2,
  title: 'npm packages locked by Bun',
  claims: [{ basename: 'bun.lock' }],
  *analyze(file) {
    if (isBelowNodeModules(file.path)) return;
    const lock = parseJson(plainJson(file.text()), 'bun.lock');
    if (!isRecord(lock)) throw new CaissonError('input.malformed', 'bun.lock is not an object');
    const places = placesOf(lock['packages']);
    const tree = new ModuleTree<Place>();
    for (const place of places) tree.add(place.directory, place);
    const direct = directPurls(lock['workspaces'], tree);
    const graph = new LockGraph();
    for (const place of places) {
      const facts = { ...place.locked, ecosystem: 'npm', presence: 'declared' } as const;
      graph.add({
        ...facts,
        direct: direct.has(place.locked.purl),
        ...hashesOf(integrityHashes(place.entry.at(-1))),
        ...rangesOf(place.entry.find(isRecord) ?? {}, tables),
      });
      addEdges(graph, place, tree);
    }
    yield* graph.observations(file);
  },
};

interface Place {
  readonly directory: string;
  readonly entry: readonly unknown[];
  readonly locked: LockedName;
}

function placesOf(packages: unknown): readonly Place[] {
  return Object.entries(isRecord(packages) ? packages : {}).flatMap(([key, entry]) => {
    const list: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const parts = typeof list[0] === 'string' ? splitAtVersion(list[0]) : undefined;
    if (parts === undefined || parts[1].startsWith('workspace:')) return [];
    const locked = lockedName(parts[0], parts[1]);
    return locked === undefined ? [] : [{ directory: directoryOf(key), entry: list, locked }];
  });
}

/** What the project and its workspaces ask for. A workspace may have copies of its own below its name. */
function directPurls(workspaces: unknown, tree: ModuleTree<Place>): ReadonlySet<string> {
  const projects = isRecord(workspaces) ? Object.values(workspaces).filter(isRecord) : [];
  return new Set(
    projects.flatMap((fields) => {
      const reach = tree.reachOf(directoryOf(textOf(fields['name']) ?? ''));
      return ['devDependencies', 'peerDependencies', 'dependencies', 'optionalDependencies']
        .flatMap((table) => (isRecord(fields[table]) ? Object.keys(fields[table]) : []))
        .flatMap((name) => find(reach, name)?.locked.purl ?? []);
    }),
  );
}

const tables: readonly DependencyTable[] = [
  ['peerDependencies', 'peer'],
  ['dependencies', undefined],
  ['optionalDependencies', 'optional'],
];

function addEdges(graph: LockGraph, from: Place, tree: ModuleTree<Place>): void {
  const fields = from.entry.find(isRecord);
  const reach = tree.reachOf(from.directory);
  for (const [table, scope] of tables) {
    const names = fields?.[table];
    for (const name of isRecord(names) ? Object.keys(names) : []) {
      const to = find(reach, name);
      if (to !== undefined) graph.relate(from.locked.purl, to.locked.purl, scope);
    }
  }
}

/** The place in the form of npm's tree: `a/@s/b` becomes `/node_modules/a/node_modules/@s/b`. */
function directoryOf(key: string): string {
  return key.replace(/(?:^|\/)((?:@[^/]*\/)?[^/]+)/g, '/node_modules/$1');
}
