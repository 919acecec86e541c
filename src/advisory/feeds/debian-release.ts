import { segmentOfRelease } from '#model/os.ts';

/** Debian's release numbers by code name (https://www.debian.org/releases/). */
const releases: ReadonlyMap<string, string> = new Map([
  ['potato', '2.2'],
  ['woody', '3.0'],
  ['sarge', '3.1'],
  ['etch', '4'],
  ['lenny', '5'],
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
]);

/** The segment of a release by its code name; `debian-sid` for the unstable distribution. */
export function debianSegment(codename: string): string | undefined {
  if (codename === 'sid' || codename === 'unstable') return 'debian-sid';
  const number = releases.get(codename);
  return number === undefined ? undefined : segmentOfRelease('debian', number);
}
