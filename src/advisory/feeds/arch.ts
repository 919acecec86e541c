import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import { isCve, sortedSet } from '../name.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed, textAt, textsAt } from './json-value.ts';
import { orMalformed } from './readable.ts';
import { allVersions, below, Sheet } from './vendor-fact.ts';

/** Arch Linux: the groups of its tracker (`https://security.archlinux.org/all.json`). */
export const arch: VendorFeed = {
  id: 'arch',
  publisher: 'arch',
  accepts: (path) => path.endsWith('.json'),
  read: (document, scope) => orMalformed(document, readGroups(document, scope)),
};

function* readGroups(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const groups = jsonOf(document);
  if (!Array.isArray(groups)) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const group of groups as readonly unknown[]) {
    checkpoint(scope.signal);
    readGroup(group, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function readGroup(group: unknown, sheet: Sheet): void {
  const id = textAt(group, 'name');
  const segment = segmentOfRelease('arch', '');
  const verdict = verdictOf(group);
  if (id === undefined || segment === undefined || verdict === undefined)
    return sheet.skip('malformed', id ?? 'group');
  const severity = severityOfWord(textAt(group, 'severity'));
  for (const name of textsAt(group, 'packages'))
    sheet.add({
      segment,
      ecosystem: 'alpm',
      id,
      cves: sortedSet(textsAt(group, 'issues').filter(isCve)),
      aliases: sortedSet(textsAt(group, 'advisories').filter((one) => /^ASA-[\d-]+$/.test(one))),
      package: name,
      ...verdict,
      ...(severity !== undefined && { severity }),
      feed: 'arch',
      url: `https://security.archlinux.org/${id}`,
    });
}

/** `Testing` has its fix in the testing repositories only; `affected` is the version in which it was seen, not the first one. */
function verdictOf(
  group: unknown,
): (Pick<Advisory, 'state'> & Partial<Pick<Advisory, 'ranges' | 'statement'>>) | undefined {
  const fixed = textAt(group, 'fixed');
  const statement = textAt(group, 'status');
  switch (statement) {
    case 'Not affected':
      return { state: 'not_affected', statement };
    case 'Unknown':
      return { state: 'unknown', statement };
    case 'Vulnerable':
      return { state: 'affected', ranges: allVersions };
    case 'Testing':
      return {
        state: 'affected',
        ranges: fixed === undefined ? allVersions : below(fixed),
        statement,
      };
    case 'Fixed':
      return fixed === undefined
        ? { state: 'unknown', statement }
        : { state: 'fixed', ranges: below(fixed) };
    default:
      return undefined;
  }
}
