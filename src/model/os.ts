import type { Ecosystem } from './ecosystem.ts';

/** The operating system of an artifact as its release files state it (os-release(5)). */
export interface OperatingSystem {
  /** `ID` in lower case: `debian`, `alpine`, `rhel`, `almalinux`, `amzn`, `sles`, `opensuse-leap`, `photon`, `azurelinux`. */
  readonly id: string;
  /** `ID_LIKE`, in its order. */
  readonly like: readonly string[];
  /** `VERSION_ID` as written, or the version of an older release file; empty when the files name none. */
  readonly version: string;
  readonly codename?: string;
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly title: string;
  /** Where it was read from. */
  readonly path: string;
  /**
   * Repositories that its packages come from, sorted: Red Hat content sets (`rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4`),
   * dnf repository ids, `esm-infra`, `esm-apps`, Alpine repository addresses, apt sources (`address suite`), and
   * `releasever=9.4` where dnf is held at a minor release.
   */
  readonly repositories?: readonly string[];
}

/** Families whose advisories we know how to address; the key is os-release's `ID`. */
interface Family {
  readonly ecosystem: Ecosystem;
  /** How much of the version names a release: `12` of `12.5`, `3.20` of `3.20.3`. */
  readonly release: 'major' | 'minor' | 'whole' | 'none';
  /** Segment prefix where it differs from the id. */
  readonly segment?: string;
}

const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['debian', { ecosystem: 'deb', release: 'major' }],
  ['ubuntu', { ecosystem: 'deb', release: 'minor' }],
  ['alpine', { ecosystem: 'apk', release: 'minor' }],
  ['wolfi', { ecosystem: 'apk', release: 'none' }],
  ['chainguard', { ecosystem: 'apk', release: 'none' }],
  ['minimos', { ecosystem: 'apk', release: 'none' }],
  ['echo', { ecosystem: 'deb', release: 'none' }],
  ['rhel', { ecosystem: 'rpm', release: 'major' }],
  ['centos', { ecosystem: 'rpm', release: 'major' }],
  ['almalinux', { ecosystem: 'rpm', release: 'major' }],
  ['rocky', { ecosystem: 'rpm', release: 'major' }],
  ['ol', { ecosystem: 'rpm', release: 'major', segment: 'oracle' }],
  ['fedora', { ecosystem: 'rpm', release: 'major' }],
  ['amzn', { ecosystem: 'rpm', release: 'major', segment: 'amazon' }],
  ['sles', { ecosystem: 'rpm', release: 'minor' }],
  ['sle-micro', { ecosystem: 'rpm', release: 'minor' }],
  ['sl-micro', { ecosystem: 'rpm', release: 'minor' }],
  ['opensuse-leap', { ecosystem: 'rpm', release: 'minor' }],
  ['opensuse-leap-micro', { ecosystem: 'rpm', release: 'minor' }],
  ['opensuse-tumbleweed', { ecosystem: 'rpm', release: 'none' }],
  ['photon', { ecosystem: 'rpm', release: 'minor' }],
  ['mariner', { ecosystem: 'rpm', release: 'minor', segment: 'azurelinux' }],
  ['azurelinux', { ecosystem: 'rpm', release: 'minor' }],
  ['openeuler', { ecosystem: 'rpm', release: 'whole' }],
  ['mageia', { ecosystem: 'rpm', release: 'major' }],
  ['arch', { ecosystem: 'alpm', release: 'none' }],
]);

/**
 * The name of the advisory segment of a distribution release: `debian-12`, `alpine-3.11`, `wolfi`.
 * `undefined` when the distribution is not one that publishes advisories we can address, or its version is not stated.
 */
export function segmentOfRelease(id: string, version: string): string | undefined {
  const family = families.get(id);
  if (family === undefined) return undefined;
  const prefix = family.segment ?? id;
  if (family.release === 'none') return prefix;
  if (version === '' || !/^[0-9]/.test(version)) return undefined;
  const parts = version.split('.');
  const kept = { major: 1, minor: 2, whole: parts.length }[family.release];
  return `${prefix}-${parts.slice(0, kept).join('.')}`;
}

/** The segment of the OS packages of an artifact; derivatives fall back to the first known `ID_LIKE` only for Alpine edge. */
export function segmentOfSystem(os: OperatingSystem): string | undefined {
  if (os.id === 'alpine' && /edge|alpha/.test(os.version)) return 'alpine-edge';
  // Amazon Linux 1 calls itself by year and month; its advisories are those of release 1.
  if (os.id === 'amzn' && /^201[0-9]\./.test(os.version)) return 'amazon-1';
  // Neither unstable nor testing has a version, and both call themselves `forky/sid`.
  if (os.id === 'debian' && !/^[0-9]/.test(os.version) && /(?:^|\/)sid\b/.test(sidNames(os)))
    return 'debian-sid';
  return segmentOfRelease(os.id, os.version);
}

function sidNames({ version, codename = '', title }: OperatingSystem): string {
  const inTitle = /\S{0,40}\/sid\b/.exec(title)?.[0] ?? '';
  return [version, codename, inTitle].join('/');
}

/** The package manager of a distribution that we know: only its packages are named by the distribution's advisories. */
export function ecosystemOfSystem(os: OperatingSystem): Ecosystem | undefined {
  return families.get(os.id)?.ecosystem;
}

/** The segment that holds the advisories of a language ecosystem; `undefined` for OS packages and `generic`. */
export function segmentOfEcosystem(ecosystem: Ecosystem): string | undefined {
  return languageSegments.get(ecosystem);
}

const languageSegments: ReadonlyMap<Ecosystem, string> = new Map<Ecosystem, string>([
  ['npm', 'npm'],
  ['pypi', 'pypi'],
  ['golang', 'go'],
  ['maven', 'maven'],
  ['gem', 'rubygems'],
  ['cargo', 'crates.io'],
  ['composer', 'packagist'],
  ['nuget', 'nuget'],
  ['bitnami', 'bitnami'],
  ['conan', 'conancenter'],
  ['cran', 'cran'],
  ['github', 'github-actions'],
  ['hackage', 'hackage'],
  ['hex', 'hex'],
  ['julia', 'julia'],
  ['opam', 'opam'],
  ['pub', 'pub'],
  ['swift', 'swifturl'],
]);
