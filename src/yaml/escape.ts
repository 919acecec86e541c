import type { Reader } from './reader.ts';

/** What an escape means and how many units of the source it takes. */
export interface Escape {
  readonly text: string;
  readonly length: number;
}

const short = new Map<string, string>([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const digitsOf = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** The escape at the backslash the reader stands on (YAML 1.2.2, section 5.7). A wrong one is a problem and stays as written. */
export function readEscape(reader: Reader): Escape {
  const { text, pos } = reader;
  const name = text.charAt(pos + 1);
  const simple = short.get(name);
  if (simple !== undefined) return { text: simple, length: 2 };
  const digits = digitsOf.get(name) ?? 0;
  const hex = text.slice(pos + 2, pos + 2 + digits);
  if (digits > 0 && hex.length === digits && /^[0-9a-fA-F]+$/.test(hex)) {
    const code = Number.parseInt(hex, 16);
    if (code <= 0x10ffff) return { text: String.fromCodePoint(code), length: 2 + digits };
  }
  reader.problem('there is no such escape', pos, pos + 2);
  return { text: '\\', length: 1 };
}
