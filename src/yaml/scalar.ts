import type { SourceRange } from '#model/source-range.ts';
import { resolvePlain, resolveTagged } from './core-schema.ts';
import type { SourcePlace, YamlScalar } from './node.ts';
import type { Source } from './source.ts';

/**
 * Where a text stands in the source: pairs of an index in the text and its index in the source, in order; from each pair
 * on both go forward together. One number is the pair (0, number).
 */
type Segments = number | readonly number[];

/** The content of a scalar, from index `start` to `end` of the source with quotes or header. */
export interface ScalarPart {
  readonly text: string;
  readonly style: YamlScalar['style'];
  readonly segments: Segments;
  readonly start: number;
  readonly end: number;
}

/** A scalar that finds the place of each character of its text. */
export class Scalar implements YamlScalar {
  readonly kind = 'scalar';
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly style: YamlScalar['style'];
  readonly range: SourceRange;
  readonly anchor?: string;
  readonly tag?: string;
  readonly #source: Source;
  readonly #part: ScalarPart;

  constructor(source: Source, part: ScalarPart, anchor?: string, tag?: string) {
    this.text = part.text;
    this.style = part.style;
    this.range = source.range(part.start, part.end);
    if (anchor !== undefined) this.anchor = anchor;
    if (tag !== undefined) this.tag = tag;
    if (tag !== undefined) this.value = resolveTagged(part.text, tag);
    else this.value = part.style === 'plain' ? resolvePlain(part.text) : part.text;
    this.#source = source;
    this.#part = part;
  }

  placeOf(index: number): SourcePlace {
    const at = Math.min(Math.max(index, 0), this.text.length);
    return this.#source.placeAt(indexIn(this.#part.segments, at));
  }

  /** The same scalar with properties. */
  with(anchor: string | undefined, tag: string | undefined): Scalar {
    return new Scalar(this.#source, this.#part, anchor, tag);
  }
}

function indexIn(segments: Segments, index: number): number {
  if (typeof segments === 'number') return segments + index;
  let low = 0;
  let high = segments.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((segments[2 * middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return (segments[2 * low + 1] ?? 0) + index - (segments[2 * low] ?? 0);
}

/** Puts a text together from pieces of the source. */
export class TextBuilder {
  text = '';
  readonly segments: number[] = [];
  readonly #source: string;
  #next = -1;

  constructor(source: string) {
    this.#source = source;
  }

  /** Adds the source from `start` to `end`. */
  run(start: number, end: number): void {
    if (end > start) this.piece(this.#source.slice(start, end), start);
  }

  /** Adds text that stands for what is at `start` of the source. */
  piece(text: string, start: number): void {
    if (start !== this.#next) this.mark(start);
    this.text += text;
    this.#next = start + text.length;
  }

  /** The text goes on, or ends, at `start` of the source. */
  mark(start: number): void {
    this.segments.push(this.text.length, start);
    this.#next = start;
  }
}
