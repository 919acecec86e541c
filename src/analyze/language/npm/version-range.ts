import { comparatorOf } from '#version/scheme.ts';

const compare = comparatorOf('semver');

/** The newest of `versions` that an npm range admits; `undefined` when none does or the range is none (a tag, a URL). */
export function newestWithin(versions: readonly string[], range: string): string | undefined {
  const admitted = versions.filter((version) => isWithin(version, range));
  return admitted.sort((a, b) => compare(b, a))[0];
}

/** Whether a version is in an npm range (node-semver, "Ranges"): alternatives of comparators that must all hold. */
export function isWithin(version: string, range: string): boolean {
  if (range.length > 500) return false;
  return range.split('||').some((alternative) => {
    const comparators = alternative
      .replace(/^\s*(\S+)\s+-\s+(\S+)\s*$/, '>=$1 <=$2')
      .replace(/([<>=~^])\s+/g, '$1')
      .split(/\s+/)
      .filter((comparator) => comparator !== '');
    return comparators.every((comparator) => fits(version, comparator));
  });
}

/** Major, minor and patch as far as they are written; `rest` is the pre-release with its hyphen. */
interface Bound {
  readonly numbers: readonly number[];
  readonly rest: string;
}

function fits(version: string, comparator: string): boolean {
  const match = /^(\^|~>?|[<>]=?|=)?v?([\dxX*.]+)(-[0-9A-Za-z.-]+)?(?:\+.*)?$/.exec(comparator);
  if (match === null) return false;
  const bound = partialOf(match[2] ?? '', match[3] ?? '');
  return holds(version, match[1] ?? '=', bound);
}

function partialOf(text: string, rest: string): Bound {
  const parts = text.split('.').slice(0, 3);
  const end = parts.findIndex((part) => !/^\d{1,15}$/.test(part));
  const numbers = (end < 0 ? parts : parts.slice(0, end)).map(Number);
  return { numbers, rest: numbers.length === 3 ? rest : '' };
}

function holds(version: string, operator: string, bound: Bound): boolean {
  const fromLower = compare(version, lowerOf(bound));
  switch (operator) {
    case '>=':
      return fromLower >= 0;
    case '<':
      return fromLower < 0;
    case '>':
      return !isUpTo(version, bound);
    case '<=':
      return isUpTo(version, bound);
    case '=':
      return fromLower >= 0 && isUpTo(version, bound);
    default:
      return fromLower >= 0 && isBelow(version, upperOf(operator, bound));
  }
}

/** A partial bound includes all that it stands for: `<=1` admits 1.9.0. */
function isUpTo(version: string, bound: Bound): boolean {
  if (bound.numbers.length === 3) return compare(version, lowerOf(bound)) <= 0;
  return isBelow(version, nextOf(bound));
}

function lowerOf({ numbers: [major = 0, minor = 0, patch = 0], rest }: Bound): string {
  return `${major}.${minor}.${patch}${rest}`;
}

/** The version after all that a partial one stands for: `1.2` gives `1.3.0`; `*` stands for everything. */
function nextOf({ numbers: [major, minor, patch] }: Bound): string | undefined {
  if (major === undefined) return undefined;
  if (minor === undefined) return `${major + 1}.0.0`;
  return patch === undefined ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** Caret: up to the next change of the first number that is not zero. Tilde: up to the next minor. */
function upperOf(operator: string, bound: Bound): string | undefined {
  const { numbers } = bound;
  if (operator !== '^') return nextOf({ numbers: numbers.slice(0, 2), rest: '' });
  const first = numbers.findIndex((number) => number > 0);
  return nextOf({ numbers: first < 0 ? numbers : numbers.slice(0, first + 1), rest: '' });
}

/** Pre-releases of the upper bound itself are out. */
function isBelow(version: string, bound: string | undefined): boolean {
  return bound === undefined || compare(version, `${bound}-0`) < 0;
}
