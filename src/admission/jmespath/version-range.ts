import {
  compareVersions,
  parseSemanticVersion,
  type SemanticVersion,
} from '#cel/library/semantic-version.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Arguments } from './arguments.ts';

const none: SemanticVersion = { major: 0n, minor: 0n, patch: 0n, prerelease: [], build: [] };

/**
 * Whether a version is in a range: comparisons that all hold, or one of several such (`>=1.0.0 <2.0.0 || >3.0.0 !4.1.0`, `1.x`), as
 * blang/semver reads them. What is no version counts as 0.0.0.
 */
export function matchesRange(version: string, range: string, args: Arguments): boolean {
  const given = tryVersion(version) ?? none;
  const alternatives = range.split('||');
  return alternatives
    .map((one) => comparisonsOf(one, args).map((test) => test(given)))
    .some((all) => all.every(Boolean));
}

export function tryVersion(text: string): SemanticVersion | undefined {
  try {
    return parseSemanticVersion(text);
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}

type Test = (version: SemanticVersion) => boolean;

function comparisonsOf(text: string, args: Arguments): readonly Test[] {
  const joined = text.trim().replaceAll(/([<>=!]+)\s+/g, '$1');
  const written = joined === '' ? [] : joined.split(/\s+/);
  if (written.length === 0) throw args.failure('the range is empty');
  return written.flatMap((one) => {
    const match = /^(==?|!=?|<=?|>=?)?(.+)$/.exec(one);
    const tests = match === null ? undefined : testsOf(match[1] ?? '=', match[2] ?? '');
    if (tests === undefined) throw args.failure(`"${one}" is no comparison of versions`);
    return tests;
  });
}

function testsOf(sign: string, text: string): readonly Test[] | undefined {
  const wild = /^(?:(\d{1,18})\.)?(?:(\d{1,18})\.)?[xX*](?:\.[xX*])?$/.exec(text);
  if (wild !== null) return wildTests(sign, wild[1], wild[2]);
  const wanted = tryVersion(text);
  return wanted === undefined ? undefined : [comparison(sign, wanted)];
}

function comparison(sign: string, wanted: SemanticVersion): Test {
  return (version) => {
    const order = compareVersions(version, wanted);
    if (sign === '<') return order < 0;
    if (sign === '<=') return order <= 0;
    if (sign === '>') return order > 0;
    if (sign === '>=') return order >= 0;
    return (order === 0) === !sign.startsWith('!');
  };
}

/** `1.x` and `1.2.x`: from the first to before the next. */
function wildTests(
  sign: string,
  major: string | undefined,
  minor: string | undefined,
): readonly Test[] | undefined {
  if (major === undefined) return undefined;
  const first = { ...none, major: BigInt(major), minor: BigInt(minor ?? 0) };
  const next =
    minor === undefined
      ? { ...none, major: BigInt(major) + 1n }
      : { ...first, minor: BigInt(minor) + 1n };
  if (sign === '>') return [comparison('>=', next)];
  if (sign === '>=') return [comparison('>=', first)];
  if (sign === '<') return [comparison('<', first)];
  if (sign === '<=') return [comparison('<', next)];
  const from = comparison('>=', first);
  const before = comparison('<', next);
  if (sign.startsWith('!')) return [(version) => !(from(version) && before(version))];
  return [from, before];
}
