import { comparatorOf, isVersion, type Scheme } from '#version/scheme.ts';
import { type Bound, type Interval, intersection } from './interval.ts';

/** Longer expressions are none that people write. */
const maxLength = 8192;

/**
 * The intervals of a version expression, joined by "or": comparators (`>=1.0 <1.2.3 || =2.0`, `~> 1.2, >= 1.2.3`, `^1.2`, `*`) and
 * interval notation (`[1.0,1.2.3),(,0.9]`). An empty list when nothing fulfils it; `undefined` when it cannot be understood.
 */
export function parseExpression(text: string, scheme: Scheme): readonly Interval[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > maxLength) return undefined;
  if (/^[[(]/.test(trimmed)) return parseIntervals(trimmed, scheme);
  const found: Interval[] = [];
  for (const part of trimmed.split(/\|\|?/)) {
    const interval = parseComparators(part.trim(), scheme);
    if (interval === undefined) return undefined;
    if (interval !== 'nothing') found.push(interval);
  }
  return found;
}

/** Comparators that all hold, separated by commas or blanks. */
function parseComparators(text: string, scheme: Scheme): Interval | 'nothing' | undefined {
  const comparator = /\s*,?\s*(>=|<=|==|=|>|<|~>|\^|~)?\s*([^\s,|<>=~^!()[\]]+)\s*/y;
  const compare = comparatorOf(scheme);
  let all: Interval | undefined = {};
  for (let at = 0; at < text.length || at === 0; at = comparator.lastIndex) {
    comparator.lastIndex = at;
    const match = comparator.exec(text);
    const one = match === null ? undefined : intervalOf(match[1], match[2] ?? '', scheme);
    if (one === undefined) return undefined;
    all = all === undefined ? undefined : intersection(all, one, compare);
  }
  return all ?? 'nothing';
}

function intervalOf(
  operator: string | undefined,
  version: string,
  scheme: Scheme,
): Interval | undefined {
  if (version === '*' && operator === undefined) return {};
  return isVersion(scheme, version) ? compared(operator, version) : undefined;
}

function compared(operator: string | undefined, version: string): Interval {
  const included = { version, isIncluded: true };
  switch (operator) {
    case '>=':
      return { from: included };
    case '>':
      return { from: { version, isIncluded: false } };
    case '<=':
      return { to: included };
    case '<':
      return { to: { version, isIncluded: false } };
    case '~>':
      return upTo(included, bumped(version, Math.max(numbersOf(version).length - 1, 1)));
    case '~':
      return upTo(included, bumped(version, Math.min(numbersOf(version).length, 2)));
    case '^':
      return upTo(included, bumped(version, firstNonZero(version)));
    default:
      return { from: included, to: included };
  }
}

function upTo(from: Bound, version: string): Interval {
  return { from, to: { version, isIncluded: false } };
}

/** The first `count` numbers, the last of them raised by one. */
function bumped(version: string, count: number): string {
  const numbers = numbersOf(version).slice(0, count);
  const last = numbers.pop() ?? 0n;
  return [...numbers, last + 1n].join('.');
}

/** Numbers before the first part that is none, or carries a label: `1.0.0.beta1` and `1.0.0-rc1` are `1.0.0`. */
function numbersOf(version: string): bigint[] {
  const release = /^v?(\d{1,30}(?:\.\d{1,30})*)/.exec(version)?.[1] ?? '0';
  return release.split('.').slice(0, 32).map(BigInt);
}

/** `^0.2.3` holds the 0.2 line, `^1.2` the 1 line (semver ranges of npm). */
function firstNonZero(version: string): number {
  const numbers = numbersOf(version);
  const at = numbers.findIndex((number) => number > 0n);
  return at < 0 ? numbers.length : at + 1;
}

/** Interval notation of Maven and NuGet; `[1.0]` is that version alone. */
function parseIntervals(text: string, scheme: Scheme): readonly Interval[] | undefined {
  const bracketed = /\s*,?\s*([[(])([^,[\]()]*)(,?)([^,[\]()]*)([\])])\s*/y;
  const found: Interval[] = [];
  let at = 0;
  while (at < text.length) {
    bracketed.lastIndex = at;
    const match = bracketed.exec(text);
    const interval = match === null ? undefined : intervalOfBrackets(match, scheme);
    if (match === null || interval === undefined) return undefined;
    found.push(interval);
    at += match[0].length;
  }
  return found;
}

function intervalOfBrackets(match: RegExpExecArray, scheme: Scheme): Interval | undefined {
  const [, open, lower = '', comma, upper = '', close] = match;
  const from = lower.trim();
  const to = comma === '' ? from : upper.trim();
  if ([from, to].some((version) => version !== '' && !isVersion(scheme, version))) return undefined;
  return {
    ...(from !== '' && { from: { version: from, isIncluded: open === '[' } }),
    ...(to !== '' && { to: { version: to, isIncluded: close === ']' } }),
  };
}
