import type { Ecosystem } from '#model/ecosystem.ts';
import { segmentOfEcosystem, segmentOfRelease } from '#model/os.ts';
import { redHatSegment } from './red-hat-segment.ts';
import { openSuseSegment, suseSegment } from './suse-segment.ts';

/** Where the facts of an OSV ecosystem are filed and how names and versions of it are read. */
export interface Target {
  readonly segment: string;
  readonly ecosystem: Ecosystem;
}

/** The part before the release: `Debian` of `Debian:12`. A bucket directory holds exactly one of these. */
export function baseOf(osvEcosystem: string): string {
  const colon = osvEcosystem.indexOf(':');
  return colon < 0 ? osvEcosystem : osvEcosystem.slice(0, colon);
}

/**
 * The segment for an OSV ecosystem string (OSV schema 1.7, affected[].package.ecosystem), or `undefined` when no
 * component of ours could ever look it up: other ecosystems, paid channels that are not told apart, rolling snapshots.
 */
export function targetOf(osvEcosystem: string): Target | undefined {
  const base = baseOf(osvEcosystem);
  const language = languages.get(base);
  if (language !== undefined) {
    const segment = segmentOfEcosystem(language);
    return segment === undefined ? undefined : { segment, ecosystem: language };
  }
  const system = systems.get(base);
  const segment = system?.segment(osvEcosystem.slice(base.length + 1));
  return system === undefined || segment === undefined
    ? undefined
    : { segment, ecosystem: system.ecosystem };
}

/** Whether the name is an ecosystem of ours, so that its bucket directory is the only one that counts for it. */
export function isKnownBase(base: string): boolean {
  return languages.has(base) || systems.has(base);
}

/** The OSV ecosystems that we can address, as the bucket names their directories. */
export function knownBases(): readonly string[] {
  return [...languages.keys(), ...systems.keys()].sort();
}

const languages: ReadonlyMap<string, Ecosystem> = new Map<string, Ecosystem>([
  ['npm', 'npm'],
  ['PyPI', 'pypi'],
  ['Go', 'golang'],
  ['Maven', 'maven'],
  ['RubyGems', 'gem'],
  ['crates.io', 'cargo'],
  ['Packagist', 'composer'],
  ['NuGet', 'nuget'],
  ['Bitnami', 'bitnami'],
  ['ConanCenter', 'conan'],
  ['CRAN', 'cran'],
  ['GitHub Actions', 'github'],
  ['Hackage', 'hackage'],
  ['Hex', 'hex'],
  ['Julia', 'julia'],
  ['opam', 'opam'],
  ['Pub', 'pub'],
  ['SwiftURL', 'swift'],
]);

interface System {
  readonly ecosystem: Ecosystem;
  readonly segment: (release: string) => string | undefined;
}

const systems: ReadonlyMap<string, System> = new Map<string, System>([
  ['Debian', { ecosystem: 'deb', segment: (release) => segmentOfRelease('debian', release) }],
  ['Ubuntu', { ecosystem: 'deb', segment: ubuntuSegment }],
  ['Alpine', { ecosystem: 'apk', segment: alpineSegment }],
  ['Wolfi', { ecosystem: 'apk', segment: () => segmentOfRelease('wolfi', '') }],
  ['Chainguard', { ecosystem: 'apk', segment: () => segmentOfRelease('chainguard', '') }],
  ['AlmaLinux', { ecosystem: 'rpm', segment: (release) => segmentOfRelease('almalinux', release) }],
  ['Rocky Linux', { ecosystem: 'rpm', segment: (release) => segmentOfRelease('rocky', release) }],
  ['Red Hat', { ecosystem: 'rpm', segment: redHatSegment }],
  ['SUSE', { ecosystem: 'rpm', segment: suseSegment }],
  ['openSUSE', { ecosystem: 'rpm', segment: openSuseSegment }],
  ['Azure Linux', { ecosystem: 'rpm', segment: azureSegment }],
  ['Photon OS', { ecosystem: 'rpm', segment: (release) => segmentOfRelease('photon', release) }],
  ['Mageia', { ecosystem: 'rpm', segment: (release) => segmentOfRelease('mageia', release) }],
  ['openEuler', { ecosystem: 'rpm', segment: openEulerSegment }],
]);

/** `22.04:LTS` and `24.10` are the public archive, `Pro:22.04:LTS` is ESM. FIPS, realtime and Nvidia kernels are not told apart. */
function ubuntuSegment(release: string): string | undefined {
  const match = /^(Pro:)?(\d\d\.\d\d)(?::LTS)?$/.exec(release);
  const segment = segmentOfRelease('ubuntu', match?.[2] ?? '');
  return segment !== undefined && match?.[1] !== undefined ? `${segment}-esm` : segment;
}

/** `v3.20`, or `edge`. */
function alpineSegment(release: string): string | undefined {
  if (release === 'edge') return 'alpine-edge';
  return segmentOfRelease('alpine', release.replace(/^v/, ''));
}

/** OSV writes the major only, the system's own release file `3.0`. */
function azureSegment(release: string): string | undefined {
  return segmentOfRelease('azurelinux', /^\d+$/.test(release) ? `${release}.0` : release);
}

/** `24.03-LTS`; service packs share the version of their release, so only the base release can be addressed. */
function openEulerSegment(release: string): string | undefined {
  const version = /^(\d\d\.\d\d)(?:-LTS)?$/.exec(release)?.[1];
  return version === undefined ? undefined : segmentOfRelease('openeuler', version);
}
