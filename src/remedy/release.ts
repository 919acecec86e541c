import { type Ecosystem, isOperatingSystemEcosystem } from '#model/ecosystem.ts';

/** Words of pre-releases where a hyphen or letter alone says nothing: `1.0-rc1`, `2.0.0.M1`, `3.0b2`, but `31.1-jre`. */
const words =
  /^(v?(?:\d{1,9}!)?\d{1,20}(?:\.\d{1,20}){0,20})[-._]?(?:alpha|beta|milestone|snapshot|preview|pre|dev|rc|cr|ea|a|b|c|m)(?:[-._]?\d|[-+]|$)/i;

/** Any label makes a pre-release (Semantic Versioning 2.0.0, section 9). */
const label = /^(v?\d{1,20}(?:\.\d{1,20}){0,3})-[0-9A-Za-z]/;

/** Go's made-up versions of commits are what its advisories name fixes by (Go Modules Reference, pseudo-versions). */
const pseudo = /\d{14}-[0-9a-f]{12}(?:$|\+)/;

const byWords = new Set<Ecosystem>(['pypi', 'maven', 'gem', 'composer', 'conda', 'pear']);

/** Left as they are: their versions have no pre-releases that could be told from the text. */
const unread = new Set<Ecosystem>(['generic', 'bitnami', 'opam', 'cran', 'hackage']);

/**
 * The release that a pre-release precedes: `2.0.0` of `2.0.0-rc.1`. `undefined` for what is none. Whoever runs releases
 * should not be sent to a pre-release because an advisory names the first version that has the fix.
 */
export function releaseAfter(ecosystem: Ecosystem, version: string): string | undefined {
  if (isOperatingSystemEcosystem(ecosystem) || unread.has(ecosystem)) return undefined;
  if (byWords.has(ecosystem)) return words.exec(version)?.[1];
  return isPseudoVersion(version) ? undefined : label.exec(version)?.[1];
}

/** Whether Go made the version up from a commit. */
export function isPseudoVersion(version: string): boolean {
  return pseudo.test(version);
}
