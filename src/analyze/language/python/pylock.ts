import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import type { Hash } from '#model/component.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { textOf } from '../package-component.ts';
import { hexHash } from '../package-hash.ts';
import {
  identityOf,
  type LockedDistribution,
  lockObservations,
  tablesOf,
} from './locked-distribution.ts';

type Fields = Readonly<Record<string, unknown>>;

/** pylock.toml (PEP 751): hashes are tables by algorithm, dependencies are optional. */
export const pylockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-pylock',
  revision: 1,
  title: 'Python distributions of a pylock.toml',
  claims: [{ basename: 'pylock.toml' }],
  *analyze(file) {
    yield* lockObservations(file, tablesOf(parseBoundedToml(file)['packages']).flatMap(read));
  },
};

function read(fields: Fields): readonly LockedDistribution[] {
  const identity = identityOf(fields);
  if (identity === undefined) return [];
  const archives = [fields['sdist'], fields['archive'], ...tablesOf(fields['wheels'])];
  return [
    {
      ...identity,
      hashes: archives.flatMap(hashesOfArchive),
      requires: tablesOf(fields['dependencies']).flatMap((entry) => {
        const name = textOf(entry['name']);
        const version = textOf(entry['version']);
        return name === undefined ? [] : [{ name, ...(version !== undefined && { version }) }];
      }),
    },
  ];
}

function hashesOfArchive(archive: unknown): readonly (Hash | undefined)[] {
  const hashes = isRecord(archive) ? archive['hashes'] : undefined;
  if (!isRecord(hashes)) return [];
  return [hexHash('sha256', hashes['sha256']), hexHash('sha512', hashes['sha512'])];
}
