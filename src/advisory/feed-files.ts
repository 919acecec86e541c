import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { VendorFeed } from './feeds/feed.ts';
import { isKnownBase } from './osv-ecosystem.ts';

/**
 * One input of a build: a file, or the directory of a vendor's feed. `base` is the OSV ecosystem of a bucket directory, or
 * the distribution of a secdb.
 */
export interface FeedFile {
  readonly kind: 'osv' | 'secdb' | 'kev' | 'epss' | 'vendor';
  readonly name: string;
  readonly path: string;
  readonly base?: string;
  readonly vendor?: VendorFeed;
}

/**
 * The feeds below a directory in the layout of the OSV bucket: `<ecosystem>/all.zip`; beside them
 * `<distribution>-secdb/…/*.json`, `known_exploited_vulnerabilities.json`, `epss_scores-*.csv[.gz]`, and a directory named by
 * the id of each vendor's feed.
 * Collections that are no ecosystem's own come first; the rest is sorted, so that builds repeat.
 */
export function findFeeds(
  directory: string,
  vendors: readonly VendorFeed[] = [],
): readonly FeedFile[] {
  const names = readdirSync(directory).sort();
  const found = names.flatMap((name) => {
    const vendor = vendors.find((one) => one.id === name);
    return vendor === undefined ? feedsOf(directory, name) : vendorFeed(directory, vendor);
  });
  return [
    ...found.filter((feed) => feed.kind === 'osv' && feed.base === undefined),
    ...found.filter((feed) => feed.kind !== 'osv' || feed.base !== undefined),
  ];
}

function feedsOf(directory: string, name: string): FeedFile[] {
  const path = join(directory, name);
  if (name === 'known_exploited_vulnerabilities.json') return [{ kind: 'kev', name, path }];
  if (/^epss.{0,80}\.csv(?:\.gz)?$/.test(name)) return [{ kind: 'epss', name, path }];
  if (!statSync(path).isDirectory()) return [];
  if (name.endsWith('-secdb')) return secdbFeeds(path, name);
  const zip = join(path, 'all.zip');
  if (!existsSync(zip)) return [];
  return [
    { kind: 'osv', name: `osv:${name}`, path: zip, ...(isKnownBase(name) && { base: name }) },
  ];
}

function vendorFeed(directory: string, vendor: VendorFeed): FeedFile[] {
  const path = join(directory, vendor.id);
  return statSync(path).isDirectory() ? [{ kind: 'vendor', name: vendor.id, path, vendor }] : [];
}

function secdbFeeds(directory: string, name: string): FeedFile[] {
  const base = name.slice(0, -'-secdb'.length);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      kind: 'secdb',
      name: `secdb:${base}/${file}`,
      path: join(directory, file),
      base,
    }));
}
