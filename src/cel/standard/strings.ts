import { type FunctionDeclaration, globalOverload, memberOverload } from '../declare.ts';
import { traversal } from '../size.ts';
import { INT, listOf, STRING } from '../type.ts';
import { CelError, type Result, type Value } from '../value.ts';
import { positionsOf } from './code-points.ts';

type Integer = number | bigint;

const once = { cost: (text: string) => traversal(text) };
const twice = { cost: (text: string) => traversal(text, 0.2) };
/** As Kubernetes counts what it calls one traversal: by bytes, rounded down. */
const byBytes = { cost: (text: string) => Math.floor(Buffer.byteLength(text) * 0.1) };
const joined = { cost: (...values: readonly unknown[]) => traversal(values.at(-1) as Value, 0.2) };
const space = /[\t-\r \u0085\p{Zs}\p{Zl}\p{Zp}]/u;

/** Strings extension of cel-go, first version. Positions count code points. */
export const stringFunctions: readonly FunctionDeclaration[] = [
  { name: 'charAt', overloads: [memberOverload([STRING, INT], STRING, charAt)] },
  {
    name: 'indexOf',
    overloads: [
      memberOverload([STRING, STRING], INT, (text, part) => indexOf(text, part, 0), byBytes),
      memberOverload([STRING, STRING, INT], INT, indexOf, byBytes),
    ],
  },
  {
    name: 'lastIndexOf',
    overloads: [
      memberOverload([STRING, STRING], INT, (text, part) => lastIndexOf(text, part), byBytes),
      memberOverload([STRING, STRING, INT], INT, lastIndexOf, byBytes),
    ],
  },
  {
    name: 'join',
    overloads: [
      memberOverload([listOf(STRING)], STRING, (items) => join(items, ''), joined),
      memberOverload([listOf(STRING), STRING], STRING, (items, by) => join(items, by), joined),
    ],
  },
  {
    name: 'lowerAscii',
    overloads: [
      memberOverload(
        [STRING],
        STRING,
        (text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
        once,
      ),
    ],
  },
  {
    name: 'upperAscii',
    overloads: [
      memberOverload(
        [STRING],
        STRING,
        (text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
        once,
      ),
    ],
  },
  {
    name: 'replace',
    overloads: [
      memberOverload(
        [STRING, STRING, STRING],
        STRING,
        (text, old, by, context) =>
          context.tooLarge(replacedSize(text, old, by)) ?? replace(text, old, by),
        twice,
      ),
      memberOverload(
        [STRING, STRING, STRING, INT],
        STRING,
        (...[text, old, by, count, context]) =>
          context.tooLarge(replacedSize(text, old, by)) ?? replace(text, old, by, Number(count)),
        twice,
      ),
    ],
  },
  {
    name: 'split',
    overloads: [
      memberOverload([STRING, STRING], listOf(STRING), (text, by) => split(text, by), twice),
      memberOverload(
        [STRING, STRING, INT],
        listOf(STRING),
        (text, by, limit) => split(text, by, Number(limit)),
        twice,
      ),
    ],
  },
  {
    name: 'substring',
    overloads: [
      memberOverload([STRING, INT], STRING, (text, start) => substring(text, start), once),
      memberOverload([STRING, INT, INT], STRING, substring, once),
    ],
  },
  { name: 'trim', overloads: [memberOverload([STRING], STRING, trim, once)] },
];

/** What later versions of the extension added and Kubernetes does not take. */
export const laterStringFunctions: readonly FunctionDeclaration[] = [
  {
    name: 'reverse',
    overloads: [
      memberOverload([STRING], STRING, (text) => Array.from(text).reverse().join(''), once),
    ],
  },
];

/** `strings.quote(text)`. */
export const quoteFunctions: readonly FunctionDeclaration[] = [
  { name: 'strings.quote', overloads: [globalOverload([STRING], STRING, quote, once)] },
];

function outOfRange(index: Integer): CelError {
  return new CelError(`index out of range: ${index}`);
}

function charAt(text: string, index: Integer): Result {
  const positions = positionsOf(text);
  const at = Number(index);
  if (at < 0 || at > positions.length) return outOfRange(index);
  return text.slice(positions.unitOf(at), positions.unitOf(at + 1));
}

function indexOf(text: string, part: string, from: Integer): Result {
  const start = Number(from);
  if (part === '') return from;
  const positions = positionsOf(text);
  if (start < 0 || start > positions.length) return outOfRange(from);
  const found = text.indexOf(part, positions.unitOf(start));
  return found < 0 ? -1 : positions.pointOf(found);
}

function lastIndexOf(text: string, part: string, from?: unknown): Result {
  const positions = positionsOf(text);
  const start = typeof from === 'number' || typeof from === 'bigint' ? Number(from) : undefined;
  if (part === '') return start ?? positions.length;
  if (start !== undefined && (start < 0 || start > positions.length)) return outOfRange(start);
  const found = text.lastIndexOf(part, start === undefined ? undefined : positions.unitOf(start));
  return found < 0 ? -1 : positions.pointOf(found);
}

function join(items: readonly Value[], by: string): Result {
  const texts: string[] = [];
  for (const item of items) {
    if (typeof item !== 'string') return new CelError('join takes a list of strings');
    texts.push(item);
  }
  return texts.join(by);
}

/** Most units that a replacement can have. */
function replacedSize(text: string, old: string, by: string): number {
  return text.length + (text.length / Math.max(1, old.length) + 1) * by.length;
}

function replace(text: string, old: string, by: string, count = -1): string {
  if (count < 0)
    return old === ''
      ? between(text, by, Number.POSITIVE_INFINITY)
      : text.replaceAll(old, () => by);
  if (old === '') return between(text, by, count);
  const parts = splitFirst(text, old, count + 1);
  return parts.join(by);
}

/** Replacing the empty text puts the new one before each code point and at the end. */
function between(text: string, by: string, count: number): string {
  const points = Array.from(text);
  const made = points.map((point, at) => (at < count ? by + point : point)).join('');
  return points.length < count ? made + by : made;
}

function split(text: string, by: string, limit = -1): readonly string[] {
  if (limit === 0) return [];
  const count = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  return splitFirst(text, by, count);
}

/** At most `count` parts, the last of which is all the rest. */
function splitFirst(text: string, by: string, count: number): readonly string[] {
  if (by === '') {
    const points = Array.from(text);
    return points.length <= count
      ? points
      : [...points.slice(0, count - 1), points.slice(count - 1).join('')];
  }
  const parts: string[] = [];
  let from = 0;
  for (
    let at = text.indexOf(by);
    at >= 0 && parts.length + 1 < count;
    at = text.indexOf(by, from)
  ) {
    parts.push(text.slice(from, at));
    from = at + by.length;
  }
  return [...parts, text.slice(from)];
}

function substring(text: string, start: Integer, end?: unknown): Result {
  const positions = positionsOf(text);
  const from = Number(start);
  const to = typeof end === 'number' || typeof end === 'bigint' ? Number(end) : positions.length;
  if (from < 0 || from > positions.length) return outOfRange(start);
  if (to < 0 || to > positions.length) return outOfRange(to);
  if (from > to) return new CelError(`invalid substring range: start ${from}, end ${to}`);
  return text.slice(positions.unitOf(from), positions.unitOf(to));
}

/** White space of Unicode at both ends; unlike JavaScript with U+0085 and without U+FEFF. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && space.test(text.charAt(start))) start += 1;
  while (end > start && space.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

// Built from text, as control characters in a pattern are taken for a slip.
const escaped = new RegExp(
  `[${[...escapes.values()].map((text) => (text === '\\a' ? '\\x07' : text)).join('')}]`,
  'g',
);

function quote(text: string): string {
  const made = text.toWellFormed().replace(escaped, (char) => escapes.get(char) ?? char);
  return `"${made}"`;
}
