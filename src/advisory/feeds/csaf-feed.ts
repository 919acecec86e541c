import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory, AdvisoryState, AffectedRange } from '#model/advisory.ts';
import { packageKey } from '#model/package-key.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';
import type { Fact, Skip } from '../fact.ts';
import { type CsafDocument, type CsafProduct, readCsaf } from './csaf.ts';
import {
  type CsafStatus,
  type CsafVulnerability,
  readVulnerability,
} from './csaf-vulnerability.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed } from './json-value.ts';
import { type ProductPackage, packageOfPurl } from './purl-package.ts';
import { orMalformed } from './readable.ts';
import { tryPurl } from './rpm-component.ts';
import { detailsOf, type StatementHead } from './rpm-statement.ts';

/**
 * CSAF 2.0 documents of any vendor. What counts is the package URL of a product: a version of it is affected, or is not, as the
 * document says, and a product without a version stands for all. `first_fixed` and `fixed` end the affected versions only where the
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

/** All that is said of one package. */
interface Claims {
  readonly place: ProductPackage;
  /** First product id of each state, which severity and vectors are taken from. */
  readonly products: Map<CsafStatus, string>;
  readonly versions: Map<CsafStatus, Set<string>>;
}

function recordsOf(vulnerability: CsafVulnerability, csaf: CsafDocument): VendorRecords {
  const skips = new Map<string, Skip>();
  const claims = new Map<string, Claims>();
  for (const [status, ids] of vulnerability.statuses)
    for (const id of ids) {
      const place = placeOf(id, csaf);
      if (typeof place === 'string')
        skips.set(place, { reason: 'unknown-ecosystem', subject: place });
      else claim(place, id, status, claims);
    }
  const id = vulnerability.cve ?? csaf.id;
  return {
    facts: [...claims.values()].flatMap((one) => factsOf(one, vulnerability, csaf)),
    skips: [...skips.values()],
    vectors: vulnerability.allVectors.map((cvss) => ({ id, cvss })),
    ...(vulnerability.cve !== undefined &&
      vulnerability.weaknesses.length > 0 && {
        weaknesses: [{ cve: vulnerability.cve, cwes: vulnerability.weaknesses }],
      }),
    ...(csaf.modified !== undefined && { day: csaf.modified }),
  };
}

/** The package of a product, or what is in its place. */
function placeOf(id: string, csaf: CsafDocument): ProductPackage | string {
  const product: CsafProduct | undefined = csaf.products.get(id) ?? csaf.placeOf(id)?.component;
  if (product?.purl === undefined) return 'product without purl';
  const purl = tryPurl(product.purl);
  if (purl === undefined) return 'purl';
  return packageOfPurl(purl) ?? `pkg:${purl.type}`;
}

function claim(
  place: ProductPackage,
  id: string,
  status: CsafStatus,
  claims: Map<string, Claims>,
): void {
  const key = `${place.segment}\n${place.name}`;
  const known: Claims = claims.get(key) ?? { place, products: new Map(), versions: new Map() };
  claims.set(key, known);
  if (!known.products.has(status)) known.products.set(status, id);
  const versions = known.versions.get(status) ?? new Set<string>();
  known.versions.set(status, versions.add(place.version ?? ''));
}

/** One fact: what is affected, or where nothing of the package is, what is not. */
function factsOf(
  { place, products, versions }: Claims,
  vulnerability: CsafVulnerability,
  csaf: CsafDocument,
): readonly Fact[] {
  const [status, state] = statusOf(versions);
  if (status === undefined) return [];
  const stated = versions.get(status) ?? new Set<string>();
  const isAll = stated.has('');
  const isOpen = isAll && state !== 'not_affected';
  const ranges = isOpen ? [allBefore(versions.get('fixed'), place)] : [];
  const advisory: Advisory = {
    ...headOf(vulnerability, csaf),
    package: place.name,
    state: state === 'affected' && ranges[0]?.fixed !== undefined ? 'fixed' : state,
    ranges,
    versions: isAll ? [] : [...stated],
    ...vendorDetails(products.get(status) ?? '', status, vulnerability, csaf),
  };
  return [{ segment: place.segment, key: packageKey(place.ecosystem, place.name), advisory }];
}

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

/** What is said that weighs most. */
function statusOf(
  versions: Claims['versions'],
): readonly [CsafStatus, AdvisoryState] | readonly [undefined, undefined] {
  if (versions.has('affected')) return ['affected', 'affected'];
  if (versions.has('under_investigation')) return ['under_investigation', 'under_investigation'];
  if (versions.has('not_affected')) return ['not_affected', 'not_affected'];
  return versions.has('fixed') ? ['fixed', 'not_affected'] : [undefined, undefined];
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
