import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Advisory } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import { severityOfScore } from '#model/severity.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed, textAt } from './json-value.ts';
import type { OvalDefinition } from './oval/oval-definition.ts';
import { type RpmOvalDialect, readRpmOval } from './oval/rpm-oval.ts';
import { orMalformed } from './readable.ts';
import { allVersions, below, cvesOf, Sheet } from './vendor-fact.ts';

/**
 * Photon OS: `cve_data_photon5.0.json`, which names source packages, and the OVAL of its advisories
 * (`com.vmware.phsa-photon5.xml`), which names binary ones.
 */
export const photon: VendorFeed = {
  id: 'photon',
  publisher: 'photon',
  accepts: (path) => /cve_data_photon[\d.]+\.json$|photon[^/]*\.xml$/.test(path),
  read: (document, scope) =>
    orMalformed(
      document,
      document.path.endsWith('.xml')
        ? readRpmOval(document, dialectFor(document.path), scope)
        : readCveData(document, scope),
    ),
};

function* readCveData(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const rows = jsonOf(document);
  const place = placeOfRelease(/photon([\d.]{1,8})\.json$/.exec(document.path)?.[1] ?? '');
  if (!Array.isArray(rows) || place === undefined) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const row of rows as readonly unknown[]) {
    checkpoint(scope.signal);
    readRow(row, place, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

interface Place {
  readonly segment: string;
  readonly feed: string;
}

function placeOfRelease(text: string): Place | undefined {
  const release = /^\d{1,2}$/.test(text) ? `${text}.0` : text;
  const segment = segmentOfRelease('photon', release);
  return segment === undefined ? undefined : { segment, feed: `photon:${release}` };
}

function readRow(row: unknown, { segment, feed }: Place, sheet: Sheet): void {
  const id = textAt(row, 'cve_id');
  const name = textAt(row, 'pkg');
  if (id === undefined || name === undefined) return sheet.skip('malformed', id ?? 'row');
  const score = isRecord(row) ? Number(row['cve_score']) : Number.NaN;
  sheet.add({
    segment,
    ecosystem: 'rpm',
    id,
    cves: cvesOf(id),
    package: name,
    ...verdictOf(row),
    ...(score > 0 && score <= 10 && { severity: severityOfScore(score) }),
    feed,
    url: `https://nvd.nist.gov/vuln/detail/${id}`,
  });
}

/** `NA` as the affected version: no version is; as the resolving one: there is no fix yet. */
function verdictOf(row: unknown): Pick<Advisory, 'state' | 'ranges'> {
  const fixed = textAt(row, 'res_ver');
  const affected = textAt(row, 'aff_ver');
  const status = textAt(row, 'status')?.toLowerCase();
  if (status === 'not affected') return { state: 'not_affected', ranges: [] };
  if (fixed !== undefined && !/^(?:na|none)$/i.test(fixed))
    return { state: 'fixed', ranges: below(fixed) };
  if (affected === 'NA') return { state: 'not_affected', ranges: [] };
  return { state: 'affected', ranges: allVersions };
}

/** Definitions name the product, or leave it to the file. */
function dialectFor(path: string): RpmOvalDialect {
  const whole = placeOfRelease(/photon-?(\d{1,2}(?:\.\d)?)/.exec(path)?.[1] ?? '');
  return {
    idOf,
    placeOf: (platform) =>
      placeOfRelease(/photon(?: os| linux)?[ -]?v?(\d{1,2}(?:\.\d)?)/i.exec(platform)?.[1] ?? '') ??
      whole,
  };
}

function idOf({ references, title }: OvalDefinition): string | undefined {
  const own = references.find(({ id }) => id.startsWith('PHSA-'))?.id;
  return own ?? /PHSA-\d{4}-[\d.-]{1,20}/.exec(title)?.[0] ?? references[0]?.id;
}
