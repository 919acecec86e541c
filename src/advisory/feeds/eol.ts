import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import { dayOf } from '../date.ts';
import type { Skip } from '../fact.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';

/**
 * Support periods as endoflife.date publishes them: one file for each product (`api/python.json`, API v0), and objects of API v1
 * (`api/v1/products/full`, `api/v1/products/python`). A list of product names alone (`api/all.json`) is not read.
 */
export const eol: VendorFeed = {
  id: 'eol',
  publisher: 'endoflife',
  accepts: (path) => !/(?:^|\/)all\.json$/.test(path) && /(?:\.json|\/full|^full)$/.test(path),
  read: readDocument,
};

/** Where os-release(5) writes another id than endoflife.date. All other names stay as they are. */
const systemIds: ReadonlyMap<string, string> = new Map([
  ['alpine-linux', 'alpine'],
  ['amazon-linux', 'amzn'],
  ['arch-linux', 'arch'],
  ['centos-stream', 'centos'],
  ['oracle-linux', 'ol'],
  ['opensuse', 'opensuse-leap'],
  ['rocky-linux', 'rocky'],
]);

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const value = jsonOf(document);
  if (Array.isArray(value)) return [readProduct(baseName(document.path), value)];
  const result = isRecord(value) ? value['result'] : undefined;
  const products = Array.isArray(result) ? result : [result];
  const found = products.filter((one) =>
    Array.isArray(isRecord(one) ? one['releases'] : undefined),
  );
  if (found.length === 0) return [malformed(document.path)];
  return found.map((one) => readProduct(textAt(one, 'name') ?? '', listAt(one, 'releases')));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
}

function readProduct(name: string, releases: readonly unknown[]): VendorRecords {
  if (!/^[a-z0-9][a-z0-9+._-]{0,80}$/.test(name)) return malformed(name);
  const product = systemIds.get(name) ?? name;
  const lines = releases.map((release) => readRelease(product, release));
  const skips: Skip[] = lines.flatMap((line) =>
    line === undefined ? [{ reason: 'malformed', subject: product }] : [],
  );
  return { lifecycles: lines.flatMap((line) => line ?? []), skips };
}

/** A release of v1 has `name` and dates under `…From`, one of v0 `cycle` and dates or truth values under bare names. */
function readRelease(product: string, release: unknown): Lifecycle | undefined {
  if (!isRecord(release)) return undefined;
  const line = lineOf(release['name'] ?? release['cycle']);
  if (line === undefined) return undefined;
  const longTerm = longTermOf(release);
  return {
    product,
    line,
    ...dates(release),
    ...latestOf(release),
    ...(longTerm !== undefined && { longTerm }),
  };
}

/** Days only: that something ended at a time unknown (`true`) cannot be said. */
function dates(release: Readonly<Record<string, unknown>>): Partial<Lifecycle> {
  const released = dayOf(release['releaseDate']);
  const active = dayOf(release['eoasFrom'] ?? release['support']);
  const supported = dayOf(release['eolFrom'] ?? release['eol']);
  const extended = dayOf(release['eoesFrom'] ?? release['extendedSupport']);
  return {
    ...(released !== undefined && { released }),
    ...(active !== undefined && { activeUntil: active }),
    ...(supported !== undefined && { supportedUntil: supported }),
    ...(extended !== undefined && { extendedUntil: extended }),
  };
}

/** `latest` is an object with `name` in v1. A number is a version that lost its quotes. */
function latestOf(release: Readonly<Record<string, unknown>>): Pick<Lifecycle, 'latest'> {
  const latest = lineOf(textAt(recordAt(release, 'latest'), 'name') ?? release['latest']);
  return latest === undefined ? {} : { latest };
}

function lineOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[\x21-\x7e][\x20-\x7e]{0,80}$/.test(text) ? text : undefined;
}

/** v0 writes the day on which the long term begins, or a truth value. */
function longTermOf({ isLts, lts }: Readonly<Record<string, unknown>>): boolean | undefined {
  const stated = isLts ?? lts;
  if (typeof stated === 'boolean') return stated;
  return dayOf(stated) === undefined ? undefined : true;
}
