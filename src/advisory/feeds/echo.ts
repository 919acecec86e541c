import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import { segmentOfRelease } from '#model/os.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, malformed, textAt } from './json-value.ts';
import { orMalformed } from './readable.ts';
import { allVersions, below, cvesOf, Sheet } from './vendor-fact.ts';

/** Echo, which rebuilds Debian's packages: `data.json` (source package, CVE: `fixed_version`, `severity`). */
export const echo: VendorFeed = {
  id: 'echo',
  publisher: 'echo',
  accepts: (path) => path.endsWith('.json'),
  read: (document, scope) => orMalformed(document, readPackages(document, scope)),
};

function* readPackages(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const packages = jsonOf(document);
  const segment = segmentOfRelease('echo', '');
  if (!isRecord(packages) || segment === undefined) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const [name, issues] of Object.entries(packages)) {
    checkpoint(scope.signal);
    if (!isRecord(issues)) sheet.skip('malformed', name);
    else
      for (const [id, issue] of Object.entries(issues))
        addIssue(name, id, { segment, issue }, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function addIssue(
  name: string,
  id: string,
  { segment, issue }: { readonly segment: string; readonly issue: unknown },
  sheet: Sheet,
): void {
  const fixed = textAt(issue, 'fixed_version');
  const severity = severityOfWord(textAt(issue, 'severity'));
  sheet.add({
    segment,
    ecosystem: 'deb',
    id,
    cves: cvesOf(id),
    package: name,
    ...(fixed === undefined
      ? { state: 'affected', ranges: allVersions }
      : fixed === '0'
        ? { state: 'not_affected' }
        : { state: 'fixed', ranges: below(fixed) }),
    ...(severity !== undefined && { severity }),
    feed: 'echo',
    url: `https://advisory.echohq.com/cve/${id}`,
  });
}
