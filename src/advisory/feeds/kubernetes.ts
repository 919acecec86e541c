import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Advisory, CvssVector } from '#model/advisory.ts';
import { parseCvssVector } from '../cvss.ts';
import { dayOf } from '../date.ts';
import type { Fact, Skip } from '../fact.ts';
import { stateOf } from '../merge.ts';
import { isCve } from '../name.ts';
import { distinctRanges, parseOsvRange } from '../osv-range.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { isLink, jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';

/**
 * The official CVE feed of Kubernetes (`index.json`, JSON Feed 1.1), which states a CVSS vector in its prose and no versions, and
 * the OSV records that its security group makes of it (kubernetes-sigs/cve-feed-osv, `vulns/CVE-….json`) with the versions of each
 * component. The components are filed in the segment `cpe` as `kubernetes:kubelet`: as Go modules their names (`k8s.io/kubelet`) are
 * those of libraries with other versions.
 */
export const kubernetes: VendorFeed = {
  id: 'kubernetes',
  publisher: 'kubernetes',
  accepts: (path) => /(?:^|\/)(?:index|CVE-\d{4}-\d{4,19})\.json$/.test(path),
  read: readDocument,
};

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const value = jsonOf(document);
  if (isRecord(value) && Array.isArray(value['items']))
    return [{}, ...value['items'].map(readItem)];
  const id = textAt(value, 'id') ?? '';
  return [isCve(id) && isRecord(value) ? readRecord(id, value) : malformed(document.path)];
}

function readItem(item: unknown): VendorRecords {
  const id = textAt(item, 'id') ?? '';
  if (!isCve(id)) return malformed('item');
  const text =
    isRecord(item) && typeof item['content_text'] === 'string' ? item['content_text'] : '';
  const found = /CVSS:[34]\.[01]\/[A-Z:/]{10,200}/.exec(text.slice(0, maxText))?.[0] ?? '';
  const cvss = parseCvssVector(found.replace(/\/$/, ''));
  return {
    ...(cvss !== undefined && { vectors: [{ id, cvss }] }),
    skips: [{ reason: 'no-versions', subject: id }],
  };
}

/** The vector stands in the first lines. */
const maxText = 20_000;

function readRecord(id: string, record: Readonly<Record<string, unknown>>): VendorRecords {
  const facts: Fact[] = [];
  const skips: Skip[] = [];
  for (const entry of listAt(record, 'affected')) {
    const fact = readEntry(id, entry, record);
    if (fact === undefined) skips.push({ reason: 'no-versions', subject: id });
    else facts.push(fact);
  }
  const day = dayOf(record['modified']);
  return { facts, skips, ...(day !== undefined && { day }) };
}

function readEntry(
  id: string,
  entry: unknown,
  record: Readonly<Record<string, unknown>>,
): Fact | undefined {
  const name = /^k8s\.io\/([a-z0-9-]{1,80})$/.exec(
    textAt(recordAt(entry, 'package'), 'name') ?? '',
  )?.[1];
  const ranges = distinctRanges(
    listAt(entry, 'ranges').flatMap((range) => parseOsvRange(range, 'semver')),
  );
  if (name === undefined || ranges.length === 0) return undefined;
  const published = dayOf(record['published']);
  const modified = dayOf(record['modified']);
  const url = listAt(record, 'references')
    .map((one) => textAt(one, 'url'))
    .find(isLink);
  const advisory: Advisory = {
    id,
    cves: [id],
    aliases: [],
    package: name,
    versions: [],
    ranges,
    state: stateOf(ranges, []),
    cvss: vectorsOf(listAt(entry, 'severity')),
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    feed: 'kubernetes:osv',
    ...(url !== undefined && { url }),
  };
  return { segment: 'cpe', key: `kubernetes:${name}`, advisory };
}

function vectorsOf(severity: readonly unknown[]): readonly CvssVector[] {
  return severity
    .slice(0, maxVectors)
    .flatMap((one) => parseCvssVector(textAt(one, 'score') ?? '') ?? []);
}

const maxVectors = 8;
