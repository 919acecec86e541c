import { segmentOfRelease } from '#model/os.ts';
import type { VendorFeed } from './feed.ts';
import { orMalformed } from './readable.ts';
import { type PlaceOf, readUpdateinfo } from './updateinfo.ts';

/**
 * The `updateinfo.xml` of any rpm distribution whose releases we can address; the path names it:
 * `updateinfo/rocky-9/BaseOS/updateinfo.xml`, `updateinfo/almalinux/9/…`, `updateinfo/fedora-41.xml`.
 */
export const updateinfo: VendorFeed = {
  id: 'updateinfo',
  publisher: 'updateinfo',
  accepts: (path) => path.endsWith('.xml'),
  read: (document, scope) =>
    orMalformed(document, readUpdateinfo(document, placeIn(document.path), scope)),
};

function placeIn(path: string): PlaceOf {
  const place = releaseIn(path);
  return (id) => {
    if (place === undefined) return 'unknown-ecosystem';
    const url = pageOf(place.distribution, place.release, id);
    return { ...place, ...(url !== undefined && { url }) };
  };
}

/** Spellings of paths and what os-release calls them. */
const distributions: ReadonlyMap<string, string> = new Map([
  ['alma', 'almalinux'],
  ['almalinux', 'almalinux'],
  ['rocky', 'rocky'],
  ['rockylinux', 'rocky'],
  ['fedora', 'fedora'],
  ['openeuler', 'openeuler'],
  ['mageia', 'mageia'],
  ['oracle', 'ol'],
  ['ol', 'ol'],
  ['photon', 'photon'],
  ['azurelinux', 'azurelinux'],
  ['mariner', 'mariner'],
  ['sles', 'sles'],
  ['opensuse-leap', 'opensuse-leap'],
  ['opensuse-tumbleweed', 'opensuse-tumbleweed'],
  ['amazon', 'amzn'],
  ['amzn', 'amzn'],
]);

function releaseIn(path: string) {
  const match =
    /(?:^|\/)([a-z]+(?:-leap|-tumbleweed)?)(?:[-/_ ]v?(\d{1,4}(?:\.\d{1,2})?(?:-lts)?(?:-sp\d)?))?(?=[-/_.]|$)/i.exec(
      path,
    );
  const distribution = distributions.get(match?.[1]?.toLowerCase() ?? '');
  if (match === null || distribution === undefined) return undefined;
  const release = match[2] ?? '';
  const segment = segmentOfRelease(distribution, release);
  return segment === undefined
    ? undefined
    : { distribution, release, segment, feed: `updateinfo:${segment}` };
}

function pageOf(distribution: string, release: string, id: string): string | undefined {
  const major = release.split('.')[0];
  switch (distribution) {
    case 'almalinux':
      return `https://errata.almalinux.org/${major}/${id.replace(':', '-')}.html`;
    case 'rocky':
      return `https://errata.rockylinux.org/${id}`;
    case 'fedora':
      return `https://bodhi.fedoraproject.org/updates/${id}`;
    case 'mageia':
      return `https://advisories.mageia.org/${id}.html`;
    case 'openeuler':
      return `https://www.openeuler.org/en/security/security-bulletins/detail/?id=${id}`;
    default:
      return undefined;
  }
}
