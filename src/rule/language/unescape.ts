import { bytesOfText } from '#kit/byte-string.ts';
import { isHexDigit } from './scan.ts';

/** What a text in quotes stands for as a byte string, or what is wrong with it and at which offset in `quoted`. */
export type Unescaped =
  | { readonly text: string }
  | { readonly message: string; readonly at: number };

const simple: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  // Old rules escape a blank; it stands for a backslash.
  [' ', '\\'],
  ['/', '/'],
]);

/** Reads a text with its quotes. `\xHH` is one byte, other characters are their UTF-8. */
export function unescape(quoted: string): Unescaped {
  if (!quoted.includes('\\')) return { text: bytesOfText(quoted.slice(1, -1)) };
  const parts: string[] = [];
  const end = quoted.length - 1;
  let at = 1;
  while (at < end) {
    const next = quoted.indexOf('\\', at);
    const stop = next < 0 || next >= end ? end : next;
    parts.push(bytesOfText(quoted.slice(at, stop)));
    if (stop === end) break;
    const escape = readEscape(quoted, stop, end);
    if ('message' in escape) return { message: escape.message, at: stop };
    parts.push(escape.text);
    at = escape.next;
  }
  return { text: parts.join('') };
}

type Escape = { readonly text: string; readonly next: number } | { readonly message: string };

/** The escape whose backslash stands at `at`. A backslash before the closing quote stands for nothing. */
function readEscape(quoted: string, at: number, end: number): Escape {
  const char = quoted[at + 1] ?? '';
  if (at + 1 >= end) return { text: '', next: end };
  const known = simple.get(char);
  if (known !== undefined) return { text: known, next: at + 2 };
  if (char === 'x') return readHex(quoted, at, end);
  if (char !== '"' && char !== "'")
    return { message: `unsupported string escape sequence: \\${char}` };
  if (char === quoted[0]) return { text: char, next: at + 2 };
  return { message: `invalid \\${char} escape in ${quoted[0] ?? ''}-quoted string` };
}

function readHex(quoted: string, at: number, end: number): Escape {
  if (at + 3 >= end) return { message: 'truncated hex char escape sequence' };
  const digits = quoted.slice(at + 2, at + 4);
  if (!isHexDigit(digits.charCodeAt(0)) || !isHexDigit(digits.charCodeAt(1)))
    return { message: `invalid hex char escape sequence: ${digits}` };
  return { text: String.fromCharCode(Number.parseInt(digits, 16)), next: at + 4 };
}
