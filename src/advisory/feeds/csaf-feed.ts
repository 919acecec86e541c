import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory, AdvisoryState, AffectedRange } from '#model/advisory.ts';
import { packageKey } from '#model/package-key.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';
import type { Fact, Skip } from '../fact.ts';
import { distinctRanges } from '../osv-range.ts';
import { type CsafDocument, type CsafProduct, readCsaf } from './csaf.ts';
import {
  type CsafStatus,
  type CsafVulnerability,
  readVulnerability,
} from './csaf-vulnerability.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { rangeOfInterval } from './interval.ts';
import { jsonOf, malformed } from './json-value.ts';
import { type ProductPackage, packageOfPurl } from './purl-package.ts';
import { orMalformed } from './readable.ts';
import { tryPurl } from './rpm-component.ts';
import { detailsOf, type StatementHead } from './rpm-statement.ts';
import { parseVers } from './vers.ts';

/**
 * CSAF 2.0 documents of any vendor. What counts is the package URL of a product: a version of it or a VERS range is affected, or
 * is not, as the document says, and a product without a version stands for all. `first_fixed` and `fixed` end the affected versions only where the
 * document calls the package affected without naming versions; alone they say that these very versions have no fault.
 */
export const csafFeed: VendorFeed = {
  id: 'csaf',
  publisher: 'csaf',
  accepts: (path) =>
    path.endsWith('.json') &&
    !/(?:^|\/)(?:provider-metadata|index|changes|rolie.{0,80})\.json$/.test(path),
  read: (document, scope) => orMalformed(document, readDocument(document, scope)),
};

function* readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const csaf = readCsaf(jsonOf(document), scope.limits.maxDepth);
  if (csaf === undefined) yield malformed(document.path);
  else if (csaf.vulnerabilities.length === 0)
    yield { skips: [{ reason: 'no-package', subject: csaf.id.slice(0, 128) }] };
  for (const entry of csaf?.vulnerabilities ?? []) {
    checkpoint(scope.signal);
    if (csaf !== undefined)
      yield recordsOf(readVulnerability(entry, csaf, scope.limits.maxEntries), csaf);
  }
}

/** What is said of one package under one status. */
interface Claim {
  /** First product id, which severity and vectors are taken from. */
  readonly product: string;
  readonly versions: Set<string>;
  readonly ranges: AffectedRange[];
  /** A product without a version stands for all. */
  isAll: boolean;
}

interface Claims {
  readonly place: ProductPackage;
  readonly byStatus: Map<CsafStatus, Claim>;
}

function recordsOf(vulnerability: CsafVulnerability, csaf: CsafDocument): VendorRecords {
  const { cve, weaknesses } = vulnerability;
  const gathered = new Gathered(csaf);
  for (const [status, ids] of vulnerability.statuses)
    for (const id of ids) gathered.add(id, status);
  const id = cve ?? csaf.id;
  return {
    facts: [...gathered.claims.values()].flatMap((one) => factsOf(one, vulnerability, csaf)),
    skips: [...gathered.skips.values()],
    vectors: vulnerability.allVectors.map((cvss) => ({ id, cvss })),
    ...(cve !== undefined && weaknesses.length > 0 && { weaknesses: [{ cve, cwes: weaknesses }] }),
    ...(csaf.modified !== undefined && { day: csaf.modified }),
  };
}

class Gathered {
  readonly claims = new Map<string, Claims>();
  readonly skips = new Map<string, Skip>();
  readonly #csaf: CsafDocument;

  constructor(csaf: CsafDocument) {
    this.#csaf = csaf;
  }

  add(id: string, status: CsafStatus): void {
    const product = this.#csaf.products.get(id) ?? this.#csaf.placeOf(id)?.component;
    const place = placeOf(product);
    if (typeof place === 'string') return this.#skip('unknown-ecosystem', place);
    const intervals = product?.range === undefined ? [] : rangesOf(product.range, place);
    if (intervals === undefined) return this.#skip('no-versions', place.name);
    const claim = this.#claimOf(id, status, place);
    claim.ranges.push(...intervals);
    if (intervals.length > 0) return;
    if (place.version === undefined) claim.isAll = true;
    else claim.versions.add(place.version);
  }

