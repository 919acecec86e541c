import { printable } from '#kit/text.ts';
import type { Span } from './expression.ts';
import { lineAround } from './text-lines.ts';

/** Longest excerpt, in characters. */
const longestExcerpt = 200;
const longestMask = 20;

/**
 * The line round a secret, in which it and every other secret of that line is masked. `secrets` are all that were found in
 * these bytes.
 */
export function excerptOf(bytes: Buffer, secret: Span, secrets: readonly Span[]): string {
  const line = lineAround(bytes, secret, 120);
  const firstEnd = endOfLine(bytes, secret);
  let out = '';
  let at = line.start;
  for (const span of secrets) {
    if (span.end <= at || span.start >= line.end) continue;
    out += bytes.toString('utf8', at, Math.max(at, span.start));
    out += '*'.repeat(Math.min(longestMask, span.end - span.start));
    at = Math.min(span.end, span.start >= secret.start ? Math.max(firstEnd, span.end) : span.end);
  }
  if (at < line.end) out += bytes.toString('utf8', at, line.end);
  return cut(printable(out.replaceAll(/[\t\r\n]+/g, ' ').trim()));
}

/** A secret of several lines is quoted by its first. */
function endOfLine(bytes: Buffer, secret: Span): number {
  const found = bytes.indexOf(10, secret.start);
  return found === -1 || found > secret.end ? secret.end : found;
}

function cut(text: string): string {
  if (text.length <= longestExcerpt) return text;
  const mask = Math.max(0, text.indexOf('****'));
  const start = Math.max(0, Math.min(mask - 90, text.length - longestExcerpt + 2));
  const middle = text.slice(start, start + longestExcerpt - 2);
  return `${start > 0 ? '…' : ''}${middle}${start + middle.length < text.length ? '…' : ''}`;
}
