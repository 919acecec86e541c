import { compareLists, compareNumerals, compareText, isNumeral } from './order.ts';
import { compareLegacy } from './pep440-legacy.ts';

/** A pre-, post- or development release: its place in the order and its number. */
interface Phase {
  readonly rank: number;
  readonly number: string;
}

interface Pep440Version {
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre: Phase;
  readonly post: Phase;
  readonly dev: Phase;
  readonly local: readonly string[];
}

/** `dev` sorts a version before its own pre-releases, `final` is a version without a pre-release. */
const preRanks = { devOnly: 0, a: 1, b: 2, rc: 3, final: 4 } as const;
const preWords: ReadonlyMap<string, number> = new Map([
  ['a', preRanks.a],
  ['alpha', preRanks.a],
  ['b', preRanks.b],
  ['beta', preRanks.b],
  ['c', preRanks.rc],
  ['rc', preRanks.rc],
  ['pre', preRanks.rc],
  ['preview', preRanks.rc],
]);

/**
 * Compares two Python versions by PEP 440 (version specifiers, appendix B for the spellings). Versions that PEP 440 does
 * not know sort before all that it knows, in the order of setuptools before 2022.
 */
export function comparePep440(a: string, b: string): number {
  const x = parse(a);
  const y = parse(b);
  if (x === undefined || y === undefined)
    return Number(x !== undefined) - Number(y !== undefined) || compareLegacy(a, b);
  return (
    compareNumerals(x.epoch, y.epoch) ||
    compareLists(x.release, y.release, compareNumerals, '') ||
    comparePhases(x.pre, y.pre) ||
    comparePhases(x.post, y.post) ||
    comparePhases(x.dev, y.dev) ||
    compareLocals(x.local, y.local)
  );
}

/** Whether PEP 440 knows `text`, or it is one word with a number, as old releases have. */
export function isPep440(text: string): boolean {
  return parse(text) !== undefined || (/[0-9]/.test(text) && !/[\s,<>=!*]/.test(text));
}

/** What a sticky pattern took, and where the text goes on; an optional part that is absent takes nothing. */
interface Part {
  readonly found: boolean;
  readonly groups: readonly string[];
  readonly end: number;
}

/**
 * Every part is matched where the last one ended (sticky), never searched for, so that hostile text costs linear time.
 */
function parse(text: string): Pep440Version | undefined {
  const lower = text.trim().toLowerCase();
  const head = take(/v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)/y, lower, 0);
  const pre = take(/[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]*)/y, lower, head.end);
  const post = take(/-([0-9]+)|[-_.]?(?:post|rev|r)[-_.]?([0-9]*)/y, lower, pre.end);
  const dev = take(/[-_.]?dev[-_.]?([0-9]*)/y, lower, post.end);
  const local = take(/\+([a-z0-9]+(?:[-_.][a-z0-9]+)*)/y, lower, dev.end);
  if (!head.found || local.end !== lower.length) return undefined;
  return {
    epoch: head.groups[0] ?? '',
    release: (head.groups[1] ?? '').split('.'),
    pre: preOf(pre, dev.found && !post.found),
    post: { rank: Number(post.found), number: post.groups.join('') },
    dev: { rank: Number(!dev.found), number: dev.groups.join('') },
    local: local.groups.flatMap((group) => group.split(/[-_.]/)),
  };
}

function preOf(pre: Part, devOnly: boolean): Phase {
  const [word = '', number = ''] = pre.groups;
  if (pre.found) return { rank: preWords.get(word) ?? preRanks.rc, number };
  return { rank: devOnly ? preRanks.devOnly : preRanks.final, number };
}

function take(pattern: RegExp, text: string, at: number): Part {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return { found: false, groups: [], end: at };
  return { found: true, groups: match.slice(1).map(orEmpty), end: pattern.lastIndex };
}

/** A group that did not take part in a match is `undefined`, whatever its type says. */
function orEmpty(group: string | undefined): string {
  return group ?? '';
}

function comparePhases(a: Phase, b: Phase): number {
  return a.rank - b.rank || compareNumerals(a.number, b.number);
}

/** Local versions sort after the version without one; numbers after words, a longer list after its own beginning. */
function compareLocals(a: readonly string[], b: readonly string[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareLocalParts(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareLocalParts(a: string, b: string): number {
  const numbers = Number(isNumeral(a)) - Number(isNumeral(b));
  if (numbers !== 0) return numbers;
  return isNumeral(a) ? compareNumerals(a, b) : compareText(a, b);
}
