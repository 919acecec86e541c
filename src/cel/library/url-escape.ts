import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A part of a URL: each has its own characters that need no escape. */
export type UrlPart = 'path' | 'user' | 'host' | 'zone' | 'query' | 'fragment';

/**
 * Decodes `%XX` of one part of a URL (Go `net/url`, RFC 3986 §2.1). Works on byte strings: every character is one byte of UTF-8.
 * Throws `input.malformed`.
 */
export function unescapePart(text: string, part: UrlPart): string {
  const inHost = part === 'host' || part === 'zone';
  if (inHost) checkHost(text, part);
  if (!text.includes('%')) return part === 'query' ? text.replaceAll('+', ' ') : text;
  const plain = part === 'query' ? text.replaceAll('+', ' ') : text;
  const pieces = plain.split('%');
  const decoded = pieces.slice(1).map((piece) => {
    const hex = piece.slice(0, 2);
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) throw badEscape(`%${hex}`);
    const code = Number.parseInt(hex, 16);
    checkEscape(hex, code, part);
    return String.fromCharCode(code) + piece.slice(2);
  });
  return (pieces[0] ?? '') + decoded.join('');
}

/** Encodes one part of a URL; the counterpart of `unescapePart`, on byte strings. */
export function escapePart(text: string, part: UrlPart): string {
  return text.replace(/[^A-Za-z0-9\-._~]/gs, (char) => {
    if (part === 'query' && char === ' ') return '+';
    if (!needsEscape(char, part)) return char;
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/** Whether an encoded path or fragment is as good as our own encoding of it. */
export function isValidEncoded(text: string, part: UrlPart): boolean {
  for (const char of text)
    if (!"!$&'()*+,;=:@[]%".includes(char) && needsEscape(char, part)) return false;
  return true;
}

const unreserved = /[A-Za-z0-9\-._~]/;
const allowed: Readonly<Record<UrlPart, string>> = {
  path: '$&+,/:;=@',
  user: '$&+,;=',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  query: '',
  fragment: '$&+,/:;=?@!()*',
};

function needsEscape(char: string, part: UrlPart): boolean {
  return !unreserved.test(char) && !allowed[part].includes(char);
}

function badEscape(text: string): CaissonError {
  return new CaissonError('input.malformed', `invalid URL escape ${quote(text)}`);
}

function checkHost(text: string, part: UrlPart): void {
  for (const char of text)
    if (char !== '%' && char < '\x80' && needsEscape(char, part))
      throw new CaissonError('input.malformed', `invalid character ${quote(char)} in host name`);
}

/** Hosts may escape only what is not ASCII, zones only blanks and what a host may hold (RFC 6874). */
function checkEscape(hex: string, code: number, part: UrlPart): void {
  if (hex === '25') return;
  if (part === 'host' && code < 0x80) throw badEscape(`%${hex}`);
  if (part === 'zone' && code !== 0x20 && needsEscape(String.fromCharCode(code), 'host'))
    throw badEscape(`%${hex}`);
}
