import type { Profile } from '#model/profile.ts';
import { type Exported, keysOf, sureness } from './exported.ts';

/** A package of the image with the programs that it brings. */
export interface InstalledPackage {
  readonly name: string;
  readonly purl?: string;
  /** Absolute paths of its executables. */
  readonly executables: readonly string[];
  /** Names of packages that need it. */
  readonly neededBy?: readonly string[];
  readonly sizeBytes?: number;
}

/** What was never used, and could leave the image. */
export interface MinimalImageAdvice {
  readonly unusedPackages: readonly UnusedPackage[];
  /** Programs that ran, by package. */
  readonly usedPackages: readonly string[];
  /** Ports, capabilities and users that the image names and nobody used. */
  readonly unusedNamed: readonly string[];
  readonly savedBytes: number;
}
interface UnusedPackage {
  readonly name: string;
  readonly purl?: string;
  readonly sizeBytes?: number;
  /** What an intruder would find in it: a shell, a package manager, a network tool, a compiler. */
  readonly danger?: string;
}

const dangers: readonly (readonly [string, RegExp])[] = [
  [
    'a package manager',
    /\/(?:apt(?:-get)?|dpkg|apk|yum|dnf|microdnf|rpm|zypper|pip3?|npm|gem|conda)$/,
  ],
  ['a network tool', /\/(?:curl|wget|nc|ncat|netcat|socat|nmap|tcpdump|ssh|scp|ftp|telnet)$/],
  ['a compiler', /\/(?:gcc|cc|g\+\+|clang|make|ld|as|go|rustc|javac)$/],
  ['a shell', /\/(?:sh|bash|ash|dash|zsh|busybox)$/],
  ['an interpreter', /\/(?:python[0-9.]*|perl|ruby|lua|php)$/],
];

/** Packages of which no program ran while the profile was learnt, and that no used package needs. */
export function toMinimalImageAdvice(
  profile: Profile,
  packages: readonly InstalledPackage[],
): Exported<MinimalImageAdvice> {
  const ran = new Set([
    ...keysOf(profile, 'exec').map(programOf),
    ...keysOf(profile, 'lineage').flatMap((key) => key.split(' > ')),
  ]);
  const used = usedClosure(packages, ran);
  const unused = packages.filter(
    ({ name, executables }) => !used.has(name) && executables.length > 0,
  );
  return {
    value: {
      unusedPackages: unused
        .map(unusedPackage)
        .sort(
          (a, b) =>
            Number(b.danger !== undefined) - Number(a.danger !== undefined) ||
            (a.name < b.name ? -1 : 1),
        ),
      usedPackages: packages
        .filter(({ name }) => used.has(name))
        .map(({ name }) => name)
        .sort(),
      unusedNamed: unusedNames(profile),
      savedBytes: unused.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0),
    },
    notes: [
      ...sureness(profile, ['exec']),
      'libraries are used without being executed: only packages that bring programs are judged',
    ],
  };
}

function programOf(key: string): string {
  return key.slice(0, key.indexOf(' < ')).replace(/@[0-9a-f]{12}$/, '');
}

/** Packages that ran, and what they need. */
function usedClosure(
  packages: readonly InstalledPackage[],
  ran: ReadonlySet<string>,
): ReadonlySet<string> {
  const used = new Set(
    packages
      .filter(({ executables }) => executables.some((path) => ran.has(path)))
      .map(({ name }) => name),
  );
  for (let grown = true; grown; ) {
    grown = false;
    for (const { name, neededBy = [] } of packages) {
      if (used.has(name) || !neededBy.some((one) => used.has(one))) continue;
      used.add(name);
      grown = true;
    }
  }
  return used;
}

function unusedPackage({ name, purl, sizeBytes, executables }: InstalledPackage): UnusedPackage {
  const danger = dangers.find(([, pattern]) => executables.some((path) => pattern.test(path)))?.[0];
  return {
    name,
    ...(purl === undefined ? {} : { purl }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(danger === undefined ? {} : { danger }),
  };
}

function unusedNames(profile: Profile): readonly string[] {
  const labels = {
    listen: 'port',
    capability: 'capability',
    uid: 'user',
    exec: 'program',
  } as const;
  return Object.entries(labels).flatMap(([dimension, label]) =>
    profile.dimensions[dimension as keyof typeof labels].behaviours
      .filter(({ origin, last }) => origin === 'expected' && last === 0)
      .map(({ key }) => `${label} ${key.replace(/ < \*$/, '')}`),
  );
}
