import { char, isBlank, isFlowIndicator } from './character.ts';
import type { Reader } from './reader.ts';
import { type ScalarPart, TextBuilder } from './scalar.ts';

/**
 * Where plain text that begins at `from` stops on its line: at `: `, at the `#` of a comment, at a flow indicator when
 * `inFlow`, or at the end of the line. Blanks before it are included.
 */
export function plainStop(reader: Reader, from: number, inFlow: boolean): number {
  return inFlow ? flowStop(reader, from) : blockStop(reader, from);
}

function blockStop(reader: Reader, from: number): number {
  const { text, lineEnd } = reader;
  for (let at = from; at < lineEnd; at += 1) {
    const code = text.charCodeAt(at);
    if (code > char.colon) continue;
    if (code === char.colon && reader.isBlankAt(at + 1)) return at;
    if (code === char.hash && at > from && isBlank(text.charCodeAt(at - 1))) return at;
  }
  return lineEnd;
}

function flowStop(reader: Reader, from: number): number {
  const { text, lineEnd } = reader;
  for (let at = from; at < lineEnd; at += 1) {
    const code = text.charCodeAt(at);
    if (isFlowIndicator(code)) return at;
    if (code === char.colon && endsFlowKey(reader, at)) return at;
    if (code === char.hash && at > from && isBlank(text.charCodeAt(at - 1))) return at;
  }
  return lineEnd;
}

/** Plain text on one line, up to `stop`. */
export function plainLine(reader: Reader, stop: number): ScalarPart {
  const start = reader.pos;
  const end = trimmedEnd(reader.text, start, stop);
  reader.pos = stop;
  reader.lastEnd = end;
  return { text: reader.text.slice(start, end), style: 'plain', segments: start, start, end };
}

/**
 * Plain text that goes on over lines further right than column `indent`; `stop` is where its first line ends. Of one that
 * stops before its line does, nothing follows.
 */
export function plainText(
  reader: Reader,
  indent: number,
  inFlow: boolean,
  stop: number,
): ScalarPart {
  const first = plainLine(reader, stop);
  if (stop < reader.lineEnd) return first;
  const builder = new TextBuilder(reader.text);
  builder.run(first.start, first.end);
  let end = first.end;
  for (;;) {
    const home = reader.line;
    const stopped = goOn(reader, indent, inFlow);
    if (stopped === undefined) {
      reader.toLine(home);
      reader.pos = end > reader.lineStart ? reader.lineEnd : reader.lineStart;
      break;
    }
    fold(builder, reader.source.ends, home, reader.line);
    end = trimmedEnd(reader.text, reader.pos, stopped);
    builder.run(reader.pos, end);
    reader.pos = stopped;
    if (stopped < reader.lineEnd) break;
  }
  reader.lastEnd = end;
  if (builder.text.length === first.text.length) return first;
  builder.mark(end);
  return {
    text: builder.text,
    style: 'plain',
    segments: builder.segments,
    start: first.start,
    end,
  };
}

/** Adds what the breaks from line `from` to line `to` fold to: a blank, or one break less (YAML 1.2.2, section 6.5). */
export function fold(builder: TextBuilder, ends: Uint32Array, from: number, to: number): void {
  if (to === from + 1) builder.piece(' ', ends[from] ?? 0);
  for (let line = from + 1; line < to; line += 1) builder.piece('\n', ends[line] ?? 0);
}

/** Where the text before `end` stops when blanks are left out. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** Goes to the next line with text; gives where that stops, or `undefined` when the scalar does not go on there. */
function goOn(reader: Reader, indent: number, inFlow: boolean): number | undefined {
  do {
    if (!reader.nextLine()) return undefined;
    reader.skipBlanks();
  } while (reader.pos >= reader.lineEnd);
  if (reader.atComment() || reader.atMarker() || reader.spaces() <= indent) return undefined;
  const stop = plainStop(reader, reader.pos, inFlow);
  if (stop === reader.pos) return undefined;
  const isKey = !inFlow && reader.text.charCodeAt(stop) === char.colon && stop < reader.lineEnd;
  return isKey ? undefined : stop;
}

function endsFlowKey(reader: Reader, colon: number): boolean {
  return reader.isBlankAt(colon + 1) || isFlowIndicator(reader.text.charCodeAt(colon + 1));
}
