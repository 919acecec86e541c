import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ScanReport } from '#model/report.ts';
import { run } from '../daemons.ts';
import { feeds } from './records.ts';

/** Builds a database of some of the feeds below `directory` with the built program; gives its place. */
export function buildDatabase(directory: string, ...names: readonly string[]): string {
  const from = join(directory, 'feeds');
  const out = join(directory, 'database');
  mkdirSync(from);
  for (const name of names) symlinkSync(join(feeds, name), join(from, name));
  run(process.execPath, 'dist/caisson.js', 'db', 'build', '--from', from, '--out', out);
  return out;
}

/** The report of the built program, without a cache; a warning or another exit code fails the test. */
export function scan(reference: string, database: string, code = 0): ScanReport {
  const words = ['dist/caisson.js', 'scan', '--quiet', '--no-cache', '-o', 'json', reference];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, CAISSON_DB: database },
  });
  expect(`${status} ${stderr}`).toBe(`${code} `);
  return JSON.parse(stdout) as ScanReport;
}

/** Gaps of matching, but for the age of the advisories: those of the tests are of a fixed day. */
export function gapsOf({ gaps }: ScanReport): ScanReport['gaps'] {
  return gaps.filter(({ reason }) => reason !== 'stale-advisories');
}
