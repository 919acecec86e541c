import type { Scope } from '#contract/scope.ts';
import { isRecord } from '#kit/json.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';
import { readOsvRecords } from './osv-directories.ts';

/**
 * The GitHub Advisory Database: OSV files of github/advisory-database (`advisories/github-reviewed/2024/01/GHSA-…/GHSA-….json`), and
 * exports of GitHub's REST (`GET /advisories`) and GraphQL API (`securityVulnerabilities`, `securityAdvisories`), which are put into
 * the shape of OSV first. Records that nobody reviewed name no package and give nothing.
 */
export const ghsa: VendorFeed = {
  id: 'ghsa',
  publisher: 'osv',
  accepts: (path) => path.endsWith('.json'),
  read: readDocument,
};

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const value = jsonOf(document);
  const entries: readonly unknown[] = Array.isArray(value) ? value : (nodesOf(value) ?? [value]);
  if (!entries.every(isRecord) || entries.length === 0) return [malformed(document.path)];
  return readOsvRecords(entries.filter(isRecord).map(toOsv), scope);
}

/** The nodes of a GraphQL answer, with or without the envelope `data`. */
function nodesOf(value: unknown): readonly unknown[] | undefined {
  const data = isRecord(value) && isRecord(value['data']) ? value['data'] : value;
  for (const name of ['securityVulnerabilities', 'securityAdvisories']) {
    const answer = recordAt(data, name);
    if (Array.isArray(answer['nodes'])) return listAt(answer, 'nodes');
  }
  return undefined;
}

function toOsv(entry: Readonly<Record<string, unknown>>): unknown {
  if (typeof entry['ghsa_id'] === 'string') return ofRest(entry);
  if (isRecord(entry['advisory'])) return ofGraph(entry['advisory'], [entry]);
  return typeof entry['ghsaId'] === 'string'
    ? ofGraph(entry, listAt(recordAt(entry, 'vulnerabilities'), 'nodes'))
    : entry;
}

function ofRest(entry: Readonly<Record<string, unknown>>): unknown {
  const scores = recordAt(entry, 'cvss_severities');
  const vectors = [
    textAt(recordAt(scores, 'cvss_v4'), 'vector_string'),
    textAt(recordAt(scores, 'cvss_v3'), 'vector_string') ??
      textAt(recordAt(entry, 'cvss'), 'vector_string'),
  ];
  return {
    id: entry['ghsa_id'],
    aliases: listAt(entry, 'identifiers').map((one) => textAt(one, 'value')),
    published: entry['published_at'],
    modified: entry['updated_at'],
    withdrawn: entry['withdrawn_at'],
    severity: vectors.map((score) => ({ score })),
    database_specific: {
      severity: entry['severity'],
      cwe_ids: listAt(entry, 'cwes').map((one) => textAt(one, 'cwe_id')),
    },
    affected: listAt(entry, 'vulnerabilities').map((one) =>
      affectedOf(recordAt(one, 'package'), textAt(one, 'vulnerable_version_range')),
    ),
  };
}

function ofGraph(
  advisory: Readonly<Record<string, unknown>>,
  vulnerabilities: readonly unknown[],
): unknown {
  const vectors = [
    textAt(recordAt(recordAt(advisory, 'cvssSeverities'), 'cvssV4'), 'vectorString'),
    textAt(recordAt(recordAt(advisory, 'cvssSeverities'), 'cvssV3'), 'vectorString') ??
      textAt(recordAt(advisory, 'cvss'), 'vectorString'),
  ];
  return {
    id: advisory['ghsaId'],
    aliases: listAt(advisory, 'identifiers').map((one) => textAt(one, 'value')),
    published: advisory['publishedAt'],
    modified: advisory['updatedAt'],
    withdrawn: advisory['withdrawnAt'],
    severity: vectors.map((score) => ({ score })),
    database_specific: {
      severity: advisory['severity'],
      cwe_ids: listAt(recordAt(advisory, 'cwes'), 'nodes').map((one) => textAt(one, 'cweId')),
    },
    affected: vulnerabilities.map((one) =>
      affectedOf(recordAt(one, 'package'), textAt(one, 'vulnerableVersionRange')),
    ),
  };
}

/** GitHub's names of ecosystems, REST in lower and GraphQL in upper case, as OSV writes them. */
const ecosystems: ReadonlyMap<string, string> = new Map([
  ['actions', 'GitHub Actions'],
  ['composer', 'Packagist'],
  ['erlang', 'Hex'],
  ['go', 'Go'],
  ['maven', 'Maven'],
  ['npm', 'npm'],
  ['nuget', 'NuGet'],
  ['pip', 'PyPI'],
  ['pub', 'Pub'],
  ['rubygems', 'RubyGems'],
  ['rust', 'crates.io'],
  ['swift', 'SwiftURL'],
]);

function affectedOf(place: unknown, expression: string | undefined): unknown {
  const stated = textAt(place, 'ecosystem') ?? '';
  return {
    package: {
      ecosystem: ecosystems.get(stated.toLowerCase()) ?? stated,
      name: textAt(place, 'name'),
    },
    ...rangeOf(expression ?? ''),
  };
}

/** `>= 1.0, < 1.2.3` or `= 0.9`. An excluded beginning becomes part of the range, which cannot say otherwise. */
function rangeOf(expression: string): Readonly<Record<string, unknown>> {
  const parts = expression.slice(0, maxExpression).split(',').map(readPart);
  if (parts.includes(undefined)) return {};
  const versions = parts.flatMap((part) => (part?.kind === 'version' ? [part.version] : []));
  const events = parts.flatMap((part) =>
    part === undefined || part.kind === 'version' ? [] : [{ [part.kind]: part.version }],
  );
  const hasBeginning = parts.some((part) => part?.kind === 'introduced');
  if (events.length === 0) return { versions };
  const all = hasBeginning ? events : [{ introduced: '0' }, ...events];
  return { versions, ranges: [{ type: 'ECOSYSTEM', events: all }] };
}

const maxExpression = 1000;
const kinds: ReadonlyMap<string, 'version' | 'fixed' | 'last_affected' | 'introduced'> = new Map([
  ['=', 'version'],
  ['<', 'fixed'],
  ['<=', 'last_affected'],
  ['>', 'introduced'],
  ['>=', 'introduced'],
] as const);

function readPart(part: string) {
  const [, operator = '', version = ''] = /^\s*(>=|<=|>|<|=)\s*(\S+)\s*$/.exec(part) ?? [];
  const kind = kinds.get(operator);
  return kind === undefined || version === '' ? undefined : { kind, version };
}
