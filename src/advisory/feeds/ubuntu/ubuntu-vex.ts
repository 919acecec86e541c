import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { AdvisoryState } from '#model/advisory.ts';
import { type Purl, parsePurl } from '#model/purl.ts';
import { dayOf } from '../../date.ts';
import type { Fact } from '../../fact.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from '../feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from '../json-value.ts';
import { allVersions, below, cvesOf, Sheet } from '../vendor-fact.ts';
import { segmentOrSkip, ubuntuPage } from './ubuntu-release.ts';
import { extendedOnly, isExtendedFix, type Verdict } from './ubuntu-status.ts';

/**
 * Canonical's OpenVEX documents, one for each CVE (`vex/cve/2024/CVE-2024-1.json`). Products are package URLs with
 * `distro=jammy` or `distro=esm-infra/xenial`, source packages have `arch=source`; the version of a fixed product is the
 * first with the fix, that of others the newest published.
 */
export const ubuntuVex: VendorFeed = {
  id: 'ubuntu-vex',
  publisher: 'ubuntu-vex',
  // the repository of notices has OSV records beside them
  accepts: (path) =>
    /(?:^|\/)(?:CVE|USN|UBUNTU-CVE)-[\d-]+\.json$/.test(path) && !/(?:^|\/)osv\//.test(path),
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
  const records = sheet.take();
  yield { ...records, facts: [...(records.facts ?? []), ...unrepairedBases(records.facts ?? [])] };
}

/**
 * A release whose fix is for extended maintenance only is not listed itself: it stays affected, and is said to be so where the
 * version of the fix says `esm`.
 */
function unrepairedBases(facts: readonly Fact[]): Fact[] {
  const known = new Set(facts.map(({ segment, key }) => `${segment} ${key}`));
  return facts.flatMap((fact) => {
    const segment = fact.segment.replace(/-esm$/, '');
    if (known.has(`${segment} ${fact.key}`) || !isExtendedFix(fact.advisory.ranges)) return [];
    known.add(`${segment} ${fact.key}`);
    return [{ ...fact, segment, advisory: { ...fact.advisory, ...extendedOnly } }];
  });
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

/** The first sentence of the action tells what Ubuntu has decided. */
function affected(action: string): Verdict {
  const said = action.slice(0, 200);
  const known = decisions.find(({ phrase }) => phrase.test(said));
  if (known === undefined) return { state: 'affected', ranges: allVersions };
  return { state: known.state, ranges: allVersions, statement: known.statement };
}

const decisions: readonly {
  readonly phrase: RegExp;
  readonly state: AdvisoryState;
  readonly statement: string;
}[] = [
  { phrase: /\bdecided to not fix\b|\bignored\b/i, state: 'wont_fix', statement: 'ignored' },
  { phrase: /\bno longer supported\b/i, state: 'end_of_life', statement: 'ignored' },
  { phrase: /\bdefer(?:red)?\b/i, state: 'deferred', statement: 'deferred' },
];

function withStatement(verdict: Verdict, statement: string | undefined): Verdict {
  return statement === undefined ? verdict : { ...verdict, statement };
}
