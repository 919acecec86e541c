import { isSpace } from './characters.ts';
import { readDollar } from './lexer-dollar.ts';
import type { Lexed, LexOptions, Run } from './lexer-run.ts';
import {
  type Assembly,
  appendMade,
  appendSlice,
  assembled,
  type MappedText,
  sourceAt,
  spanOf,
} from './mapped-text.ts';

interface Words {
  readonly done: Assembly[];
  current: Assembly | undefined;
}

/** Longest value that is followed; beyond it a word counts as wrong. */
const maxValue = 65_536;

/**
 * Expands a word as BuildKit does (`frontend/dockerfile/shell`): quotes, escapes, `$name` and `${name…}` with all its
 * modifiers. Never throws; linear in the text but for patterns, which are bounded.
 */
export function lex(input: MappedText, options: LexOptions): Lexed {
  if (isPlain(input.text, options.escape))
    return { value: input, words: plainWords(input), matched: [], unmatched: [], guarded: [] };
  const run = startRun(input, options);
  const words: Words = { done: [], current: undefined };
  const value = readUntil(run, '', words);
  endWord(words);
  const source = sourceAt(input, 0);
  return {
    value: assembled(value, source),
    words: words.done.map((word) => assembled(word, source)),
    matched: [...run.matched],
    unmatched: [...run.unmatched],
    guarded: [...run.unmatched].filter((name) => !run.bare.has(name)),
    ...(run.error !== undefined && { error: run.error }),
  };
}

/** Reads up to the character `stop` (consumed), or to the end for ''. */
function readUntil(run: Run, stop: string, words?: Words): Assembly {
  const out: Assembly = { text: '', segments: [] };
  while (run.at < run.text.length && run.error === undefined) {
    if (run.text[run.at] === stop) {
      run.at += 1;
      return out;
    }
    readPiece(run, stop, out, words);
    if (out.text.length > maxValue + run.text.length) run.error = 'value is too long';
  }
  if (stop !== '' && run.error === undefined)
    run.error = `unexpected end of statement while looking for matching ${stop}`;
  return out;
}

function startRun(input: MappedText, options: LexOptions): Run {
  return {
    input,
    text: input.text,
    options,
    at: 0,
    depth: 0,
    rawEscapes: options.rawEscapes === true,
    matched: new Set(),
    unmatched: new Set(),
    bare: new Set(),
    error: undefined,
    readUntil: (run, stop) => readUntil(run, stop).text,
  };
}

function readPiece(run: Run, stop: string, out: Assembly, words: Words | undefined): void {
  const char = run.text.charAt(run.at);
  if (char === '$') return readVariable(run, out, words);
  if (!run.options.plainQuotes && (char === "'" || char === '"')) {
    const quoted = char === "'" ? readSingle(run) : readDouble(run);
    join(run, out, quoted);
    if (words !== undefined) join(run, wordOf(words), quoted);
    return;
  }
  if (char === run.options.escape) return readEscape(run, out, words);
  if (char === '<') return readArrow(run, out, words);
  readPlain(run, stop, out, words);
}

/** Characters that mean nothing, up to the next one that does or to the end of the word. */
function readPlain(run: Run, stop: string, out: Assembly, words: Words | undefined): void {
  const from = run.at;
  const space = isSpace(run.text.charCodeAt(from));
  run.at += 1;
  while (run.at < run.text.length && isOrdinary(run, stop, space)) run.at += 1;
  appendSlice(out, run.input, from, run.at);
  if (words === undefined) return;
  if (space) endWord(words);
  else appendSlice(wordOf(words), run.input, from, run.at);
}

function isOrdinary({ text, at, options }: Run, stop: string, space: boolean): boolean {
  const char = text[at];
  if (char === stop || char === '$' || char === '<' || char === options.escape) return false;
  if (char === "'" || char === '"') return options.plainQuotes === true && !space;
  return isSpace(text.charCodeAt(at)) === space;
}

function readEscape(run: Run, out: Assembly, words: Words | undefined): void {
  const from = run.rawEscapes ? run.at : run.at + 1;
  const to = Math.min(run.text.length, run.at + 2);
  appendSlice(out, run.input, from, to);
  if (words !== undefined && to > from) appendSlice(wordOf(words), run.input, from, to);
  run.at = to;
}

