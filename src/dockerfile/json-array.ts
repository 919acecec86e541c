import { skipSpace } from './characters.ts';
import {
  type Assembly,
  appendMade,
  appendSlice,
  assembled,
  type MappedText,
  sourceAt,
  spanOf,
} from './mapped-text.ts';
import type { Word } from './tree.ts';

/** What a text that may be a JSON array is: its strings, no JSON array at all, or an array of other things. */
export type JsonArray = readonly Word[] | 'no-array' | 'no-strings';

/** Reads a JSON array of strings; each word knows where it stands, without its quotes. */
export function readJsonArray(body: MappedText): JsonArray {
  const { text } = body;
  const start = skipSpace(text, 0);
  if (text[start] !== '[') return 'no-array';
  const values = parse(text.slice(start));
  if (!Array.isArray(values)) return 'no-array';
  if (!values.every((value) => typeof value === 'string')) return 'no-strings';
  const words: Word[] = [];
  for (let at = text.indexOf('"', start); at !== -1; ) {
    const end = closingQuote(text, at + 1);
    words.push(readString(body, at + 1, end));
    at = text.indexOf('"', end + 1);
  }
  return words;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function closingQuote(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** A string of valid JSON, between its quotes. */
function readString(body: MappedText, from: number, to: number): Word {
  const written = body.text.slice(from, to);
  const out: Assembly = { text: '', segments: [] };
  let at = 0;
  while (at < written.length) {
    const next = written.indexOf('\\', at);
    const plainEnd = next === -1 ? written.length : next;
    appendSlice(out, body, from + at, from + plainEnd);
    at = plainEnd;
    if (at >= written.length) break;
    const length = written[at + 1] === 'u' ? 6 : 2;
    const value = parse(`"${written.slice(at, at + length)}"`);
    const span = spanOf(body, from + at, from + at + length);
    appendMade(out, typeof value === 'string' ? value : '', span);
    at += length;
  }
  const word = assembled(out, sourceAt(body, from));
  return { ...word, span: spanOf(body, from, to) };
}
