import { skipSpace } from './characters.ts';
import { type Assembly, appendSlice, assembled, type MappedText, verbatim } from './mapped-text.ts';
import type { SourceText, Span } from './source-text.ts';

/** An instruction's lines put together, heredocs not included. */
export interface LogicalLine {
  /** Continuations joined; not trimmed at the end. */
  readonly text: MappedText;
  readonly firstLine: number;
  /** The last line that was read for it. */
  readonly lastLine: number;
  /** Lines in between that are comments. */
  readonly comments: readonly number[];
  /** Lines in between that are blank. */
  readonly blanks: readonly number[];
}

/** Characters of a line without its line break. */
export function lineSpan({ text, lineStarts }: SourceText, line: number): Span {
  const start = lineStarts[line] ?? text.length;
  let end = lineStarts[line + 1] ?? text.length;
  while (end > start && isBreak(text.charCodeAt(end - 1))) end -= 1;
  return { start: line === 0 && text.charCodeAt(0) === 0xfeff ? start + 1 : start, end };
}

/** Offset of the `#` when the line is a comment. */
export function commentStart(source: SourceText, { start, end }: Span): number | undefined {
  const at = skipSpace(source.text, start, end);
  return at < end && source.text[at] === '#' ? at : undefined;
}

/** Reads the lines of an instruction from `line` on, which is neither blank nor a comment. */
export function readLogicalLine(source: SourceText, line: number, escape: '\\' | '`'): LogicalLine {
  const { text } = source;
  const span = lineSpan(source, line);
  const start = skipSpace(text, span.start, span.end);
  const end = continuation(text, { start, end: span.end }, escape);
  if (end === undefined) {
    const whole = verbatim(text.slice(start, span.end), start);
    return { text: whole, firstLine: line, lastLine: line, comments: [], blanks: [] };
  }
  const parts: Assembly = { text: '', segments: [] };
  const input = verbatim(text, 0);
  appendSlice(parts, input, start, end);
  const rest = readContinued(source, line + 1, { input, parts, escape });
  return { text: assembled(parts, start), firstLine: line, ...rest };
}

function readContinued(
  source: SourceText,
  from: number,
  {
    input,
    parts,
    escape,
  }: { readonly input: MappedText; readonly parts: Assembly; readonly escape: '\\' | '`' },
): Pick<LogicalLine, 'lastLine' | 'comments' | 'blanks'> {
  const comments: number[] = [];
  const blanks: number[] = [];
  let line = from;
  for (; line < lineCount(source); line += 1) {
    const span = lineSpan(source, line);
    if (commentStart(source, span) !== undefined) comments.push(line);
    else if (skipSpace(source.text, span.start, span.end) === span.end) blanks.push(line);
    else {
      const end = continuation(source.text, span, escape);
      appendSlice(parts, input, span.start, end ?? span.end);
      if (end === undefined) return { lastLine: line, comments, blanks };
    }
  }
  return { lastLine: line - 1, comments, blanks };
}

/** Lines of a file; the empty one behind the last line break does not count. */
export function lineCount({ text, lineStarts }: SourceText): number {
  return lineStarts.at(-1) === text.length ? lineStarts.length - 1 : lineStarts.length;
}

/** Where the text of a line ends when it goes on in the next one. */
function continuation(text: string, { start, end }: Span, escape: string): number | undefined {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  if (at === start || text[at - 1] !== escape) return undefined;
  return at - 1 > start && text[at - 2] === escape ? undefined : at - 1;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}
