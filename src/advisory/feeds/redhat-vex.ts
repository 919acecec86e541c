import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import type { AdvisoryState } from '#model/advisory.ts';
import type { Skip, SkipReason } from '../fact.ts';
import { isCve } from '../name.ts';
import { redHatSegment } from '../red-hat-segment.ts';
import { type CsafDocument, type CsafPlace, type CsafProduct, readCsaf } from './csaf.ts';
import {
  type CsafStatus,
  type CsafVulnerability,
  readVulnerability,
} from './csaf-vulnerability.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed } from './json-value.ts';
import { moduleOfPlace, type RpmComponent, rpmOfPurl, tryPurl } from './rpm-component.ts';
import {
  detailsOf,
  type RpmStatement,
  RpmStatements,
  type StatementDetails,
} from './rpm-statement.ts';

/**
 * Red Hat's VEX documents, one for each CVE (CSAF 2.0, profile VEX): `2024/cve-2024-1234.json` as they lie on the server or in its
 * archive. The order of a fetch: `archive_latest.txt` names the archive; then the documents that `changes.csv` dates after it
 * replace theirs, and those in `deletions.csv` are removed (see `redhat-changes.ts`), for one document knows of no other.
 */
export const redHatVex: VendorFeed = {
  id: 'redhat-vex',
  publisher: 'redhat',
  accepts: (path) => /(?:^|\/)cve-\d{4}-\d{4,19}\.json$/i.test(path),
  read: readDocument,
};

function* readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  try {
    const csaf = readCsaf(jsonOf(document), scope.limits.maxDepth);
    if (csaf === undefined) yield malformed(document.path);
    else if (csaf.status === 'deleted')
      yield { skips: [{ reason: 'withdrawn', subject: csaf.id.slice(0, 64) }] };
    else yield* readVulnerabilities(csaf, scope);
  } catch (error) {
    if (!isCaissonError(error, 'limit.depth', 'limit.entries')) throw error;
    yield malformed(document.path);
  }
}

function* readVulnerabilities(csaf: CsafDocument, scope: Scope): Iterable<VendorRecords> {
  const components = new ComponentCache();
  for (const entry of csaf.vulnerabilities) {
    checkpoint(scope.signal);
    const vulnerability = readVulnerability(entry, csaf, scope.limits.maxEntries);
    const cve = vulnerability.cve ?? (isCve(csaf.id) ? csaf.id : undefined);
    if (cve === undefined) yield malformed(csaf.id);
    else yield recordsOf(cve, vulnerability, csaf, components);
  }
  if (csaf.vulnerabilities.length === 0) yield malformed(csaf.id);
}

function recordsOf(
  cve: string,
  vulnerability: CsafVulnerability,
  csaf: CsafDocument,
  components: ComponentCache,
): VendorRecords {
  const published = vulnerability.published ?? csaf.published;
  const statements = new RpmStatements({
    id: cve,
    cves: [cve],
    aliases: [],
    ...(published !== undefined && { published }),
    ...(csaf.modified !== undefined && { modified: csaf.modified }),
    feed: 'redhat:vex',
  });
  const reader = new StatusReader(vulnerability, csaf, components);
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

/** Turns product ids into statements; one for each vulnerability. */
class StatusReader {
  readonly #vulnerability: CsafVulnerability;
  readonly #csaf: CsafDocument;
  readonly #components: ComponentCache;
  readonly #skips = new Map<string, Skip>();
  readonly #details = new Map<string, StatementDetails>();

  constructor(vulnerability: CsafVulnerability, csaf: CsafDocument, components: ComponentCache) {
    this.#vulnerability = vulnerability;
    this.#csaf = csaf;
    this.#components = components;
  }

  get skips(): readonly Skip[] {
    return [...this.#skips.values()];
  }

  read(id: string, status: CsafStatus, into: RpmStatements): void {
    const place = this.#csaf.placeOf(id);
    if (place === undefined) return this.#skip('no-package', this.#csaf.id);
    const product = place.product.cpe;
    const segment = this.#components.segmentOf(place.product);
    if (segment === undefined || product === undefined)
      return this.#skip('unknown-ecosystem', cpeProduct(product));
    const component = this.#components.rpmOf(place);
    if (typeof component === 'string') return this.#skip(...splitSkip(component));
    const where = { segment, name: component.name, module: component.module, product };
    if (status === 'fixed') return this.#readFix(id, component, where, into);
    into.add({
      ...where,
      fixed: undefined,
      architecture: component.architecture,
      state: this.#stateOf(id, status),
      details: this.#detailsOf(id, status),
    });
  }

  #readFix(
    id: string,
    { version: fixed, architecture }: RpmComponent,
    where: Pick<RpmStatement, 'segment' | 'name' | 'module' | 'product'>,
    into: RpmStatements,
  ): void {
    // The binary packages of an erratum are listed beside its source package and say which of them carry the fault.
    if (architecture === 'src' || architecture === 'nosrc')
      return this.#skip('excluded', 'source package of a fix');
    if (fixed === undefined) return this.#skip('no-versions', this.#csaf.id);
    const details = this.#detailsOf(id, 'fixed');
    into.add({ ...where, fixed, architecture, state: 'fixed', details });
  }

  #stateOf(id: string, status: CsafStatus): AdvisoryState {
    if (status !== 'affected') return status;
    const outlook = this.#vulnerability.outlooks.get(id);
    if (outlook === undefined) return 'affected';
    return (
      outlookStates.get(outlook.details.trim().toLowerCase()) ??
      (outlook.category === 'no_fix_planned' ? 'wont_fix' : 'affected')
    );
  }

  /** The same object for all products that share everything. */
  #detailsOf(id: string, status: CsafStatus): StatementDetails {
    const { severities, vectors, fixes } = this.#vulnerability;
    const severity = severities.get(id) ?? this.#csaf.severity;
    const fix = status === 'fixed' ? fixes.get(id) : undefined;
    const url = fix?.url ?? this.#vulnerability.url ?? this.#csaf.url;
    const stated = {
      severity,
      cvss: vectors.get(id) ?? [],
      statement: this.#statementOf(id, status, fix?.url),
      url,
      fixedOn: fix?.day,
    };
    const key = JSON.stringify(stated);
    const details = this.#details.get(key) ?? detailsOf(stated);
    this.#details.set(key, details);
    return details;
  }

  #statementOf(id: string, status: CsafStatus, url: string | undefined): string | undefined {
    if (status === 'fixed') return errataOf(url);
    if (status === 'not_affected') return this.#vulnerability.flags.get(id);
    return status === 'affected'
      ? shortWord(this.#vulnerability.outlooks.get(id)?.details)
      : undefined;
  }

  #skip(reason: SkipReason, subject: string): void {
    this.#skips.set(`${reason} ${subject}`, { reason, subject });
  }
}