  #claimOf(product: string, status: CsafStatus, place: ProductPackage): Claim {
    const key = `${place.segment}\n${place.name}`;
    const claims = this.claims.get(key) ?? { place, byStatus: new Map<CsafStatus, Claim>() };
    this.claims.set(key, claims);
    const claim = claims.byStatus.get(status) ?? {
      product,
      versions: new Set(),
      ranges: [],
      isAll: false,
    };
    claims.byStatus.set(status, claim);
    return claim;
  }

  #skip(reason: Skip['reason'], subject: string): void {
    this.skips.set(`${reason} ${subject}`, { reason, subject });
  }
}

/** The package of a product, or what is in its place. */
function placeOf(product: CsafProduct | undefined): ProductPackage | string {
  if (product?.purl === undefined) return 'product without purl';
  const purl = tryPurl(product.purl);
  if (purl === undefined) return 'purl';
  return packageOfPurl(purl) ?? `pkg:${purl.type}`;
}

function rangesOf(text: string, { ecosystem }: ProductPackage): AffectedRange[] | undefined {
  return parseVers(text, schemeOfEcosystem(ecosystem))?.map(rangeOfInterval);
}

/** One fact: what is affected, or where nothing of the package is, what is not. */
function factsOf(
  { place, byStatus }: Claims,
  vulnerability: CsafVulnerability,
  csaf: CsafDocument,
): readonly Fact[] {
  const status = weightiest.find((one) => byStatus.has(one)) ?? 'fixed';
  const claim = byStatus.get(status);
  if (claim === undefined) return [];
  const isDenial = status === 'fixed' || status === 'not_affected';
  const all = isDenial ? [] : [allBefore(byStatus.get('fixed')?.versions, place)];
  const ranges = claim.isAll ? all : distinctRanges(claim.ranges);
  const advisory: Advisory = {
    ...headOf(vulnerability, csaf),
    package: place.name,
    state: stateOf(isDenial ? 'not_affected' : status, ranges),
    ranges,
    versions: claim.isAll ? [] : [...claim.versions],
    ...vendorDetails(claim.product, status, vulnerability, csaf),
  };
  return [{ segment: place.segment, key: packageKey(place.ecosystem, place.name), advisory }];
}

function stateOf(stated: AdvisoryState, ranges: readonly AffectedRange[]): AdvisoryState {
  const hasFix = ranges.some((range) => range.fixed !== undefined);
  return stated === 'affected' && hasFix ? 'fixed' : stated;
}

/** What is said that weighs most comes first. */
const weightiest: readonly CsafStatus[] = [
  'affected',
  'under_investigation',
  'not_affected',
  'fixed',
];

function headOf({ cve, published: stated }: CsafVulnerability, csaf: CsafDocument): StatementHead {
  const published = stated ?? csaf.published;
  return {
    id: cve ?? csaf.id,
    cves: cve === undefined ? [] : [cve],
    aliases: [],
    ...(published !== undefined && { published }),
    ...(csaf.modified !== undefined && { modified: csaf.modified }),
    feed: 'csaf:document',
  };
}

/** All versions before the highest fixed one, or all. */
function allBefore(fixed: Set<string> | undefined, { ecosystem }: ProductPackage): AffectedRange {
  const compare = comparatorOf(schemeOfEcosystem(ecosystem));
  const highest = [...(fixed ?? [])]
    .filter((version) => version !== '')
    .sort(compare)
    .at(-1);
  return { introduced: '0', ...(highest !== undefined && { fixed: highest }) };
}

function vendorDetails(
  id: string,
  status: CsafStatus,
  { severities, vectors, allVectors, flags, fixes, url }: CsafVulnerability,
  csaf: CsafDocument,
) {
  return detailsOf({
    severity: severities.get(id) ?? csaf.severity,
    cvss: vectors.get(id) ?? allVectors,
    statement: status === 'not_affected' ? flags.get(id) : undefined,
    url: url ?? csaf.url,
    fixedOn: fixes.get(id)?.day,
  });
}
