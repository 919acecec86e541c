import { segmentOfRelease } from '#model/os.ts';
import type { Sheet } from '../vendor-fact.ts';

/** Ubuntu's release numbers by code name (https://wiki.ubuntu.com/Releases). */
const releases: ReadonlyMap<string, string> = new Map([
  ['dapper', '6.06'],
  ['hardy', '8.04'],
  ['lucid', '10.04'],
  ['maverick', '10.10'],
  ['natty', '11.04'],
  ['oneiric', '11.10'],
  ['precise', '12.04'],
  ['quantal', '12.10'],
  ['raring', '13.04'],
  ['saucy', '13.10'],
  ['trusty', '14.04'],
  ['utopic', '14.10'],
  ['vivid', '15.04'],
  ['wily', '15.10'],
  ['xenial', '16.04'],
  ['yakkety', '16.10'],
  ['zesty', '17.04'],
  ['artful', '17.10'],
  ['bionic', '18.04'],
  ['cosmic', '18.10'],
  ['disco', '19.04'],
  ['eoan', '19.10'],
  ['focal', '20.04'],
  ['groovy', '20.10'],
  ['hirsute', '21.04'],
  ['impish', '21.10'],
  ['jammy', '22.04'],
  ['kinetic', '22.10'],
  ['lunar', '23.04'],
  ['mantic', '23.10'],
  ['noble', '24.04'],
  ['oracular', '24.10'],
  ['plucky', '25.04'],
  ['questing', '25.10'],
  ['resolute', '26.04'],
]);

/**
 * The segment of a channel as Ubuntu's tracker writes it: `jammy`, and for extended maintenance `esm-infra/xenial`,
 * `esm-apps/jammy`, `esm-infra-legacy/trusty` or, as of old, `trusty/esm`. `undefined` for what is no release, for images
 * and for builds that are no successors of the ordinary ones (`fips/focal`, `realtime/jammy`, `bluefield/jammy`).
 */
function ubuntuSegment(channel: string): string | undefined {
  const match =
    /^(?:(esm-infra|esm-apps|esm-infra-legacy|esm-apps-legacy|esm)\/)?([a-z]{1,20})(\/esm)?$/.exec(
      channel,
    );
  const segment = segmentOfRelease('ubuntu', releases.get(match?.[2] ?? '') ?? '');
  if (match === null || segment === undefined) return undefined;
  const isExtended = match[1] !== undefined || match[3] !== undefined;
  return isExtended ? `${segment}-esm` : segment;
}

/** The segment of a channel. What has none is counted: as `excluded` where it is another flavour of a release. */
export function segmentOrSkip(channel: string, sheet: Sheet): string | undefined {
  const segment = ubuntuSegment(channel);
  if (segment === undefined)
    sheet.skip(channel.includes('/') ? 'excluded' : 'unknown-ecosystem', `ubuntu:${channel}`);
  return segment;
}

/** The page of a CVE or a notice. */
export function ubuntuPage(id: string): string {
  return id.startsWith('USN-')
    ? `https://ubuntu.com/security/notices/${id}`
    : `https://ubuntu.com/security/${id}`;
}
