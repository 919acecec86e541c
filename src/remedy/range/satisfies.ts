import type { Ecosystem } from '#model/ecosystem.ts';
import { schemeOfEcosystem } from '#version/scheme.ts';
import { type Bounds, passes } from './bound.ts';
import {
  cargoDialect,
  composerDialect,
  npmDialect,
  pubDialect,
  tryParseCaretRange,
} from './caret.ts';
import { tryParseIntervals } from './interval.ts';
import { tryParseGemRequirement, tryParseHexRequirement } from './requirement.ts';
import { tryParseSpecifiers } from './specifier.ts';

/** Longer ranges than people write are not read. */
const maxLength = 500;

/**
 * Whether a version lies in a range as a package of an ecosystem declares it. `undefined` when nobody can tell: the range is
 * no range of versions, or of a kind that is not known here. Throws nothing.
 */
export function satisfies(
  ecosystem: Ecosystem,
  range: string,
  version: string,
): boolean | undefined {
  if (range.length > maxLength || version === '') return undefined;
  const bounds = readers[ecosystem]?.(range.trim());
  if (bounds === undefined) return undefined;
  if (isUninvited(ecosystem, bounds, version)) return false;
  return passes(bounds, version, schemeOfEcosystem(ecosystem));
}

type Reader = (range: string) => Bounds | undefined;

const readers: Partial<Readonly<Record<Ecosystem, Reader>>> = {
  npm: (range) => tryParseCaretRange(withoutAlias(range), npmDialect),
  jsr: (range) => tryParseCaretRange(withoutAlias(range), npmDialect),
  cargo: (range) => tryParseCaretRange(range, cargoDialect),
  pub: (range) => tryParseCaretRange(range, pubDialect),
  composer: (range) => tryParseCaretRange(withoutStability(range), composerDialect),
  pypi: tryParseSpecifiers,
  gem: tryParseGemRequirement,
  hex: tryParseHexRequirement,
  maven: (range) => tryParseIntervals(range, 'wish'),
  nuget: (range) => tryParseIntervals(range, 'lowest'),
  golang: (range) => [[{ operator: '>=', version: range }]],
};

/** npm and Cargo take a pre-release only where the range names one of the same numbers (node-semver, "Prerelease Tags"). */
function isUninvited(ecosystem: Ecosystem, bounds: Bounds, version: string): boolean {
  const isStrict = ecosystem === 'npm' || ecosystem === 'cargo';
  const [release = '', label] = version.split('-', 2);
  if (!isStrict || label === undefined) return false;
  const invited = bounds.some((all) =>
    all.some((bound) => bound.version.startsWith(`${release}-`) && !bound.version.endsWith('-0')),
  );
  return !invited;
}

/** `npm:other@^1.0.0` asks for another package by this name. */
function withoutAlias(range: string): string {
  const at = range.lastIndexOf('@');
  return range.startsWith('npm:') && at > 4 ? range.slice(at + 1) : range;
}

/** `^1.2@beta`, `1.0.x-dev#abc`: the version alone. */
function withoutStability(range: string): string {
  return range.replace(/[@#][0-9A-Za-z]*/g, '');
}
