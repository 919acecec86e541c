import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory } from '#model/advisory.ts';
import { severityOfWord } from '../../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from '../feed.ts';
import { claimsOf, leavesOf, versionOf } from '../oval/oval-claim.ts';
import type { OvalDefinition, OvalLeaf } from '../oval/oval-definition.ts';
import { type OvalDocument, readOval } from '../oval/oval-document.ts';
import { orMalformed } from '../readable.ts';
import { cvesOf, Sheet } from '../vendor-fact.ts';
import { segmentOrSkip, ubuntuPage } from './ubuntu-release.ts';
import { extendedOnly, isExtendedFix, type Verdict, verdictOfStatus } from './ubuntu-status.ts';

/**
 * Ubuntu's OVAL: by CVE or package (`com.ubuntu.jammy.cve.oval.xml`, `…pkg.oval.xml`), where the comment of a criterion
 * names source package and status, and by notice (`…usn.oval.xml`), which names the repaired binary packages.
 */
export const ubuntuOval: VendorFeed = {
  id: 'ubuntu-oval',
  publisher: 'ubuntu-oval',
  accepts: (path) => /(?:^|\/)(?:oci\.)?com\.ubuntu\.[^/]*\.xml$/.test(path),
  read: (document, scope) => orMalformed(document, readDefinitions(document, scope)),
};

function* readDefinitions(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const oval = readOval(document, scope);
  const codename = /com\.ubuntu\.([a-z]+)/.exec(document.path)?.[1] ?? '';
  const sheet = new Sheet();
  for (const definition of oval.definitions) {
    checkpoint(scope.signal);
    if (definition.title.startsWith('USN-')) addNotice(definition, oval, codename, sheet);
    else
      for (const leaf of leavesOf(definition.criteria))
        addLeaf({ definition, leaf, codename }, oval, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

interface Subject {
  readonly definition: OvalDefinition;
  readonly leaf: OvalLeaf;
  readonly codename: string;
}

/** `(CVE-2024-1) foo package in jammy is affected and needs fixing.`, `The 'foo' package in trusty …`, `foo: while related …`. */
const subjectPattern =
  /^(?:\((CVE-\d{4}-\d{4,19})\) )?(?:The )?'?([a-z0-9][a-z0-9.+-]{0,120})'?(?:(?: source)? package in ([a-z/-]{1,40}),?|:)\s(.{1,900})$/;

function addLeaf({ definition, leaf, codename }: Subject, oval: OvalDocument, sheet: Sheet): void {
  const subject = subjectOf(leaf.comment);
  if (subject === undefined) return;
  const { name, said, channel = codename, id = definition.cves[0] } = subject;
  if (id === undefined) return sheet.skip('malformed', definition.id);
  const segment = segmentOrSkip(channel, sheet);
  const verdict = verdictOf(said, oval.testOf(leaf.test)?.evr?.value);
  if (segment === undefined) return;
  if (verdict === undefined) return sheet.skip('no-versions', id);
  const shared = { ...sharedOf(definition), id, cves: cvesOf(id), url: ubuntuPage(id) };
  const feed = `ubuntu-oval:${channel}`;
  for (const one of inChannels(segment, verdict))
    sheet.add({ ...shared, ecosystem: 'deb', package: name, feed, ...one });
}

function subjectOf(comment: string) {
  const [, id, name, channel, said] = subjectPattern.exec(comment) ?? [];
  return name === undefined || said === undefined ? undefined : { id, name, channel, said };
}

const phrases: readonly (readonly [phrase: string, status: string])[] = [
  ['is related to the CVE in some way and has been fixed', 'not-affected'],
  ['is not affected', 'not-affected'],
  ['has been fixed', 'released'],
  ['pending publication', 'pending'],
  ['decision has been made to defer', 'deferred'],
  ['decision has been made to ignore', 'ignored'],
  ['is affected and needs fixing', 'needed'],
  ['may need fixing', 'needs-triage'],
  ['pending evaluation', 'needs-triage'],
];

function verdictOf(said: string, evr: string | undefined): Verdict | undefined {
  const status = phrases.find(([phrase]) => said.includes(phrase))?.[1];
  const note = /\(note: '([^']{0,400})'\)/.exec(said)?.[1] ?? '';
  if (status === undefined) return undefined;
  return verdictOfStatus(status, status === 'released' ? versionOf(evr ?? note) : note);
}

/**
 * Only who has extended maintenance gets a fix whose version says `esm`; for all others the package stays affected.
 */
function inChannels(
  segment: string,
  verdict: Verdict,
): readonly (Verdict & { readonly segment: string })[] {
  if (segment.endsWith('-esm') || !isExtendedFix(verdict.ranges)) return [{ ...verdict, segment }];
  return [
    { ...verdict, segment: `${segment}-esm` },
    { ...extendedOnly, segment },
  ];
}

function addNotice(
  definition: OvalDefinition,
  oval: OvalDocument,
  codename: string,
  sheet: Sheet,
): void {
  const id = /^USN-\d{1,6}-\d{1,3}/.exec(definition.title)?.[0];
  const segment = segmentOrSkip(codename, sheet);
  if (id === undefined) return sheet.skip('malformed', definition.id);
  if (segment === undefined) return;
  const { published, cves } = definition;
  const shared = {
    ...sharedOf(definition),
    id,
    cves,
    url: ubuntuPage(id),
    feed: `ubuntu-oval:${codename}`,
    ...(published !== undefined && { fixedOn: published }),
  };
  for (const { names, range } of claimsOf(definition, oval)) {
    if (range?.fixed === undefined) continue;
    const channels = inChannels(segment, { state: 'fixed', ranges: [range] });
    for (const name of names)
      for (const one of channels) sheet.add({ ...shared, ecosystem: 'deb', package: name, ...one });
  }
}

function sharedOf({ severity: word, published, vectors }: OvalDefinition): Partial<Advisory> {
  const severity = severityOfWord(word);
  return {
    cvss: vectors,
    ...(severity !== undefined && { severity }),
    ...(published !== undefined && { published }),
  };
}
