import { compareLists, compareNumerals, compareText, isDigitAt, isNumeral } from './order.ts';

/** Qualifiers that Maven knows, in its order; the empty one is the release. All others sort after them. */
const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'] as const;
const release = qualifiers.indexOf('');
const aliases: ReadonlyMap<string, string> = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
const abbreviations: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/**
 * Maven nests what follows a hyphen or a border between digits and letters in a list at the end of the list so far.
 * So a version is a chain of lists; here each level is one list without its tail, the last level never empty.
 */
type Levels = readonly (readonly string[])[];

/**
 * Compares two Maven versions as `ComparableVersion` of Maven 3.8 does ("Version Order Specification" in the POM
 * reference). Maven's own order is not transitive where `.` comes before a qualifier: 1.sp < 1-alpha < 1 < 1.sp.
 */
export function compareMaven(a: string, b: string): number {
  const x = parse(a);
  const y = parse(b);
  for (let depth = 0; depth < x.length || depth < y.length; depth += 1) {
    const order = compareLevel(x, y, depth);
    if (order !== 0 || depth + 1 >= x.length || depth + 1 >= y.length) return order;
  }
  return 0;
}

/** Whether `text` names one version: it holds a digit, and no blank, range or unresolved property. */
export function isMaven(text: string): boolean {
  return /[0-9]/.test(text) && !/[\s[\](){},$:]/.test(text);
}

function parse(text: string): Levels {
  const lower = text.toLowerCase();
  const levels: string[][] = [[]];
  let start = 0;
  for (let at = 0; at < lower.length; at += 1) {
    const char = lower[at];
    if (char === '.' || char === '-') {
      addItem(levels, at === start ? '0' : itemOf(lower.slice(start, at), false));
      if (char === '-') levels.push([]);
      start = at + 1;
    } else if (at > start && isDigitAt(lower, at) !== isDigitAt(lower, at - 1)) {
      addBorder(levels, lower.slice(start, at));
      start = at;
    }
  }
  if (start < lower.length) addTail(levels, lower.slice(start));
  return normalize(levels);
}

function addItem(levels: string[][], item: string): void {
  levels.at(-1)?.push(item);
}

/** Letters before a digit open a level of their own, as if a hyphen stood before them: `.x1` is `-x1`. */
function addBorder(levels: string[][], text: string): void {
  if (!isNumeral(text)) openLevel(levels);
  addItem(levels, itemOf(text, true));
  levels.push([]);
}

function addTail(levels: string[][], text: string): void {
  if (!isNumeral(text)) openLevel(levels);
  addItem(levels, itemOf(text, false));
}

function openLevel(levels: string[][]): void {
  if (levels.at(-1)?.length !== 0) levels.push([]);
}

function itemOf(text: string, followedByDigit: boolean): string {
  const word = (followedByDigit && abbreviations.get(text)) || text;
  return aliases.get(word) ?? word;
}

/** Drops the zeros and releases at the end of every level, and the levels that become empty. */
function normalize(levels: readonly (readonly string[])[]): Levels {
  const kept: (readonly string[])[] = [];
  for (const level of levels.toReversed()) {
    let end = level.length;
    while (end > 0 && isNull(level[end - 1] ?? '')) end -= 1;
    if (end > 0 || kept.length > 0) kept.push(level.slice(0, end));
  }
  return kept.reverse();
}

function isNull(item: string): boolean {
  return item === '' || (isNumeral(item) && compareNumerals(item, '') === 0);
}

/** Compares the items of one level and, where one version has a deeper level and the other has not, what comes there. */
function compareLevel(x: Levels, y: Levels, depth: number): number {
  const a = x[depth] ?? [];
  const b = y[depth] ?? [];
  const shared = Math.min(a.length, b.length);
  const order = compareLists(a.slice(0, shared), b.slice(0, shared), compareItems, '');
  if (order !== 0) return order;
  if (a.length > shared)
    return compareRest(a.slice(shared), y, depth) || weightOfTail(x, depth + 1);
  if (b.length > shared)
    return -(compareRest(b.slice(shared), x, depth) || weightOfTail(y, depth + 1));
  if (x.length > depth + 1 && y.length > depth + 1) return 0;
  return weightOfTail(x, depth + 1) - weightOfTail(y, depth + 1);
}

/** `rest` stands against the deeper level of the other version, or against nothing. */
function compareRest(rest: readonly string[], other: Levels, depth: number): number {
  const first = rest[0] ?? '';
  if (other.length > depth + 1) return isNumeral(first) ? 1 : -1;
  return weightOfItems(rest);
}

/** How the levels from `depth` on compare with nothing. */
function weightOfTail(levels: Levels, depth: number): number {
  for (let level = depth; level < levels.length; level += 1) {
    const weight = weightOfItems(levels[level] ?? []);
    if (weight !== 0) return weight;
  }
  return 0;
}

function weightOfItems(items: readonly string[]): number {
  for (const item of items) {
    const weight = isNumeral(item) ? compareNumerals(item, '') : compareQualifiers(item, '');
    if (weight !== 0) return Math.sign(weight);
  }
  return 0;
}

function compareItems(a: string, b: string): number {
  const numbers = Number(isNumeral(a)) - Number(isNumeral(b));
  if (numbers !== 0) return numbers;
  return isNumeral(a) ? compareNumerals(a, b) : compareQualifiers(a, b);
}

function compareQualifiers(a: string, b: string): number {
  const order = rankOf(a) - rankOf(b);
  return order === 0 && rankOf(a) === qualifiers.length ? compareText(a, b) : order;
}

function rankOf(word: string): number {
  if (word === '') return release;
  const rank = qualifiers.findIndex((qualifier) => qualifier === word);
  return rank < 0 ? qualifiers.length : rank;
}
