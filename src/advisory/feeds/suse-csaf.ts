import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Skip, SkipReason } from '../fact.ts';
import { openSuseSegment, suseSegment } from '../suse-segment.ts';
import { type CsafDocument, type CsafPlace, type CsafProduct, readCsaf } from './csaf.ts';
import {
  type CsafStatus,
  type CsafVulnerability,
  readVulnerability,
} from './csaf-vulnerability.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed } from './json-value.ts';
import { type RpmComponent, rpmOfFileName, rpmOfPurl, tryPurl } from './rpm-component.ts';
import { detailsOf, RpmStatements } from './rpm-statement.ts';

/**
 * SUSE's CSAF 2.0 documents: VEX, one for each CVE (`cve-2024-1234.json`), which also state what is not fixed, and the notices of
 * errata (`suse-su-2024_0123-1.json`). Fixed versions stand under `recommended`. The VEX documents alone are complete; a notice
 * beside them adds nothing but its day.
 */
export const suseCsaf: VendorFeed = {
  id: 'suse-csaf',
  publisher: 'suse',
  accepts: (path) => /(?:^|\/)(?:cve-\d{4}-\d|(?:open)?suse-su-)[\w-]{1,60}\.json$/i.test(path),
  read: readDocument,
};

function* readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  try {
    const csaf = readCsaf(jsonOf(document), scope.limits.maxDepth);
    if (csaf === undefined || csaf.vulnerabilities.length === 0) yield malformed(document.path);
    else yield* readVulnerabilities(csaf, scope);
  } catch (error) {
    if (!isCaissonError(error, 'limit.depth', 'limit.entries')) throw error;
    yield malformed(document.path);
  }
}

function* readVulnerabilities(csaf: CsafDocument, scope: Scope): Iterable<VendorRecords> {
  for (const entry of csaf.vulnerabilities) {
    checkpoint(scope.signal);
    yield recordsOf(readVulnerability(entry, csaf, scope.limits.maxEntries), csaf);
  }
}

function recordsOf(vulnerability: CsafVulnerability, csaf: CsafDocument): VendorRecords {
  const { cve } = vulnerability;
  if (cve === undefined) return malformed(csaf.id);
  const published = vulnerability.published ?? csaf.published;
  const statements = new RpmStatements({
    id: cve,
    cves: [cve],
    aliases: [],
    ...(published !== undefined && { published }),
    ...(csaf.modified !== undefined && { modified: csaf.modified }),
    feed: 'suse:csaf',
  });
  const reader = new StatusReader(vulnerability, csaf);
  for (const [status, ids] of vulnerability.statuses)
    for (const id of ids) reader.read(id, status, statements);
  const { facts, skips } = statements.finish();
  return {
    facts,
    skips: [...reader.skips, ...skips],
    vectors: vulnerability.allVectors.map((cvss) => ({ id: cve, cvss })),
    ...(vulnerability.weaknesses.length > 0 && {
      weaknesses: [{ cve, cwes: vulnerability.weaknesses }],
    }),
    ...(csaf.modified !== undefined && { day: csaf.modified }),
  };
}

class StatusReader {
  readonly #vulnerability: CsafVulnerability;
  readonly #csaf: CsafDocument;
  readonly #segments = new Map<string, string | undefined>();
  readonly #skips = new Map<string, Skip>();

  constructor(vulnerability: CsafVulnerability, csaf: CsafDocument) {
    this.#vulnerability = vulnerability;
    this.#csaf = csaf;
  }

  get skips(): readonly Skip[] {
    return [...this.#skips.values()];
  }

  read(id: string, status: CsafStatus, into: RpmStatements): void {
    const place = this.#csaf.placeOf(id);
    if (place === undefined) return this.#skip('no-package', this.#csaf.id);
    const segment = this.#segmentOf(place.product);
    if (segment === undefined) return this.#skip('unknown-ecosystem', place.product.name);
    const component = rpmOf(place);
    if (component === undefined) return this.#skip('no-package', place.component.id.slice(0, 128));
    const { name, version, architecture } = component;
    const isFixed = status === 'fixed';
    if (isFixed && (architecture === 'src' || architecture === 'nosrc'))
      return this.#skip('excluded', 'source package of a fix');
    if (isFixed && version === undefined) return this.#skip('no-versions', this.#csaf.id);
    into.add({
      segment,
      name,
      module: undefined,
      product: undefined,
      state: status,
      fixed: isFixed ? version : undefined,
      architecture,
      details: this.#detailsOf(id, status),
    });
  }

  #segmentOf({ id, name }: CsafProduct): string | undefined {
    if (!this.#segments.has(id)) this.#segments.set(id, segmentOfProduct(name));
    return this.#segments.get(id);
  }

  #detailsOf(id: string, status: CsafStatus) {
    const { severities, vectors, fixes, flags } = this.#vulnerability;
    const fix = status === 'fixed' ? fixes.get(id) : undefined;
    return detailsOf({
      severity: severities.get(id) ?? this.#csaf.severity,
      cvss: vectors.get(id) ?? this.#vulnerability.allVectors,
      statement: status === 'not_affected' ? flags.get(id) : undefined,
      url: pageOf(fix?.url) ?? this.#vulnerability.url ?? this.#csaf.url,
      fixedOn: fix?.day,
    });
  }

  #skip(reason: SkipReason, subject: string): void {
    this.#skips.set(`${reason} ${subject}`, { reason, subject });
  }
}

/** The segment of a product by its whole name, `SUSE Linux Enterprise Server 15 SP5` or `openSUSE Leap 15.5`. */
function segmentOfProduct(name: string): string | undefined {
  if (name.startsWith('SUSE ')) return suseSegment(name.slice('SUSE '.length));
  return name.startsWith('openSUSE ') ? openSuseSegment(name.slice('openSUSE '.length)) : undefined;
}

function rpmOf({ component, product }: CsafPlace): RpmComponent | undefined {
  const purl = component.purl === undefined ? undefined : tryPurl(component.purl);
  if (purl !== undefined) return rpmOfPurl(purl);
  const id = component.id.startsWith(`${product.id}:`)
    ? component.id.slice(product.id.length + 1)
    : component.id;
  return /^[\w.+~^:-]{1,256}$/.test(id) ? rpmOfFileName(id, component.architecture) : undefined;
}

/** SUSE's `url` of a fix may be its own CSAF file. */
function pageOf(url: string | undefined): string | undefined {
  return url === undefined || url.endsWith('.json') ? undefined : url;
}
