import { isBlank, isSpace } from './characters.ts';
import { type MappedText, slice, spanOf } from './mapped-text.ts';
import type { Word } from './tree.ts';

/** Characters `from` to `to` (excluded) of a text as a word. */
export function wordOf(text: MappedText, from = 0, to = text.text.length): Word {
  const part = from === 0 && to === text.text.length ? text : slice(text, from, to);
  return { ...part, span: spanOf(part) };
}

/** Words between blanks; quotes mean nothing (FROM, COPY, EXPOSE, VOLUME). */
export function blankWords(body: MappedText): readonly Word[] {
  const { text } = body;
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
    const from = at;
    while (at < text.length && !isBlank(text.charCodeAt(at))) at += 1;
    if (at > from) words.push(wordOf(body, from, at));
  }
  return words;
}

/** Words between blanks that stand outside quotes; quotes and escapes stay (ENV, LABEL, ARG). */
export function quotedWords(body: MappedText, escape: string): readonly Word[] {
  const { text } = body;
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
    const from = at;
    at = endOfWord(text, at, escape);
    // An escape character at the very end means nothing.
    const to = at === text.length && endsEscaped(text, from, escape) ? at - 1 : at;
    if (to > from) words.push(wordOf(body, from, to));
  }
  return words;
}

function endOfWord(text: string, from: number, escape: string): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === escape && quote !== "'") at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (isSpace(text.charCodeAt(at))) return at;
  }
  return text.length;
}

/** Whether the last character is an escape character that takes the meaning from nothing. */
function endsEscaped(text: string, from: number, escape: string): boolean {
  if (text.at(-1) !== escape) return false;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === escape && quote !== "'") {
      if (at === text.length - 1) return true;
      at += 1;
    } else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
  }
  return false;
}
