import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope as RunScope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { licensesOf } from '../license.ts';
import { LockGraph, scopesOf } from '../lock-graph.ts';
import { hashesOf, integrityHashes } from '../package-hash.ts';
import { type LockedName, lockedName, splitAtVersion } from './lock-names.ts';
import { type DependencyTable, rangesOf } from './lock-ranges.ts';
import { find, ModuleTree } from './module-tree.ts';
import { isBelowNodeModules } from './package-path.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One place of the tree that npm would write; `fields` in the form of lock file version 2. */
interface Place {
  readonly path: string;
  readonly fields: Fields;
  readonly locked: LockedName;
}

/**
 * package-lock.json and npm-shrinkwrap.json, versions 1 to 3 (npm docs, package-lock.json). The hidden copy
 * `node_modules/.package-lock.json` is not read: the packages themselves stand beside it. Nor are lock files that a
 * package brought along: npm ignores them.
 */
export const packageLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-package-lock',
  revision: 2,
  title: 'npm packages locked by npm',
  claims: [{ basename: 'package-lock.json' }, { basename: 'npm-shrinkwrap.json' }],
  *analyze(file, scope) {
    if (isBelowNodeModules(file.path)) return;
    const lock = parseJson(file.text(), 'the package lock');
    if (!isRecord(lock))
      throw new CaissonError('input.malformed', 'the package lock is not a JSON object');
    const packages = isRecord(lock['packages'])
      ? Object.entries(lock['packages'])
      : [...flattenTree(lock['dependencies'], scope)];
    const places = placesOf(packages);
    const tree = new ModuleTree<Place>();
    for (const [path, place] of places) tree.add(path, place);
    const direct = directPlaces(packages, tree);
    const graph = new LockGraph();
    for (const place of new Set(places.values())) {
      addPackage(graph, place, direct && { direct: direct.has(place) });
      addEdges(graph, place, tree);
    }
    yield* graph.observations(file);
  },
};

/** Places by absolute path, as if the project stood at the root. Links of workspaces lead to their target. */
function placesOf(packages: Iterable<readonly [string, unknown]>): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const links: (readonly [string, string])[] = [];
  for (const [key, fields] of packages) {
    if (key === '' || !isRecord(fields)) continue;
    if (fields['link'] === true) links.push([`/${key}`, `/${String(fields['resolved'])}`]);
    const locked = lockedName(fields['name'] ?? nameFromPath(key), fields['version']);
    if (locked !== undefined) places.set(`/${key}`, { path: `/${key}`, fields, locked });
  }
  for (const [path, target] of links) {
    const place = places.get(target);
    if (place !== undefined) places.set(path, place);
  }
  return places;
}

function nameFromPath(key: string): string {
  const marker = 'node_modules/';
  const at = key.lastIndexOf(marker);
  return at < 0 ? key.slice(key.lastIndexOf('/') + 1) : key.slice(at + marker.length);
}

/**
 * What the project and its workspaces ask for: the entries that stand in no `node_modules`. Version 1 does not list the project;
 * `undefined` there.
 */
function directPlaces(
  packages: readonly (readonly [string, unknown])[],
  tree: ModuleTree<Place>,
): ReadonlySet<Place> | undefined {
  const projects = packages.filter(([key]) => !/(?:^|\/)node_modules\//.test(key));
  if (projects.length === 0) return undefined;
  return new Set(
    projects.flatMap(([key, fields]) => {
      const reach = tree.reachOf(`/${key}`);
      const names = isRecord(fields) ? projectTables.flatMap((table) => keysOf(fields[table])) : [];
      return names.flatMap((name) => find(reach, name) ?? []);
    }),
  );
}

const projectTables = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

function keysOf(table: unknown): readonly string[] {
  return isRecord(table) ? Object.keys(table) : [];
}

function addPackage(
  graph: LockGraph,
  { fields, locked }: Place,
  facts: { readonly direct: boolean } | undefined,
): void {
  const eitherWay = fields['devOptional'] === true;
  graph.add({
    ...locked,
    ecosystem: 'npm',
    presence: 'declared',
    ...licensesOf([fields['license']]),
    ...scopesOf({
      dev: fields['dev'] === true || eitherWay,
      optional: fields['optional'] === true || eitherWay,
      peer: fields['peer'] === true,
      bundled: fields['inBundle'] === true || fields['bundled'] === true,
    }),
    ...hashesOf(integrityHashes(fields['integrity'])),
    ...rangesOf(fields, tables),
    ...facts,
  });
}

const tables: readonly DependencyTable[] = [
  ['peerDependencies', 'peer'],
  ['dependencies', undefined],
  ['requires', undefined],
  ['optionalDependencies', 'optional'],
];

function addEdges(graph: LockGraph, from: Place, tree: ModuleTree<Place>): void {
  const reach = tree.reachOf(from.path);
  for (const [table, scope] of tables) {
    const names = from.fields[table];
    for (const name of keysOf(names)) {
      const to = find(reach, name);
      if (to !== undefined) graph.relate(from.locked.purl, to.locked.purl, scope);
    }
  }
}

/** The tree of version 1 as the flat list of later versions: nested `dependencies` become paths. */
function* flattenTree(root: unknown, scope: RunScope): Iterable<readonly [string, Fields]> {
  const pending: { readonly tree: unknown; readonly prefix: string; readonly depth: number }[] = [
    { tree: root, prefix: '', depth: 0 },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { tree, prefix, depth } = next;
    if (!isRecord(tree)) continue;
    if (depth > scope.limits.maxDepth)
      throw new CaissonError('limit.depth', 'the package lock is nested too deeply');
    for (const [name, fields] of Object.entries(tree)) {
      if (!isRecord(fields)) continue;
      const path = `${prefix}node_modules/${name}`;
      const { dependencies, ...rest } = fields;
      yield [path, withAlias(rest)];
      pending.push({ tree: dependencies, prefix: `${path}/`, depth: depth + 1 });
    }
  }
}

/** Version 1 writes an alias as `npm:NAME@VERSION` into the version. */
function withAlias(fields: Fields): Fields {
  const version = fields['version'];
  if (typeof version !== 'string' || !version.startsWith('npm:')) return fields;
  const parts = splitAtVersion(version.slice(4));
  return parts === undefined ? fields : { ...fields, name: parts[0], version: parts[1] };
}
