import type { Span } from './expression.ts';

/** A block of PEM or of PGP armour that says it is a private key. */
export interface PemBlock extends Span {
  /** `RSA PRIVATE KEY`, `OPENSSH PRIVATE KEY`, `PGP PRIVATE KEY BLOCK`. */
  readonly label: string;
  /** Its body without line ends: base64. */
  readonly body: string;
  /** Headers before the body (RFC 1421): `Proc-Type: 4,ENCRYPTED`. */
  readonly headers: string;
  /** Where the body stands. */
  readonly bodySpan: Span;
}

/** Longest block that is read: a key of 16,384 bits takes 12 kB. */
const longestPem = 16_384;
const shortestBody = 24;
const longestOpening = 80;
const opening = /^-{4,5} ?BEGIN ([A-Z0-9 _-]{0,40}PRIVATE KEY(?: BLOCK)?) ?-{4,5}/;
const closing = /-{4,5} ?END [A-Z0-9 _-]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/;
/** Line ends as they are, and as they are written inside other texts. */
const lineEnds = /(?:\\{1,4}[rn]|\r|\n|["',]|[ \t]|&#1[03];|%0[ADad]|\\u000[aAdD])+/g;

/** Where a program joins lines: `"…\n" + "…"`. */
const joints = /["'][ \t\r\n]{0,40}\+[ \t\r\n]{0,40}["']/g;

/** Reads the private key whose `-----BEGIN ` starts at `start`; `undefined` for certificates, public keys and mere mentions. */
export function readPem(bytes: Buffer, start: number): PemBlock | undefined {
  const begin = opening.exec(bytes.toString('latin1', start, start + longestOpening));
  if (begin === null) return undefined;
  const from = begin[0].length;
  const text = bytes.toString('latin1', start, endOfBlock(bytes, start + from));
  const end = closing.exec(text.slice(from));
  const inner = end === null ? openBody(text.slice(from)) : text.slice(from, from + end.index);
  const { headers, content } = splitHeaders(inner);
  const body = content.replaceAll(joints, '').replaceAll(lineEnds, '');
  if (body.length < shortestBody || !/^[A-Za-z0-9+/=]+$/.test(body)) return undefined;
  const bodyStart = start + from + inner.length - content.length;
  return {
    label: (begin[1] ?? '').trim(),
    body,
    headers,
    start,
    end: start + from + (end === null ? inner.length : end.index + end[0].length),
    bodySpan: trimmed(content, bodyStart),
  };
}

/** A block ends at the latest where another begins. */
function endOfBlock(bytes: Buffer, from: number): number {
  const last = Math.min(bytes.length, from + longestPem);
  const next = bytes.subarray(from, last).indexOf('-BEGIN ', 0, 'latin1');
  return next === -1 ? last : from + next;
}

/** A block that lost its last line still tells most of the key; only an unbroken one counts. */
function openBody(text: string): string {
  return /^(?:\\n|\r|\n){1,4}(?:[A-Za-z0-9+/=]{40,76}(?:\\n|\r|\n){1,4}){3,}/.exec(text)?.[0] ?? '';
}

/** Headers are lines with a colon before the first empty line. */
function splitHeaders(inner: string): { headers: string; content: string } {
  const found = /^(?:(?:\\{1,2}[rn]|[\r\n \t])*[A-Za-z-]{3,20}: [^\r\n\\]{0,200})+/.exec(inner);
  const headers = found?.[0] ?? '';
  return { headers, content: inner.slice(headers.length) };
}

function trimmed(content: string, start: number): Span {
  const first = /[A-Za-z0-9+/]/.exec(content.replaceAll(/\\[rn]/g, '  '))?.index ?? 0;
  const last = content.replaceAll(/\\[rn]/g, '  ').replace(/[^A-Za-z0-9+/=]+$/, '').length;
  return { start: start + first, end: start + Math.max(first + 1, last) };
}
