import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { textOf } from '../package-component.ts';
import { prefixedHash } from '../package-hash.ts';
import { type LockedDistribution, lockObservations } from './locked-distribution.ts';
import { pinnedVersion } from './requirement.ts';

/** Pipfile.lock of pipenv: one table for each category of the Pipfile; all but `default` are for development. */
export const pipfileLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-pipfile-lock',
  revision: 1,
  title: 'Python distributions locked by pipenv',
  claims: [{ basename: 'Pipfile.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'Pipfile.lock');
    if (!isRecord(lock)) throw new CaissonError('input.malformed', 'Pipfile.lock is not an object');
    const distributions = Object.entries(lock).flatMap(([category, table]) =>
      category === '_meta' ? [] : distributionsOf(table, category !== 'default'),
    );
    yield* lockObservations(file, distributions);
  },
};

function distributionsOf(table: unknown, dev: boolean): readonly LockedDistribution[] {
  if (!isRecord(table)) return [];
  return Object.entries(table).flatMap(([key, fields]) => {
    const name = textOf(key);
    if (name === undefined || !isRecord(fields)) return [];
    const version = pinnedVersion(fields['version']);
    const hashes = Array.isArray(fields['hashes']) ? fields['hashes'] : [];
    return [{ name, version, flags: { dev }, hashes: hashes.map((text) => prefixedHash(text)) }];
  });
}
