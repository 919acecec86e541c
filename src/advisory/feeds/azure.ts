import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { isLink } from './json-value.ts';
import { claimsOf, type OvalClaim } from './oval/oval-claim.ts';
import type { OvalDefinition } from './oval/oval-definition.ts';
import { readOval } from './oval/oval-document.ts';
import { orMalformed } from './readable.ts';
import { allVersions, Sheet } from './vendor-fact.ts';

/**
 * Azure Linux and CBL-Mariner: the OVAL of their vulnerabilities (`azurelinux-3.0-oval.xml`, `cbl-mariner-2.0-oval.xml`), one
 * definition for a CVE and a source package, with a fix or without one.
 */
export const azure: VendorFeed = {
  id: 'azure',
  publisher: 'azure',
  accepts: (path) => /(?:azurelinux|mariner)[^/]*\.xml$/i.test(path),
  read: (document, scope) => orMalformed(document, readDefinitions(document, scope)),
};

function* readDefinitions(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const release = /(?:azurelinux|mariner)-?(\d{1,2}\.\d)/i.exec(document.path)?.[1] ?? '';
  const segment = segmentOfRelease('azurelinux', release);
  const oval = readOval(document, scope);
  const sheet = new Sheet();
  if (segment === undefined) sheet.skip('unknown-ecosystem', document.path);
  else
    for (const definition of oval.definitions) {
      checkpoint(scope.signal);
      const place = { segment, feed: `azure:${release}` };
      addDefinition(definition, claimsOf(definition, oval), place, sheet);
      if (sheet.isFull) yield sheet.take();
    }
  yield sheet.take();
}

function addDefinition(
  definition: OvalDefinition,
  claims: readonly OvalClaim[],
  place: { readonly segment: string; readonly feed: string },
  sheet: Sheet,
): void {
  const [reference] = definition.references;
  if (reference === undefined) return sheet.skip('malformed', definition.id);
  if (claims.length === 0) return sheet.skip('no-versions', reference.id);
  const { cves, patchable, published } = definition;
  const severity = severityOfWord(definition.severity);
  for (const claim of claims) {
    const verdict = verdictOf(claim, patchable);
    for (const name of claim.names)
      sheet.add({
        ...place,
        ecosystem: 'rpm',
        id: reference.id,
        cves,
        package: name,
        ...verdict,
        ...(severity !== undefined && { severity }),
        ...(published !== undefined && { published }),
        ...(published !== undefined && verdict.state === 'fixed' && { fixedOn: published }),
        ...(isLink(reference.url) && { url: reference.url }),
      });
  }
}

/** What cannot be patched is affected up to the version that the definition was made for. */
function verdictOf({ range }: OvalClaim, patchable: string): Pick<Advisory, 'state' | 'ranges'> {
  if (patchable === 'not applicable') return { state: 'not_affected', ranges: [] };
  const ranges = range === undefined ? allVersions : [range];
  const isFixed = patchable !== 'false' && range?.fixed !== undefined;
  return { state: isFixed ? 'fixed' : 'affected', ranges };
}
