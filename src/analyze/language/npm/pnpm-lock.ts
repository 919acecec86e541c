import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import { LockGraph, scopesOf } from '../lock-graph.ts';
import { hashesOf, integrityHashes } from '../package-hash.ts';
import { type LockedName, lockedName } from './lock-names.ts';
import { rangesOf } from './lock-ranges.ts';
import { readLockYaml } from './lock-yaml.ts';
import { isBelowNodeModules } from './package-path.ts';
import { referenceOf, snapshotName } from './pnpm-reference.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * pnpm-lock.yaml, versions 5 to 9. Before 9 `packages` holds everything; since 9 the edges stand in `snapshots` and nothing
 * says what is for development: that is what no importer reaches by its run-time dependencies.
 */
export const pnpmLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-pnpm-lock',
  revision: 2,
  title: 'npm packages locked by pnpm',
  claims: [{ basename: 'pnpm-lock.yaml' }],
  *analyze(file, scope) {
    if (isBelowNodeModules(file.path)) return;
    const lock = readLockYaml(file.text(), scope);
    const snapshots = tableOf(lock['snapshots']);
    const edges = edgesOf(snapshots.length > 0 ? snapshots : tableOf(lock['packages']));
    const runtime = snapshots.length > 0 ? reachable(lock['importers'], edges) : undefined;
    const direct = directPurls(lock);
    const graph = new LockGraph();
    for (const [key, fields] of tableOf(lock['packages'])) {
      const locked = identityOf(key, fields);
      if (locked === undefined) continue;
      const isDevelopment = runtime === undefined ? fields['dev'] : !runtime.has(locked.purl);
      const resolution = isRecord(fields['resolution']) ? fields['resolution'] : {};
      graph.add({
        ...locked,
        ecosystem: 'npm',
        presence: 'declared',
        direct: direct.has(locked.purl),
        ...scopesOf({ dev: isDevelopment === true, optional: fields['optional'] === true }),
        ...hashesOf(integrityHashes(resolution['integrity'])),
        ...rangesOf(fields, [['peerDependencies', 'peer']]),
      });
    }
    for (const { from, to, isOptional } of edges)
      graph.relate(from, to, isOptional ? 'optional' : undefined);
    yield* graph.observations(file);
  },
};

/** What the projects of the lock file ask for; a lock file of one project has its tables at the top. */
function directPurls(lock: Fields): ReadonlySet<string> {
  const projects = [lock, ...tableOf(lock['importers']).map(([, fields]) => fields)];
  return new Set(
    projects.flatMap((fields) =>
      ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((table) =>
        targetsOf(fields[table]),
      ),
    ),
  );
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly isOptional: boolean;
}

/** Packages that do not come from a registry are named by fields of their own. */
function identityOf(key: string, fields: Fields): LockedName | undefined {
  const own = fields['name'];
  if (typeof own === 'string') return lockedName(own, fields['version'] ?? '');
  return snapshotName(key);
}

function edgesOf(packages: readonly (readonly [string, Fields])[]): readonly Edge[] {
  return packages.flatMap(([key, fields]) => {
    const from = identityOf(key, fields)?.purl;
    if (from === undefined) return [];
    return [
      ...targetsOf(fields['dependencies']).map((to) => ({ from, to, isOptional: false })),
      ...targetsOf(fields['optionalDependencies']).map((to) => ({ from, to, isOptional: true })),
    ];
  });
}

function targetsOf(table: unknown): readonly string[] {
  if (!isRecord(table)) return [];
  return Object.entries(table).flatMap(([name, value]) => {
    const reference = isRecord(value) ? value['version'] : value;
    return referenceOf(name, reference)?.purl ?? [];
  });
}

/** Everything that the projects of the lock file need at run time, by purl. */
function reachable(importers: unknown, edges: readonly Edge[]): ReadonlySet<string> {
  const pending = tableOf(importers).flatMap(([, fields]) => [
    ...targetsOf(fields['dependencies']),
    ...targetsOf(fields['optionalDependencies']),
  ]);
  const byFrom = Map.groupBy(edges, ({ from }) => from);
  const seen = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { to } of byFrom.get(next) ?? []) pending.push(to);
  }
  return seen;
}

function tableOf(value: unknown): readonly (readonly [string, Fields])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).map(([key, fields]) => [key, isRecord(fields) ? fields : {}]);
}
