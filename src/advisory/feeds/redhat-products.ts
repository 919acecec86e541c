import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed, textsAt } from './json-value.ts';

/**
 * Red Hat's map of repository ids to the CPE names that its advisories use, `repository-to-cpe.json`:
 * `{"data": {"rhel-9-for-x86_64-baseos-rpms": {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos"]}}}`.
 * The map of container names beside it is not read: statements about images are not taken in.
 */
export const redHatProducts: VendorFeed = {
  id: 'redhat-products',
  publisher: 'redhat',
  accepts: (path) => /(?:^|\/)repository-to-cpe\.json$/.test(path),
  read: readDocument,
};

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const map = jsonOf(document);
  const data = isRecord(map) ? map['data'] : undefined;
  if (!isRecord(data)) return [malformed(document.path)];
  const entries = Object.entries(data).map(readEntry);
  const products = entries.flatMap((entry) => (typeof entry === 'string' ? [] : [entry]));
  const damaged = entries.filter((entry) => typeof entry === 'string');
  return [{ products, skips: damaged.map((subject) => ({ reason: 'malformed', subject })) }];
}

/** The name alone of an entry that cannot be read. */
function readEntry([repository, value]: readonly [string, unknown]) {
  const cpes = textsAt(value, 'cpes').filter((cpe) => /^cpe:(?:\/|2\.3:)[\x21-\x7e]+$/.test(cpe));
  const isRepository = /^[\x21-\x7e]{1,256}$/.test(repository);
  return isRepository && cpes.length > 0
    ? { repository, cpes: [...new Set(cpes)].sort() }
    : repository.slice(0, 128);
}
