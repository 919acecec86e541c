import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../daemons.ts';

/** An advisory as it was published (OSV schema 1.x), no more than what the evaluation needs. */
export interface OsvRecord {
  readonly id: string;
  readonly summary?: string;
  readonly withdrawn?: string | null;
  readonly aliases?: readonly string[] | null;
  readonly upstream?: readonly string[] | null;
  readonly related?: readonly string[] | null;
  readonly affected: readonly OsvAffected[];
}
export interface OsvAffected {
  readonly package: { readonly ecosystem: string; readonly name: string };
  readonly ranges?: readonly OsvRange[] | null;
  readonly versions?: readonly string[] | null;
  /** Of the Go vulnerability database: vulnerable packages and the symbols in them. */
  readonly ecosystem_specific?: {
    readonly imports?:
      | readonly { readonly path: string; readonly symbols?: readonly string[] | null }[]
      | null;
  } | null;
}
export interface OsvRange {
  readonly type: string;
  readonly events: readonly OsvEvent[];
}
/** One of these is there. */
export interface OsvEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
}

/** Published advisories in the layout of the OSV bucket, next to the checkout; where they are absent, tests are skipped. */
export const feeds = resolve('..', 'shared', 'advisories');

export function hasFeeds(...names: readonly string[]): boolean {
  return names.every((name) => existsSync(join(feeds, name, 'all.zip')));
}

/** All records of an ecosystem that are not withdrawn, read without any code of ours. */
export function recordsOf(name: string): readonly OsvRecord[] {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-records-'));
  try {
    run('unzip', '-q', join(feeds, name, 'all.zip'), '-d', directory);
    return readdirSync(directory)
      .toSorted()
      .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as OsvRecord)
      .filter(({ withdrawn }) => withdrawn === undefined || withdrawn === null);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The CVEs of a record: its own names, and for distributions those that an erratum fixes. */
export function cvesOf({ aliases, upstream, related }: OsvRecord, isSystem: boolean) {
  const own = [...(aliases ?? []), ...(upstream ?? [])].filter(isCve);
  const all = own.length === 0 && isSystem ? (related ?? []).filter(isCve) : own;
  return [...new Set(all)];
}

function isCve(name: string): boolean {
  return name.startsWith('CVE-');
}
