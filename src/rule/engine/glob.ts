import { CaissonError } from '#kit/error.ts';

/** A pattern of fnmatch(3) without flags: `*` and `?` match any byte, `/` and a leading dot too. */
export type Glob = readonly Piece[];
type Piece =
  | { readonly kind: 'many' }
  | { readonly kind: 'any' }
  | { readonly kind: 'byte'; readonly code: number }
  | { readonly kind: 'set'; readonly member: Uint8Array; readonly inverted: boolean };

const maxPatternBytes = 65_536;
const classes: ReadonlyMap<string, (code: number) => boolean> = new Map([
  ['alpha', (code: number) => isLetter(code)],
  ['digit', (code: number) => isDigit(code)],
  ['alnum', (code: number) => isLetter(code) || isDigit(code)],
  ['upper', (code: number) => code >= 65 && code <= 90],
  ['lower', (code: number) => code >= 97 && code <= 122],
  ['space', (code: number) => code === 32 || (code >= 9 && code <= 13)],
  ['blank', (code: number) => code === 32 || code === 9],
  ['punct', (code: number) => code > 32 && code < 127 && !isLetter(code) && !isDigit(code)],
  ['print', (code: number) => code >= 32 && code < 127],
  ['graph', (code: number) => code > 32 && code < 127],
  ['cntrl', (code: number) => code < 32 || code === 127],
  [
    'xdigit',
    (code: number) => isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102),
  ],
]);

/** Throws `limit.size` for patterns of more than 64 KiB. */
export function parseGlob(pattern: string): Glob {
  if (pattern.length > maxPatternBytes)
    throw new CaissonError('limit.size', 'the pattern is longer than 64 KiB');
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; ) at = readPiece(pattern, at, pieces);
  return pieces;
}

/** Matches the whole of `text`. Time is at most the product of both lengths. */
export function matchesGlob(glob: Glob, text: string): boolean {
  let at = 0;
  let piece = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    const now = glob[piece];
    if (now?.kind === 'many') {
      star = piece;
      mark = at;
      piece += 1;
    } else if (now !== undefined && takes(now, text.charCodeAt(at))) {
      piece += 1;
      at += 1;
    } else if (star >= 0) {
      piece = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (glob[piece]?.kind === 'many') piece += 1;
  return piece === glob.length;
}

/** Lower case of ASCII letters only. */
export function foldAscii(text: string): string {
  return hasUpper.test(text) ? text.replace(upper, (letters) => letters.toLowerCase()) : text;
}
const hasUpper = /[A-Z]/;
const upper = /[A-Z]+/g;

/** Upper case of ASCII letters only. */
export function raiseAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function takes(piece: Piece, code: number): boolean {
  if (piece.kind === 'byte') return piece.code === code;
  if (piece.kind === 'set') return (piece.member[code & 255] === 1) !== piece.inverted;
  return true;
}

function readPiece(pattern: string, at: number, pieces: Piece[]): number {
  const char = pattern[at] ?? '';
  if (char === '*') {
    if (pieces.at(-1)?.kind !== 'many') pieces.push({ kind: 'many' });
    return at + 1;
  }
  if (char === '?') {
    pieces.push({ kind: 'any' });
    return at + 1;
  }
  if (char === '[') return readSet(pattern, at, pieces);
  const literal = char === '\\' && at + 1 < pattern.length ? at + 1 : at;
  pieces.push({ kind: 'byte', code: pattern.charCodeAt(literal) });
  return literal + 1;
}

/** A bracket that is never closed stands for itself. */
function readSet(pattern: string, at: number, pieces: Piece[]): number {
  const member = new Uint8Array(256);
  const inverted = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const first = at + (inverted ? 2 : 1);
  let next = first;
  while (next < pattern.length && (pattern[next] !== ']' || next === first))
    next = readMember(pattern, next, member);
  if (next >= pattern.length) {
    pieces.push({ kind: 'byte', code: 91 });
    return at + 1;
  }
  pieces.push({ kind: 'set', member, inverted });
  return next + 1;
}

function readMember(pattern: string, at: number, member: Uint8Array): number {
  const end = pattern.startsWith('[:', at) ? pattern.indexOf(':]', at + 2) : -1;
  const inClass = end < 0 || end - at > 10 ? undefined : classes.get(pattern.slice(at + 2, end));
  if (inClass === undefined) return readRange(pattern, at, member);
  for (let code = 0; code < 256; code += 1) if (inClass(code)) member[code] = 1;
  return end + 2;
}

function readRange(pattern: string, at: number, member: Uint8Array): number {
  const [low, after] = memberCode(pattern, at);
  if (pattern[after] !== '-' || pattern[after + 1] === ']' || after + 1 >= pattern.length) {
    member[low & 255] = 1;
    return after;
  }
  const [high, end] = memberCode(pattern, after + 1);
  for (let code = low; code <= high && code < 256; code += 1) member[code] = 1;
  return end;
}

function memberCode(pattern: string, at: number): readonly [number, number] {
  const literal = pattern[at] === '\\' && at + 1 < pattern.length ? at + 1 : at;
  return [pattern.charCodeAt(literal), literal + 1];
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
