import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import { packageKey } from '#model/package-key.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { textOf } from '../package-component.ts';
import { prefixedHash } from '../package-hash.ts';
import {
  fileHashes,
  identityOf,
  type LockedDistribution,
  type LockedRequirement,
  lockObservations,
  tablesOf,
} from './locked-distribution.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * uv.lock. The project and its workspace members are listed too (`source` is a directory): they are left out, but what
 * they need at run time, directly or not, is what is not for development.
 */
export const uvLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-uv-lock',
  revision: 2,
  title: 'Python distributions locked by uv',
  claims: [{ basename: 'uv.lock' }],
  *analyze(file) {
    const packages = tablesOf(parseBoundedToml(file)['package']);
    const projects = packages.filter(isProject);
    const runtime = projects.length > 0 ? reachable(projects, packages) : undefined;
    const direct = projects.length > 0 ? new Set(projects.flatMap(askedByProject)) : undefined;
    const distributions = packages
      .filter((fields) => !isProject(fields))
      .flatMap((fields) => read(fields, runtime))
      .map((one) => ({
        ...one,
        ...(direct !== undefined && { direct: direct.has(packageKey('pypi', one.name)) }),
      }));
    yield* lockObservations(file, distributions);
  },
};

function isProject(fields: Fields): boolean {
  const source = fields['source'];
  if (!isRecord(source)) return false;
  return ['virtual', 'editable', 'directory'].some((kind) => typeof source[kind] === 'string');
}

function read(fields: Fields, runtime: ReadonlySet<string> | undefined): LockedDistribution[] {
  const identity = identityOf(fields);
  if (identity === undefined) return [];
  const sdist = isRecord(fields['sdist']) ? [prefixedHash(fields['sdist']['hash'])] : [];
  const dev = runtime !== undefined && !runtime.has(packageKey('pypi', identity.name));
  return [
    {
      ...identity,
      flags: { dev },
      hashes: [...sdist, ...fileHashes(fields['wheels'])],
      requires: [
        ...requirementsOf(fields['dependencies'], false),
        ...extrasOf(fields).flatMap((list) => requirementsOf(list, true)),
      ],
    },
  ];
}

function requirementsOf(list: unknown, isOptional: boolean): readonly LockedRequirement[] {
  return tablesOf(list).flatMap((entry) => {
    const name = textOf(entry['name']);
    const version = textOf(entry['version']);
    if (name === undefined) return [];
    return [{ name, isOptional, ...(version !== undefined && { version }) }];
  });
}

function extrasOf(fields: Fields): readonly unknown[] {
  const extras = fields['optional-dependencies'];
  return isRecord(extras) ? Object.values(extras) : [];
}

/** The normalised names of all that the projects need at run time, extras included. */
function reachable(projects: readonly Fields[], packages: readonly Fields[]): ReadonlySet<string> {
  const byKey = Map.groupBy(packages, (fields) => packageKey('pypi', String(fields['name'])));
  const pending = projects.flatMap(keysOf);
  const seen = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const fields of byKey.get(next) ?? []) for (const key of keysOf(fields)) pending.push(key);
  }
  return seen;
}

/** Groups for development included. */
function askedByProject(fields: Fields): readonly string[] {
  const groups = fields['dev-dependencies'];
  const development = isRecord(groups) ? Object.values(groups) : [];
  return [
    ...keysOf(fields),
    ...development
      .flatMap((list) => requirementsOf(list, false))
      .map(({ name }) => packageKey('pypi', name)),
  ];
}

function keysOf(fields: Fields): readonly string[] {
  return [fields['dependencies'], ...extrasOf(fields)]
    .flatMap((list) => requirementsOf(list, false))
    .map(({ name }) => packageKey('pypi', name));
}