/** Red Hat's words in the details of `none_available` and `no_fix_planned`. */
const outlookStates: ReadonlyMap<string, AdvisoryState> = new Map<string, AdvisoryState>([
  ['affected', 'affected'],
  ['fix deferred', 'deferred'],
  ['will not fix', 'wont_fix'],
  ['out of support scope', 'end_of_life'],
  ['under investigation', 'under_investigation'],
]);

/** What was read of the components and products of a document, each once. */
class ComponentCache {
  readonly #rpms = new Map<string, RpmComponent | string>();
  readonly #segments = new Map<string, string | undefined>();

  segmentOf({ id, cpe }: CsafProduct): string | undefined {
    if (!this.#segments.has(id)) this.#segments.set(id, segmentOfCpe(cpe));
    return this.#segments.get(id);
  }

  /** The rpm, or `reason subject` of the skip. */
  rpmOf(place: CsafPlace): RpmComponent | string {
    const { component } = place;
    let rpm = this.#rpms.get(component.id);
    if (rpm === undefined) {
      rpm = readRpm(component);
      this.#rpms.set(component.id, rpm);
    }
    if (typeof rpm === 'string' || rpm.module !== undefined) return rpm;
    const module = moduleOfPlace(place);
    return module === undefined ? rpm : { ...rpm, module };
  }
}

function readRpm({ id, purl: text }: CsafProduct): RpmComponent | string {
  const purl = text === undefined ? undefined : tryPurl(text);
  if (purl === undefined) return `no-package ${id.slice(0, 128)}`;
  if (purl.type !== 'rpm') return `unknown-ecosystem pkg:${purl.type}`;
  if (purl.namespace !== 'redhat') return `unknown-ecosystem pkg:rpm/${purl.namespace ?? ''}`;
  return rpmOfPurl(purl) ?? `malformed ${id.slice(0, 128)}`;
}

function splitSkip(text: string): [SkipReason, string] {
  const blank = text.indexOf(' ');
  const reason = text.slice(0, blank);
  const isReason = reason === 'unknown-ecosystem' || reason === 'malformed';
  return [isReason ? reason : 'no-package', text.slice(blank + 1)];
}

/** `cpe:/a:redhat:enterprise_linux:9::appstream`. */
function segmentOfCpe(cpe: string | undefined): string | undefined {
  const tail = /^cpe:\/[ao]:redhat:([^ ]{1,200})$/.exec(cpe ?? '')?.[1];
  return tail === undefined ? undefined : redHatSegment(tail);
}

/** Layered products are counted by name, without their many releases. */
function cpeProduct(cpe: string | undefined): string {
  return cpe === undefined ? 'product without cpe' : cpe.split(':').slice(0, 4).join(':');
}

function errataOf(url: string | undefined): string | undefined {
  return /\/(RH[SBE]A-\d{4}:\d{3,6})$/.exec(url ?? '')?.[1];
}

function shortWord(details: string | undefined): string | undefined {
  return details !== undefined && /^[A-Za-z ]{1,40}$/.test(details) ? details : undefined;
}
