import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import { dayOf } from '../date.ts';
import { normaliseOsv } from '../osv.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, textAt } from './json-value.ts';
import { yamlOf } from './yaml-value.ts';

/**
 * Databases that keep OSV records as single files in a repository. Their facts carry the feed of the OSV bucket (`osv:npm`), so that
 * a record that is there as well counts once; the publisher follows from the prefix of its id.
 */
export const osvDirectories: readonly VendorFeed[] = [
  // vuln.go.dev `ID/GO-2024-1234.json`, repository `data/osv/GO-2024-1234.json`
  osvFeed('govulndb', /(?:^|\/)GO-\d{4}-\d{4,8}\.json$/),
  // branch `osv` of rustsec/advisory-db, `crates/RUSTSEC-2024-0001.json`
  osvFeed('rustsec', /(?:^|\/)RUSTSEC-\d{4}-\d{4,8}\.json$/),
  // pypa/advisory-database, `vulns/<package>/PYSEC-2024-1.yaml`
  osvFeed('pysec', /(?:^|\/)PYSEC-\d{4}-\d{1,8}\.(?:ya?ml|json)$/),
  // ossf/malicious-packages, `osv/malicious/npm/<package>/MAL-2024-1.json`; `osv/withdrawn/` says so itself
  osvFeed('malicious-packages', /(?:^|\/)MAL-\d{4}-\d{1,8}\.json$/),
  // bitnami/vulndb, `data/<package>/BIT-thing-2024-1234.json`
  osvFeed('bitnami', /(?:^|\/)BIT-[\w.-]{1,120}\.json$/),
  // any other collection of OSV records
  osvFeed('osv', /\.(?:json|ya?ml)$/),
];

/** A feed of OSV records whose files are named like `files`. */
function osvFeed(id: string, files: RegExp): VendorFeed {
  return { id, publisher: 'osv', accepts: (path) => files.test(path), read: readOsvDocument };
}

/** Reads a file with one OSV record, or a list of them. */
function readOsvDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const value = /\.ya?ml$/.test(document.path) ? yamlOf(document) : jsonOf(document);
  if (value === undefined) return [malformed(document.path)];
  const records: readonly unknown[] = Array.isArray(value) ? value : [value];
  return records.length === 0 ? [malformed(document.path)] : readOsvRecords(records, scope);
}

/** What each record says; one that names no package at all is counted, for it gives vectors only. */
export function* readOsvRecords(
  records: readonly unknown[],
  scope: Scope,
): Iterable<VendorRecords> {
  for (const record of records) {
    checkpoint(scope.signal);
    const { facts, skips, ...rest } = normaliseOsv(record);
    const day = isRecord(record) ? dayOf(record['modified']) : undefined;
    const isBare =
      facts.length === 0 && skips.length === 0 && listAt(record, 'affected').length === 0;
    const bare = { reason: 'no-package', subject: textAt(record, 'id') ?? '' } as const;
    yield {
      facts,
      skips: isBare ? [...skips, bare] : skips,
      ...rest,
      ...(day !== undefined && { day }),
    };
  }
}
