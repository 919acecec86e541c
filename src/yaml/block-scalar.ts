import { type Extent, type Header, measure, readHeader } from './block-scalar-extent.ts';
import { isBlank } from './character.ts';
import { fold } from './plain-scalar.ts';
import type { Reader } from './reader.ts';
import { type ScalarPart, TextBuilder } from './scalar.ts';

/** A literal or folded scalar below a parent in column `indent` (YAML 1.2.2, section 8.1). */
export function blockScalar(reader: Reader, indent: number): ScalarPart {
  const start = reader.pos;
  const header = readHeader(reader);
  const extent = measure(reader, indent, header);
  const builder = new TextBuilder(reader.text);
  builder.mark(reader.source.starts[extent.first] ?? reader.text.length);
  if (header.style === 'literal') addLiteral(reader, builder, extent);
  else addFolded(reader, builder, extent);
  chomp(reader, builder, header, extent);
  const last = header.chomping === 'keep' ? extent.end : extent.textEnd;
  const end = last > extent.first ? (reader.source.ends[last - 1] ?? 0) : reader.pos;
  reader.toLine(Math.max(extent.end - 1, reader.line));
  reader.pos = reader.lineEnd;
  reader.lastEnd = end;
  return { text: builder.text, style: header.style, segments: builder.segments, start, end };
}

function addLiteral(reader: Reader, builder: TextBuilder, extent: Extent): void {
  for (let line = extent.first; line < extent.textEnd; line += 1) {
    if (line > extent.first) builder.piece('\n', reader.source.ends[line - 1] ?? 0);
    addLine(reader, builder, line, extent.column);
  }
}

function addLine(reader: Reader, builder: TextBuilder, line: number, column: number): void {
  const { starts, ends } = reader.source;
  builder.run((starts[line] ?? 0) + column, ends[line] ?? 0);
}

/** Breaks between lines of text fold to a blank; those around empty and further indented lines do not (section 8.1.3). */
function addFolded(reader: Reader, builder: TextBuilder, extent: Extent): void {
  const { starts, ends } = reader.source;
  let last = -1;
  let wasSpaced = false;
  for (let line = extent.first; line < extent.textEnd; line += 1) {
    const start = (starts[line] ?? 0) + extent.column;
    if (start >= (ends[line] ?? 0)) continue;
    const isSpaced = isBlank(reader.text.charCodeAt(start));
    if (last < 0) addBreaks(builder, ends, extent.first, line);
    else if (wasSpaced || isSpaced) addBreaks(builder, ends, last, line);
    else fold(builder, ends, last, line);
    addLine(reader, builder, line, extent.column);
    wasSpaced = isSpaced;
    last = line;
  }
}

function addBreaks(builder: TextBuilder, ends: Uint32Array, from: number, to: number): void {
  for (let line = from; line < to; line += 1) builder.piece('\n', ends[line] ?? 0);
}

function chomp(reader: Reader, builder: TextBuilder, header: Header, extent: Extent): void {
  const { starts, ends } = reader.source;
  const hasText = extent.textEnd > extent.first;
  const from = hasText ? extent.textEnd - 1 : extent.first;
  const to = { keep: extent.end, clip: hasText ? from + 1 : from, strip: from }[header.chomping];
  addBreaks(builder, ends, from, to);
  const end = hasText ? ends[from] : starts[from];
  builder.mark((to > from ? starts[to] : end) ?? reader.text.length);
}
