import type { Span } from './source-text.ts';

/**
 * Text made from a source text, with the place that each part came from: lines joined at continuations, quotes dropped,
 * variables replaced.
 */
export interface MappedText {
  readonly text: string;
  /** In the order of `at`, without holes: a part reaches to the next one, the last to the end of `text`. Never empty. */
  readonly segments: readonly Segment[];
}

/** A part of a text that stands at `source` in the source text, `length` characters of it. */
interface Segment {
  /** Where the part begins in the text. */
  readonly at: number;
  readonly source: number;
  /** Characters of the source text that it was made from; the characters correspond one to one where `verbatim`. */
  readonly length: number;
  readonly verbatim: boolean;
}

/** Text that stands in the source as it is. */
export function verbatim(text: string, source: number): MappedText {
  return { text, segments: [{ at: 0, source, length: text.length, verbatim: true }] };
}

/** The place in the source that characters `from` to `to` (excluded) of a text came from. */
export function spanOf(mapped: MappedText, from = 0, to = mapped.text.length): Span {
  const start = sourceAt(mapped, from);
  if (to <= from) return { start, end: start };
  const index = segmentAt(mapped, to - 1);
  const last = mapped.segments[index];
  if (last === undefined) return { start, end: start };
  const end = last.verbatim ? last.source + (to - last.at) : last.source + last.length;
  return { start, end: Math.max(start, end) };
}

/** Offset in the source of a character of a text. */
export function sourceAt(mapped: MappedText, at: number): number {
  const segment = mapped.segments[segmentAt(mapped, at)];
  if (segment === undefined) return 0;
  return segment.verbatim ? segment.source + (at - segment.at) : segment.source;
}

/** A part of a text, still with its places. */
export function slice(mapped: MappedText, from: number, to = mapped.text.length): MappedText {
  const text = mapped.text.slice(from, to);
  const first = segmentAt(mapped, from);
  const segments: Segment[] = [];
  for (let index = first; index < mapped.segments.length; index += 1) {
    const segment = mapped.segments[index];
    if (segment === undefined || (index > first && segment.at >= to)) break;
    const skipped = Math.max(0, from - segment.at);
    const end = Math.min(to, mapped.segments[index + 1]?.at ?? mapped.text.length);
    const length = segment.verbatim ? Math.max(0, end - segment.at - skipped) : segment.length;
    const source = segment.verbatim ? segment.source + skipped : segment.source;
    segments.push({
      at: Math.max(0, segment.at - from),
      source,
      length,
      verbatim: segment.verbatim,
    });
  }
  return { text, segments };
}

/** Texts one after another. */
export function concat(parts: readonly MappedText[]): MappedText {
  const segments: Segment[] = [];
  let text = '';
  for (const part of parts) {
    for (const segment of part.segments)
      segments.push({ ...segment, at: segment.at + text.length });
    text += part.text;
  }
  return { text, segments };
}

/** Index of the segment in which a character lies. */
function segmentAt({ segments }: MappedText, at: number): number {
  if (segments.length === 1) return 0;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A text in the making. */
export interface Assembly {
  text: string;
  readonly segments: { at: number; source: number; length: number; verbatim: boolean }[];
}

/** Adds characters `from` to `to` (excluded) of a text as they are. */
export function appendSlice(assembly: Assembly, input: MappedText, from: number, to: number): void {
  if (to <= from) return;
  const only = input.segments.length === 1 ? input.segments[0] : undefined;
  if (only?.verbatim === true) {
    appendPart(assembly, input.text.slice(from, to), only.source + (from - only.at));
    return;
  }
  const part = slice(input, from, to);
  for (const [index, { at, source, length, verbatim: same }] of part.segments.entries()) {
    const text = part.text.slice(at, part.segments[index + 1]?.at ?? part.text.length);
    if (same) appendPart(assembly, text, source);
    else appendMade(assembly, text, { start: source, end: source + length });
  }
}

/** Adds text that stands for a stretch of the source. */
export function appendMade(assembly: Assembly, text: string, { start, end }: Span): void {
  if (text === '') return;
  const length = end - start;
  assembly.segments.push({ at: assembly.text.length, source: start, length, verbatim: false });
  assembly.text += text;
}

/** The text as it is now; an empty one stands at `source`. */
export function assembled({ text, segments }: Assembly, source: number): MappedText {
  if (segments.length > 0) return { text, segments };
  return { text, segments: [{ at: 0, source, length: 0, verbatim: true }] };
}

function appendPart(assembly: Assembly, text: string, source: number): void {
  const last = assembly.segments.at(-1);
  if (last?.verbatim === true && last.source + last.length === source) last.length += text.length;
  else
    assembly.segments.push({
      at: assembly.text.length,
      source,
      length: text.length,
      verbatim: true,
    });
  assembly.text += text;
}
