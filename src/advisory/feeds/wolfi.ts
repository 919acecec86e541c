import { normaliseOsv } from '../osv.ts';
import { normaliseSecdb } from '../secdb.ts';
import { readAdvisoryEvents } from './chainguard-advisory.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed } from './json-value.ts';

/**
 * Wolfi: `security.json` in the shape of Alpine's secdb, OSV records (`CGA-….json`) and the events of its advisories
 * (`glibc.advisories.yaml`).
 */
export const wolfi: VendorFeed = feedOf('wolfi');
/** Chainguard, in Wolfi's shape. */
export const chainguard: VendorFeed = feedOf('chainguard');
/** MinimOS: secdb only. */
export const minimos: VendorFeed = feedOf('minimos');

function feedOf(id: string): VendorFeed {
  return {
    id,
    publisher: `secdb:${id}`,
    accepts: (path) => /security\.json$|CGA-[\w-]+\.json$|\.advisories\.ya?ml$/.test(path),
    read: (document) => readDocument(document, id),
  };
}

function* readDocument(document: FeedDocument, distribution: string): Iterable<VendorRecords> {
  if (!document.path.endsWith('.json')) {
    yield readAdvisoryEvents(document, distribution);
    return;
  }
  const content = jsonOf(document);
  if (content === undefined) yield malformed(document.path);
  else if (/CGA-[\w-]+\.json$/.test(document.path)) yield normaliseOsv(content);
  else yield normaliseSecdb(content, distribution);
}
