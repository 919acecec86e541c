import { isBlank, isSpace, skipSpace, trimEnd } from './characters.ts';
import {
  type Assembly,
  appendSlice,
  assembled,
  type MappedText,
  slice,
  sourceAt,
  spanOf,
} from './mapped-text.ts';
import type { Flag } from './tree.ts';

/** A logical line in its three parts. */
export interface Parts {
  readonly keyword: MappedText;
  readonly flags: readonly Flag[];
  /** Trimmed. */
  readonly body: MappedText;
}

/** Splits a trimmed logical line into keyword, flags and the rest. */
export function splitInstruction(line: MappedText, escape: string): Parts {
  const { text } = line;
  let at = 0;
  while (at < text.length && !isBlank(text.charCodeAt(at))) at += 1;
  const keyword = slice(line, 0, at);
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  const flags: Flag[] = [];
  for (at = skipSpace(text, at); text.startsWith('--', at); at = skipSpace(text, at)) {
    const { flag, end } = readFlag(line, at, escape);
    at = end;
    if (flag === undefined) break;
    flags.push(flag);
  }
  const from = Math.min(skipSpace(text, at), text.length);
  return { keyword, flags, body: slice(line, from, trimEnd(text, from, text.length)) };
}

/** Reads a word that begins with two dashes; those alone end the flags. */
function readFlag(
  line: MappedText,
  from: number,
  escape: string,
): { readonly flag: Flag | undefined; readonly end: number } {
  const out: Assembly = { text: '', segments: [] };
  const end = readUnquoted(line, from, { escape, out });
  if (out.text === '--') return { flag: undefined, end };
  const word = assembled(out, sourceAt(line, from));
  const equals = word.text.indexOf('=');
  const name = (equals === -1 ? word.text : word.text.slice(0, equals)).slice(2);
  const span = spanOf(line, from, end);
  const value = equals === -1 ? undefined : slice(word, equals + 1);
  return {
    flag: { name, text: word.text, span, ...(value !== undefined && { value }) },
    end,
  };
}

/** A word up to the next white space outside quotes, quotes dropped; gives its end. */
function readUnquoted(
  line: MappedText,
  from: number,
  { escape, out }: { readonly escape: string; readonly out: Assembly },
): number {
  const { text } = line;
  let quote = '';
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === '' && isSpace(text.charCodeAt(at))) break;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === escape) {
      appendSlice(out, line, at + 1, Math.min(text.length, at + 2));
      at += 1;
    } else appendSlice(out, line, at, at + 1);
  }
  return Math.min(at, text.length);
}
