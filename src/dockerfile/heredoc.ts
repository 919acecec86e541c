import { lex } from './lexer.ts';
import { lineCount, lineSpan } from './logical-line.ts';
import {
  type Assembly,
  appendSlice,
  assembled,
  type MappedText,
  spanOf,
  verbatim,
} from './mapped-text.ts';
import type { SourceText, Span } from './source-text.ts';
import type { Heredoc } from './tree.ts';

/** A word `<<NAME`: what it announces. */
export interface HeredocWord {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly descriptor: number;
}

/** The heredoc that a word announces, if it does. The name is one word of the shell, always with the backslash. */
export function heredocWord(word: string): HeredocWord | undefined {
  const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word);
  const [, descriptor = '', dash, rest = ''] = match ?? [];
  if (match === null || rest === '') return undefined;
  const options = { escape: '\\', lookup: nothing, keepUnset: true } as const;
  const [name, ...more] = lex(verbatim(rest, 0), options).words;
  if (name === undefined || more.length > 0) return undefined;
  const raw = lex(verbatim(rest, 0), { ...options, rawQuotes: true }).words[0];
  return {
    name: name.text,
    expand: quotes(name.text) === quotes(raw?.text ?? ''),
    chomp: dash === '-',
    descriptor: Number(descriptor.slice(0, 6)),
  };
}

/** The heredocs that a logical line announces, in order. */
export function heredocWords(
  line: MappedText,
): readonly { readonly word: HeredocWord; readonly span: Span }[] {
  if (!line.text.includes('<<')) return [];
  const { words, error } = lex(line, {
    escape: '\\',
    lookup: nothing,
    rawQuotes: true,
    rawEscapes: true,
    keepUnset: true,
  });
  // BuildKit ignores words that it cannot read here; the shell will complain.
  if (error !== undefined) return [];
  return words.flatMap((text) => {
    const word = heredocWord(text.text);
    return word === undefined ? [] : [{ word, span: spanOf(text) }];
  });
}

/** Where lines of a text stand, so that a missing terminator is not looked for again and again. */
export interface LineIndex {
  /** Line without its break → last line that reads so; made when the first terminator was missing. */
  last: Map<string, number> | undefined;
}

/** Reads the lines of a heredoc from `line` on; `next` is the line behind its terminator. */
export function readHeredoc(
  source: SourceText,
  line: number,
  announced: { readonly word: HeredocWord; readonly span: Span },
  index: LineIndex,
): { readonly heredoc: Heredoc; readonly next: number } {
  const { word, span } = announced;
  const end = terminatorLine(source, line, { word, index });
  const to = end ?? nextInstruction(source, line);
  const contentSpan = {
    start: source.lineStarts[line] ?? source.text.length,
    end: source.lineStarts[to] ?? source.text.length,
  };
  const content = contentOf(source, { line, to, contentSpan, chomp: word.chomp });
  const heredoc = { ...word, span, content, contentSpan };
  if (end === undefined) return { heredoc, next: to };
  return { heredoc: { ...heredoc, terminatorSpan: lineSpan(source, end) }, next: end + 1 };
}

function terminatorLine(
  source: SourceText,
  from: number,
  { word, index }: { readonly word: HeredocWord; readonly index: LineIndex },
): number | undefined {
  const { name, chomp } = word;
  if (index.last !== undefined && (index.last.get(name) ?? -1) < from) return undefined;
  const total = lineCount(source);
  for (let line = from; line < total; line += 1) {
    const text = textOfLine(source, line);
    if (text === name || (chomp && withoutTabs(text) === name)) return line;
  }
  index.last ??= indexLines(source);
  return undefined;
}

function indexLines(source: SourceText): Map<string, number> {
  const last = new Map<string, number>();
  for (let line = 0; line < lineCount(source); line += 1) {
    const text = textOfLine(source, line);
    if (text.length > 256) continue;
    last.set(text, line);
    last.set(withoutTabs(text), line);
  }
  return last;
}

/** Where to go on when a heredoc does not end: the next line that begins like an instruction in capitals. */
function nextInstruction(source: SourceText, from: number): number {
  const total = lineCount(source);
  let line = from;
  while (
    line < total &&
    !instructionLine.test(
      source.text.slice(source.lineStarts[line], (source.lineStarts[line] ?? 0) + 13),
    )
  )
    line += 1;
  return line;
}

const instructionLine =
  /^(?:FROM|RUN|CMD|LABEL|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|HEALTHCHECK|SHELL)[ \t]/;

function contentOf(
  source: SourceText,
  {
    line,
    to,
    contentSpan,
    chomp,
  }: {
    readonly line: number;
    readonly to: number;
    readonly contentSpan: Span;
    readonly chomp: boolean;
  },
): MappedText {
  const { start, end } = contentSpan;
  const whole = source.text.slice(start, end);
  if (!chomp) return verbatim(whole, start);
  const out: Assembly = { text: '', segments: [] };
  const input = verbatim(source.text, 0);
  for (let at = line; at < to; at += 1) {
    let from = source.lineStarts[at] ?? end;
    while (source.text[from] === '\t') from += 1;
    appendSlice(out, input, from, source.lineStarts[at + 1] ?? end);
  }
  return assembled(out, start);
}

function textOfLine(source: SourceText, line: number): string {
  const { start, end } = lineSpan(source, line);
  return source.text.slice(start, end);
}

function withoutTabs(text: string): string {
  let at = 0;
  while (text[at] === '\t') at += 1;
  return text.slice(at);
}

function quotes(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}

function nothing(): undefined {
  return undefined;
}
