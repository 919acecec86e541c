import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { type Purl, parsePurl } from '#model/purl.ts';
import { dayOf } from '../../date.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from '../feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from '../json-value.ts';
import { allVersions, below, cvesOf, Sheet } from '../vendor-fact.ts';
import { segmentOrSkip, ubuntuPage } from './ubuntu-release.ts';
import type { Verdict } from './ubuntu-status.ts';

/**
 * Canonical's OpenVEX documents, one for each CVE (`vex/cve/2024/CVE-2024-1.json`). Products are package URLs with
 * `distro=jammy` or `distro=esm-infra/xenial`, source packages have `arch=source`; the version of a fixed product is the
 * first with the fix, that of others the newest published.
 */
export const ubuntuVex: VendorFeed = {
  id: 'ubuntu-vex',
  publisher: 'ubuntu-vex',
  accepts: (path) => /(?:^|\/)(?:CVE|USN|UBUNTU-CVE)-[\d-]+\.json$/.test(path),
  read: readVex,
};

function* readVex(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const vex = jsonOf(document);
  if (!isRecord(vex) || !Array.isArray(vex['statements'])) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  const published = dayOf(vex['timestamp']);
  for (const statement of listAt(vex, 'statements')) {
    checkpoint(scope.signal);
    readStatement(statement, published, sheet);
  }
  yield sheet.take();
}

function readStatement(statement: unknown, modified: string | undefined, sheet: Sheet): void {
  const vulnerability = isRecord(statement) ? statement['vulnerability'] : undefined;
  const id = typeof vulnerability === 'string' ? vulnerability : textAt(vulnerability, 'name');
  const status = textAt(statement, 'status');
  if (id === undefined || status === undefined) return sheet.skip('malformed', id ?? 'statement');
  for (const purl of sourcesOf(listAt(statement, 'products').flatMap(purlOf))) {
    const verdict = verdictOf(status, purl.version, statement);
    if (verdict === undefined) sheet.skip('malformed', id);
    else addProduct(purl, { id, verdict, modified }, sheet);
  }
}

interface Said {
  readonly id: string;
  readonly verdict: Verdict;
  readonly modified: string | undefined;
}

function addProduct(purl: Purl, { id, verdict, modified }: Said, sheet: Sheet): void {
  const channel = purl.qualifiers?.['distro'] ?? '';
  const segment = segmentOrSkip(channel, sheet);
  if (segment === undefined) return;
  sheet.add({
    segment,
    ecosystem: 'deb',
    id,
    cves: cvesOf(id),
    package: purl.name,
    ...verdict,
    ...(modified !== undefined && { modified }),
    feed: `ubuntu-vex:${channel}`,
    url: ubuntuPage(id),
  });
}

/** A product is an object with `@id`, or just the text. */
function purlOf(product: unknown): Purl[] {
  const identifiers = recordAt(product, 'identifiers');
  const text =
    typeof product === 'string' ? product : (textAt(identifiers, 'purl') ?? textAt(product, '@id'));
  if (text === undefined || !text.startsWith('pkg:deb/')) return [];
  try {
    return [parsePurl(text)];
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed')) throw error;
    return [];
  }
}

/** Source packages where the statement names them; their binary packages then say nothing more. */
function sourcesOf(products: readonly Purl[]): readonly Purl[] {
  const sources = products.filter(({ qualifiers }) => qualifiers?.['arch'] === 'source');
  const listed = sources.length > 0 ? sources : products;
  const distinct = listed.map((purl) => {
    const key = [purl.name, purl.version, purl.qualifiers?.['distro']].join(' ');
    return [key, purl] as const;
  });
  return [...new Map(distinct).values()];
}

function verdictOf(
  status: string,
  version: string | undefined,
  statement: unknown,
): Verdict | undefined {
  switch (status) {
    case 'fixed':
      return version === undefined
        ? { state: 'unknown', statement: status }
        : { state: 'fixed', ranges: below(version) };
    case 'not_affected':
      return withStatement({ state: 'not_affected' }, textAt(statement, 'justification'));
    case 'under_investigation':
      return { state: 'under_investigation', ranges: allVersions, statement: status };
    case 'affected':
      return affected(
        textAt(statement, 'action_statement') ?? textAt(statement, 'status_notes') ?? '',
      );
    default:
      return undefined;
  }
}

/** The action tells what Ubuntu has decided. */
function affected(action: string): Verdict {
  if (/\bdeferred\b|\bdefer addressing\b/i.test(action))
    return { state: 'deferred', ranges: allVersions, statement: 'deferred' };
  if (/\bignore[ds]?\b|\bwill not be fixed\b|\bwon't fix\b/i.test(action))
    return { state: 'wont_fix', ranges: allVersions, statement: 'ignored' };
  return { state: 'affected', ranges: allVersions };
}

function withStatement(verdict: Verdict, statement: string | undefined): Verdict {
  return statement === undefined ? verdict : { ...verdict, statement };
}
