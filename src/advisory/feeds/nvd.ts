import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Advisory, CvssVector } from '#model/advisory.ts';
import { parseCvssVector } from '../cvss.ts';
import { dayOf } from '../date.ts';
import type { Fact } from '../fact.ts';
import { stateOf } from '../merge.ts';
import { isCve, sortedSet } from '../name.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';
import { type NvdProduct, readConfigurations } from './nvd-configuration.ts';

/**
 * NVD's records in the shape of its API 2.0: yearly and `modified` feed files (`nvdcve-2.0-2024.json`), and pages of the API.
 * Vectors and weaknesses are taken of every CVE, facts only of applications, in the segment `cpe` under `vendor:product`.
 */
export const nvd: VendorFeed = {
  id: 'nvd',
  publisher: 'nvd',
  accepts: (path) => path.endsWith('.json'),
  read: readDocument,
};

/** The segment of products that binaries are recognised as. */
const cpeSegment = 'cpe';

function* readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const feed = jsonOf(document);
  const entries = listAt(feed, 'vulnerabilities');
  const day = dayOf(textAt(feed, 'timestamp'));
  if (!isRecord(feed) || !Array.isArray(feed['vulnerabilities'])) yield malformed(document.path);
  else if (entries.length === 0) yield { ...(day !== undefined && { day }) };
  for (const entry of entries) {
    checkpoint(scope.signal);
    yield readCve(recordAt(entry, 'cve'));
  }
}

function readCve(cve: Readonly<Record<string, unknown>>): VendorRecords {
  const id = textAt(cve, 'id') ?? '';
  if (!isCve(id)) return malformed('cve');
  if (textAt(cve, 'vulnStatus') === 'Rejected')
    return { skips: [{ reason: 'withdrawn', subject: id }] };
  const vectors = vectorsOf(recordAt(cve, 'metrics'));
  const cwes = weaknessesOf(cve);
  const day = dayOf(cve['lastModified']) ?? dayOf(cve['published']);
  const { products, skips } = readConfigurations(cve);
  return {
    facts: products.map((product) => factOf(id, product, vectors, cve)),
    skips,
    vectors: vectors.map((cvss) => ({ id, cvss })),
    ...(cwes.length > 0 && { weaknesses: [{ cve: id, cwes }] }),
    ...(day !== undefined && { day }),
  };
}

function factOf(
  id: string,
  { name, ranges, versions }: NvdProduct,
  cvss: readonly CvssVector[],
  cve: Readonly<Record<string, unknown>>,
): Fact {
  const published = dayOf(cve['published']);
  const modified = dayOf(cve['lastModified']);
  const advisory: Advisory = {
    id,
    cves: [id],
    aliases: [],
    package: name,
    state: stateOf(ranges, versions),
    ranges,
    versions,
    cvss,
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    feed: 'nvd:2.0',
    url: `https://nvd.nist.gov/vuln/detail/${id}`,
  };
  return { segment: cpeSegment, key: name, advisory };
}

/** Newest version of CVSS first; NVD's own score (`Primary`) before those of CNA and ADP. */
function vectorsOf(metrics: Readonly<Record<string, unknown>>): readonly CvssVector[] {
  const found = new Map<string, CvssVector>();
  for (const kind of ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2']) {
    const list = listAt(metrics, kind).slice(0, maxMetrics);
    for (const metric of list.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      const text = textAt(recordAt(metric, 'cvssData'), 'vectorString') ?? '';
      const vector = parseCvssVector(text);
      if (vector !== undefined) found.set(vector.vector, vector);
    }
  }
  return [...found.values()];
}

/** NVD lists a handful at most. */
const maxMetrics = 16;

function rankOf(metric: unknown): number {
  return textAt(metric, 'type') === 'Primary' ? 0 : 1;
}

/** `NVD-CWE-noinfo` and `NVD-CWE-Other` are none. */
function weaknessesOf(cve: unknown): readonly string[] {
  const values = listAt(cve, 'weaknesses').flatMap((weakness) =>
    listAt(weakness, 'description').map((one) => textAt(one, 'value') ?? ''),
  );
  return sortedSet(values.filter((value) => /^CWE-\d{1,6}$/.test(value)));
}
