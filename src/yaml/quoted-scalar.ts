import { char, isBlank } from './character.ts';
import { readEscape } from './escape.ts';
import { fold, trimmedEnd } from './plain-scalar.ts';
import type { Reader } from './reader.ts';
import { type ScalarPart, TextBuilder } from './scalar.ts';

/**
 * Quoted text whose lines stand further right than column `indent`. Of one that does not end properly, what stands before
 * the first line further left is kept.
 */
export function quotedText(reader: Reader, indent: number): ScalarPart {
  const start = reader.pos;
  const quote = reader.text.charCodeAt(start);
  const style = quote === char.single ? 'single' : 'double';
  const stop = nextMark(reader, start + 1, quote);
  const isSimple =
    stop < reader.lineEnd &&
    reader.text.charCodeAt(stop) === quote &&
    (style === 'double' || reader.text.charCodeAt(stop + 1) !== quote);
  if (!isSimple) return new QuotedReader(reader, indent, quote).read();
  reader.pos = stop + 1;
  reader.lastEnd = reader.pos;
  const text = reader.text.slice(start + 1, stop);
  return { text, style, segments: start + 1, start, end: stop + 1 };
}

/** The next quote, backslash of double-quoted text, or end of the line. */
function nextMark(reader: Reader, from: number, quote: number): number {
  const { text, lineEnd } = reader;
  for (let at = from; at < lineEnd; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote || (code === char.backslash && quote === char.double)) return at;
  }
  return lineEnd;
}

class QuotedReader {
  readonly #reader: Reader;
  readonly #indent: number;
  readonly #quote: number;
  readonly #builder: TextBuilder;
  readonly #start: number;
  #hasWarned = false;

  constructor(reader: Reader, indent: number, quote: number) {
    this.#reader = reader;
    this.#indent = indent;
    this.#quote = quote;
    this.#start = reader.pos;
    this.#builder = new TextBuilder(reader.text);
  }

  read(): ScalarPart {
    const reader = this.#reader;
    reader.pos += 1;
    this.#builder.mark(reader.pos);
    let isOpen = true;
    while (isOpen) {
      const stop = nextMark(reader, reader.pos, this.#quote);
      isOpen = stop >= reader.lineEnd ? this.#break(true) : this.#mark(stop);
    }
    const style = this.#quote === char.single ? 'single' : 'double';
    reader.lastEnd = reader.pos;
    const { text, segments } = this.#builder;
    return { text, style, segments, start: this.#start, end: reader.pos };
  }

  /** A quote or backslash; false when the text ends there. */
  #mark(stop: number): boolean {
    const reader = this.#reader;
    this.#builder.run(reader.pos, stop);
    reader.pos = stop;
    if (reader.text.charCodeAt(stop) === char.backslash) return this.#backslash();
    if (this.#quote === char.single && reader.text.charCodeAt(stop + 1) === char.single) {
      this.#builder.piece("'", stop);
      reader.pos = stop + 2;
      return true;
    }
    this.#builder.mark(stop);
    reader.pos = stop + 1;
    return false;
  }

  #backslash(): boolean {
    const reader = this.#reader;
    if (reader.pos + 1 >= reader.lineEnd) return this.#break(false);
    const { text, length } = readEscape(reader);
    this.#builder.piece(text, reader.pos);
    reader.pos += length;
    return true;
  }

  /** Goes to the next line with text; false when the scalar cannot go on there. Only a `folded` break leaves a blank. */
  #break(folded: boolean): boolean {
    const reader = this.#reader;
    const home = reader.line;
    const stop = folded ? trimmedEnd(reader.text, reader.pos, reader.lineEnd) : reader.pos;
    this.#builder.run(reader.pos, stop);
    do {
      if (!reader.nextLine() || reader.atMarker()) return this.#unclosed(home);
      reader.skipBlanks();
    } while (reader.pos >= reader.lineEnd);
    if (reader.spaces() <= this.#indent && !this.#mayStandLeft()) return this.#unclosed(home);
    if (folded || reader.line > home + 1)
      fold(this.#builder, reader.source.ends, home, reader.line);
    return true;
  }

  /** Many tools accept lines too far left; they are accepted when the quote is closed before anything odd comes. */
  #mayStandLeft(): boolean {
    if (this.#hasWarned) return true;
    const isClosed = closesWell(this.#reader, this.#quote);
    if (isClosed) this.#reader.problemHere('a line of quoted text is not indented enough');
    this.#hasWarned = isClosed;
    return isClosed;
  }

  #unclosed(line: number): false {
    const reader = this.#reader;
    reader.toLine(line);
    reader.pos = Math.max(reader.lineEnd, this.#start);
    this.#builder.mark(reader.pos);
    reader.problem('quoted text is not closed', this.#start, reader.pos);
    return false;
  }
}

/** Whether the next quote is followed by nothing, a comment or a flow indicator. */
function closesWell(reader: Reader, quote: number): boolean {
  const { text } = reader;
  let at = reader.pos;
  for (; at < text.length && text.charCodeAt(at) !== quote; at += 1)
    if (quote === char.double && text.charCodeAt(at) === char.backslash) at += 1;
  if (at >= text.length) return false;
  at += 1;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at >= text.length || '\r\n#,]}'.includes(text.charAt(at));
}
