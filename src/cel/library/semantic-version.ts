import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A version of semver.org 2.0.0. Numbers are of 64 bits; identifiers of digits only are numbers. */
export interface SemanticVersion {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: readonly (string | bigint)[];
  readonly build: readonly string[];
}

/** Parses strictly: three numbers without leading zeros, no `v`, no blanks. Throws `input.malformed`. */
export function parseSemanticVersion(text: string): SemanticVersion {
  if (text === '') throw malformed('Version string empty');
  if (text.length > 4096) throw new CaissonError('limit.size', 'version is too long');
  const [major, minor, rest] = splitVersion(text);
  if (major === undefined || minor === undefined || rest === undefined)
    throw malformed('No Major.Minor.Patch elements found');
  const [release, build] = cut(rest, '+');
  const [patch, prerelease] = cut(release, '-');
  return {
    major: parseNumber('major', major),
    minor: parseNumber('minor', minor),
    patch: parseNumber('patch', patch),
    prerelease: prerelease?.split('.').map(parsePrerelease) ?? [],
    build: build?.split('.').map(parseBuild) ?? [],
  };
}

/**
 * Parses what people write: a leading `v`, one or two numbers, leading zeros. Blanks stay wrong, and so do pre-releases of short
 * versions. Throws `input.malformed`.
 */
export function parseLenientVersion(text: string): SemanticVersion {
  const parts = splitVersion(text.startsWith('v') ? text.slice(1) : text).map(withoutZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? ''))
    throw malformed('short version cannot contain PreRelease/Build meta data');
  while (parts.length < 3) parts.push('0');
  return parseSemanticVersion(parts.join('.'));
}

/** Order of semver.org 2.0.0 §11: -1, 0 or 1; build metadata does not count. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): -1 | 0 | 1 {
  return (
    order(a.major, b.major) ||
    order(a.minor, b.minor) ||
    order(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** The text: `1.2.3-beta.1+build`. */
export function formatVersion(version: SemanticVersion): string {
  const { major, minor, patch, prerelease, build } = version;
  const release = `${major}.${minor}.${patch}`;
  const pre = prerelease.length === 0 ? '' : `-${prerelease.join('.')}`;
  return release + pre + (build.length === 0 ? '' : `+${build.join('.')}`);
}

/** A text that versions of the same rank share. */
export function keyOfVersion(version: SemanticVersion): string {
  return formatVersion({ ...version, build: [] });
}

function malformed(why: string): CaissonError {
  return new CaissonError('input.malformed', why);
}

/** At most three parts; the third holds the rest. */
function splitVersion(text: string): string[] {
  const [first, after] = cut(text, '.');
  if (after === undefined) return [first];
  const [second, rest] = cut(after, '.');
  return rest === undefined ? [first, second] : [first, second, rest];
}

function cut(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function parseNumber(what: string, text: string): bigint {
  if (!/^[0-9]*$/.test(text))
    throw malformed(`Invalid character(s) found in ${what} number ${quote(text)}`);
  if (text.length > 1 && text.startsWith('0'))
    throw malformed(`the ${what} number must not contain leading zeroes ${quote(text)}`);
  return parseUint(text);
}

function parseUint(text: string): bigint {
  const value = text === '' || text.length > 20 ? 2n ** 64n : BigInt(text);
  if (value >= 2n ** 64n) throw malformed(`the number ${quote(text)} is empty or out of range`);
  return value;
}

function parsePrerelease(text: string): string | bigint {
  if (text === '') throw malformed('Prerelease is empty');
  if (!/^[0-9]+$/.test(text)) return parseIdentifier('prerelease', text);
  if (text.length > 1 && text.startsWith('0'))
    throw malformed(`Numeric PreRelease version must not contain leading zeroes ${quote(text)}`);
  return parseUint(text);
}

function parseBuild(text: string): string {
  if (text === '') throw malformed('Build meta data is empty');
  return parseIdentifier('build meta data', text);
}

function parseIdentifier(what: string, text: string): string {
  if (!/^[0-9A-Za-z-]+$/.test(text))
    throw malformed(`Invalid character(s) found in ${what} ${quote(text)}`);
  return text;
}

/** Drops leading zeros, but leaves one before anything that is no digit. */
function withoutZeros(part: string): string {
  if (part.length <= 1) return part;
  const rest = part.replace(/^0+/, '');
  return /^[0-9]/.test(rest) ? rest : `0${rest}`;
}

function order<T extends bigint | string>(a: T, b: T): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function comparePrereleases(
  a: readonly (string | bigint)[],
  b: readonly (string | bigint)[],
): -1 | 0 | 1 {
  if (a.length === 0 || b.length === 0)
    return a.length === b.length ? 0 : order(BigInt(b.length), BigInt(a.length));
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    const difference = compareIdentifiers(left, right);
    if (difference !== 0) return difference;
  }
  return a.length === b.length ? 0 : -1;
}

function compareIdentifiers(a: string | bigint, b: string | bigint): -1 | 0 | 1 {
  if (typeof a === 'bigint') return typeof b === 'bigint' ? order(a, b) : -1;
  return typeof b === 'bigint' ? 1 : order(a, b);
}
