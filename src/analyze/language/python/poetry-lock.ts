import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { textOf } from '../package-component.ts';
import {
  fileHashes,
  identityOf,
  type LockedDistribution,
  type LockedRequirement,
  lockObservations,
  tablesOf,
} from './locked-distribution.ts';

type Fields = Readonly<Record<string, unknown>>;

/** poetry.lock: `category` (until 1.5) or `groups` (since 2.0) tell what is for development; files moved into the package. */
export const poetryLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-poetry-lock',
  revision: 2,
  title: 'Python distributions locked by poetry',
  claims: [{ basename: 'poetry.lock' }],
  *analyze(file) {
    const lock = parseBoundedToml(file);
    const metadata = isRecord(lock['metadata']) ? lock['metadata'] : {};
    const oldFiles = isRecord(metadata['files']) ? metadata['files'] : {};
    const distributions = tablesOf(lock['package']).flatMap((fields) => read(fields, oldFiles));
    yield* lockObservations(file, distributions);
  },
};

function read(fields: Fields, oldFiles: Fields): readonly LockedDistribution[] {
  const identity = identityOf(fields);
  if (identity === undefined) return [];
  const { name } = identity;
  const files = fields['files'] ?? (Object.hasOwn(oldFiles, name) ? oldFiles[name] : []);
  return [
    {
      ...identity,
      flags: { dev: isDevelopment(fields), optional: fields['optional'] === true },
      hashes: fileHashes(files),
      requires: requirementsOf(fields['dependencies']),
    },
  ];
}

function isDevelopment(fields: Fields): boolean {
  const groups = fields['groups'];
  if (Array.isArray(groups)) return groups.length > 0 && !groups.includes('main');
  return fields['category'] === 'dev';
}

/** `name = ">=1"`, `name = {version, optional, markers}` or a list of those for different environments. */
function requirementsOf(table: unknown): readonly LockedRequirement[] {
  if (!isRecord(table)) return [];
  return Object.entries(table).map(([name, value]) => ({
    name,
    isOptional: isRecord(value) && value['optional'] === true,
    ...rangeOf(value),
  }));
}

/** Of a list for several environments nobody knows which one counts. */
function rangeOf(value: unknown): { readonly range?: string } {
  const range = textOf(isRecord(value) ? value['version'] : value);
  return range === undefined ? {} : { range };
}
