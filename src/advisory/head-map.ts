import { ByteReader, ByteWriter, damaged } from './bytes.ts';
import { readNumbers } from './decode.ts';
import { writeNumbers } from './encode.ts';

/**
 * Advisory heads are numbered in the order of their content, so numbers differ from build to build. `undefined`: the head is not
 * there any more.
 */
export type HeadMap = (old: number) => number | undefined;

/**
 * The facts of a package with other head numbers; `undefined` when one of its heads is gone. Throws `input.malformed`.
 */
export function renumber(blob: Uint8Array, map: HeadMap): Buffer | undefined {
  const input = new ByteReader(blob);
  input.bytes();
  input.list((inner) => inner.bytes().length);
  const start = input.position;
  const numbers: number[] = [];
  for (const old of readNumbers(input)) {
    const number = map(old);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  if (numbers.some((number, at) => number < (numbers[at - 1] ?? 0))) return undefined;
  const out = new ByteWriter();
  out.raw(blob.subarray(0, start));
  writeNumbers(numbers, out);
  out.raw(blob.subarray(input.position));
  return out.finish();
}

/** A head's feed is a number in the table of its segment: the same head for another table. Throws `input.malformed`. */
export function withFeeds(
  head: Uint8Array,
  from: readonly string[],
  to: ReadonlyMap<string, number>,
): Buffer | undefined {
  const input = new ByteReader(head);
  const feed = from[input.varint()];
  if (feed === undefined) throw damaged();
  const index = to.get(feed);
  if (index === undefined) return undefined;
  const out = new ByteWriter();
  out.varint(index);
  out.raw(head.subarray(input.position));
  return out.finish();
}

/** Positions in a table of feeds. */
export function indexOfFeeds(feeds: readonly string[]): ReadonlyMap<string, number> {
  return new Map(feeds.map((feed, index) => [feed, index]));
}
