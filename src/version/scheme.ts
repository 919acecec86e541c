import type { Ecosystem } from '#model/ecosystem.ts';
import { compareApk, isApk } from './apk.ts';
import { compareDeb, isDeb } from './deb.ts';
import { compareGeneric, isGeneric } from './generic.ts';
import { compareJvm, isJvm } from './jvm.ts';
import { compareMaven, isMaven } from './maven.ts';
import { compareCran, compareHackage, isCran, isHackage } from './number-list.ts';
import type { Comparator } from './order.ts';
import { comparePackagist, isPackagist } from './packagist.ts';
import { comparePacman, isPacman } from './pacman.ts';
import { comparePep440, isPep440 } from './pep440.ts';
import { comparePortage, isPortage } from './portage.ts';
import { compareRpm, isRpm } from './rpm.ts';
import { compareRubygems, isRubygems } from './rubygems.ts';
import { compareNuget, comparePub, compareSemver, isSemver } from './semver.ts';

/** A way of ordering versions; several ecosystems may share one. */
export const schemes = [
  'apk',
  'cran',
  'deb',
  'generic',
  'hackage',
  'jvm',
  'maven',
  'nuget',
  'packagist',
  'pacman',
  'pep440',
  'portage',
  'pub',
  'rpm',
  'rubygems',
  'semver',
] as const;
export type Scheme = (typeof schemes)[number];

interface Rules {
  readonly compare: Comparator;
  readonly isVersion: (text: string) => boolean;
}

/** In characters; longer text would cost time with every advisory that it is compared with. */
const maxLength = 1024;

const rules: Readonly<Record<Scheme, Rules>> = {
  apk: { compare: compareApk, isVersion: isApk },
  cran: { compare: compareCran, isVersion: isCran },
  deb: { compare: compareDeb, isVersion: isDeb },
  generic: { compare: compareGeneric, isVersion: isGeneric },
  hackage: { compare: compareHackage, isVersion: isHackage },
  jvm: { compare: compareJvm, isVersion: isJvm },
  maven: { compare: compareMaven, isVersion: isMaven },
  nuget: { compare: compareNuget, isVersion: isSemver },
  packagist: { compare: comparePackagist, isVersion: isPackagist },
  pacman: { compare: comparePacman, isVersion: isPacman },
  pep440: { compare: comparePep440, isVersion: isPep440 },
  portage: { compare: comparePortage, isVersion: isPortage },
  pub: { compare: comparePub, isVersion: isSemver },
  rpm: { compare: compareRpm, isVersion: isRpm },
  rubygems: { compare: compareRubygems, isVersion: isRubygems },
  semver: { compare: compareSemver, isVersion: isSemver },
};

const schemeOf: Readonly<Record<Ecosystem, Scheme>> = {
  apk: 'apk',
  alpm: 'pacman',
  deb: 'deb',
  rpm: 'rpm',
  npm: 'semver',
  pypi: 'pep440',
  golang: 'semver',
  maven: 'maven',
  gem: 'rubygems',
  cargo: 'semver',
  composer: 'packagist',
  nuget: 'nuget',
  bitnami: 'generic',
  brew: 'semver',
  cocoapods: 'semver',
  conan: 'semver',
  conda: 'pep440',
  cpan: 'semver',
  cran: 'cran',
  github: 'semver',
  hackage: 'hackage',
  hex: 'semver',
  huggingface: 'semver',
  jsr: 'semver',
  julia: 'semver',
  luarocks: 'semver',
  nim: 'semver',
  nix: 'semver',
  opam: 'deb',
  otp: 'semver',
  pear: 'packagist',
  pub: 'pub',
  snap: 'semver',
  swift: 'semver',
  terraform: 'semver',
  vcpkg: 'semver',
  'wordpress-plugin': 'packagist',
  generic: 'generic',
};

/**
 * The comparator of a scheme: negative, zero or positive like `Array.prototype.sort` wants. It takes any text, throws
 * nothing and costs linear time. Ask `isVersion` first: the place of what is no version says nothing about it.
 */
export function comparatorOf(scheme: Scheme): Comparator {
  return rules[scheme].compare;
}

/** Whether `text` is a version of the scheme, of a length that people write. What is none is unknown, neither affected nor clean. */
export function isVersion(scheme: Scheme, text: string): boolean {
  return text.length <= maxLength && rules[scheme].isVersion(text);
}

/** How versions of an ecosystem compare. */
export function schemeOfEcosystem(ecosystem: Ecosystem): Scheme {
  return schemeOf[ecosystem];
}