/** `<<` holds on to the blanks behind it: `<< EOF` is one word. */
function readArrow(run: Run, out: Assembly, words: Words | undefined): void {
  const from = run.at;
  run.at += 1;
  if (run.text[run.at] === '<') {
    run.at += 1;
    while (/[\t\r ]/.test(run.text.charAt(run.at))) run.at += 1;
  }
  appendSlice(out, run.input, from, run.at);
  if (words !== undefined) appendSlice(wordOf(words), run.input, from, run.at);
}

function readVariable(run: Run, out: Assembly, words: Words | undefined): void {
  const from = run.at;
  const value = readDollar(run);
  const span = spanOf(run.input, from, run.at);
  appendMade(out, value, span);
  if (words === undefined) return;
  for (const part of value.split(/([\s\u0085]+)/)) {
    if (part === '') continue;
    if (isSpace(part.charCodeAt(0))) endWord(words);
    else appendMade(wordOf(words), part, span);
  }
}

function readSingle(run: Run): Assembly {
  const out: Assembly = { text: '', segments: [] };
  const end = run.text.indexOf("'", run.at + 1);
  if (end === -1) {
    run.error = 'unexpected end of statement while looking for matching single-quote';
    run.at = run.text.length;
    return out;
  }
  const raw = run.options.rawQuotes === true ? 0 : 1;
  appendSlice(out, run.input, run.at + raw, end + 1 - raw);
  run.at = end + 1;
  return out;
}

function readDouble(run: Run): Assembly {
  const out: Assembly = { text: '', segments: [] };
  const raw = run.options.rawQuotes === true;
  if (raw) appendSlice(out, run.input, run.at, run.at + 1);
  run.at += 1;
  while (run.at < run.text.length && run.error === undefined) {
    const char = run.text[run.at];
    if (char === '"') {
      if (raw) appendSlice(out, run.input, run.at, run.at + 1);
      run.at += 1;
      return out;
    }
    if (char === '$') readVariable(run, out, undefined);
    else if (char === run.options.escape) readQuotedEscape(run, out);
    else readQuotedText(run, out);
  }
  run.error ??= 'unexpected end of statement while looking for matching double-quote';
  return out;
}

function readQuotedText(run: Run, out: Assembly): void {
  const from = run.at;
  const { escape } = run.options;
  while (run.at < run.text.length) {
    const char = run.text[run.at];
    if (char === '"' || char === '$' || char === escape) break;
    run.at += 1;
  }
  appendSlice(out, run.input, from, run.at);
}

/** Inside double quotes only `"`, `$` and the escape character itself lose their meaning; before others it stays. */
function readQuotedEscape(run: Run, out: Assembly): void {
  const next = run.text[run.at + 1];
  const { escape } = run.options;
  if (next === undefined) {
    if (run.rawEscapes) appendSlice(out, run.input, run.at, run.at + 1);
    run.at += 1;
    return;
  }
  const drops = next === '"' || next === '$' || next === escape;
  if (run.rawEscapes) appendSlice(out, run.input, run.at, run.at + 1);
  if (drops) appendSlice(out, run.input, run.at + 1, run.at + 2);
  else appendSlice(out, run.input, run.at, run.at + 1);
  run.at += drops ? 2 : 1;
}

function join(run: Run, out: Assembly, part: Assembly): void {
  if (part.text === '') return;
  appendSlice(out, assembled(part, sourceAt(run.input, 0)), 0, part.text.length);
}

function wordOf(words: Words): Assembly {
  words.current ??= { text: '', segments: [] };
  return words.current;
}

/** Quotes around nothing make no word. */
function endWord(words: Words): void {
  if (words.current !== undefined && words.current.text !== '') words.done.push(words.current);
  words.current = undefined;
}

/** Most words hold nothing special. */
export function isPlain(text: string, escape: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '$' || char === '"' || char === "'" || char === '<' || char === escape)
      return false;
    if (isSpace(text.charCodeAt(at))) return false;
  }
  return true;
}

function plainWords(input: MappedText): readonly MappedText[] {
  return input.text === '' ? [] : [input];
}
