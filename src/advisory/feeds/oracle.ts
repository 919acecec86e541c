import { segmentOfRelease } from '#model/os.ts';
import type { VendorFeed } from './feed.ts';
import type { OvalDefinition } from './oval/oval-definition.ts';
import { type RpmOvalDialect, readRpmOval } from './oval/rpm-oval.ts';
import { orMalformed } from './readable.ts';

/**
 * Oracle Linux: the OVAL of its security errata (`com.oracle.elsa-all.xml`). Only fixes are stated. FIPS-certified builds and
 * those for live patching are no successors of ordinary ones: `qualifiers.flavour`.
 */
export const oracle: VendorFeed = {
  id: 'oracle',
  publisher: 'oracle',
  accepts: (path) => /(?:^|\/)com\.oracle\.els?a[^/]*\.xml$/.test(path),
  read: (document, scope) => orMalformed(document, readRpmOval(document, dialect, scope)),
};

const dialect: RpmOvalDialect = { idOf, placeOf, packagesOn, flavourOf };

function idOf({ references, title }: OvalDefinition): string | undefined {
  const own = references.find(({ source }) => /^els?a$/i.test(source))?.id;
  return own ?? /^EL[SBE]A-\d{4}-\d{1,8}(?:-\d{1,3})?/.exec(title)?.[0];
}

function placeOf(platform: string) {
  const release = /^Oracle Linux (\d{1,2})\b/.exec(platform)?.[1];
  const segment = release === undefined ? undefined : segmentOfRelease('ol', release);
  return segment === undefined ? undefined : { segment, feed: `oracle:${release}` };
}

/** Criteria ask for the architecture of the system, which also has packages of the smaller one. */
function packagesOn(architecture: string): readonly string[] {
  if (architecture === 'x86_64') return ['x86_64', 'i686'];
  return architecture === 'i386' ? ['i386', 'i486', 'i586', 'i686'] : [architecture];
}

function flavourOf(evr: string): string | undefined {
  if (evr.toLowerCase().endsWith('_fips')) return 'fips';
  return evr
    .toLowerCase()
    .split(/[.:-]/)
    .some((part) => part.startsWith('ksplice'))
    ? 'ksplice'
    : undefined;
}
