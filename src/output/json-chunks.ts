import { formatJson, isRecord } from '#kit/json.ts';

type Order = 'as-given' | 'sorted';

/**
 * How deep objects are written piece by piece; below that one is one piece of text. A report is flat, and fewer pieces are
 * made faster; other formats have their long lists further down.
 */
const streamedDepth: Readonly<Record<Order, number>> = { sorted: 3, 'as-given': 5 };

/** Pieces are gathered to about this many characters: one write for each token would cost more than making it. */
const pieceLength = 16_384;

/**
 * JSON text for people, indented by two, in pieces: a report of any size is never one string. Keys stand in the order given
 * when `order` is `as-given`, sorted at every level when it is `sorted`. Arrays may be iterables that make their elements
 * when asked. Ends with a line feed.
 */
export function* jsonChunks(value: unknown, order: Order = 'as-given'): Generator<string> {
  let piece = '';
  for (const part of chunks(value, 0, order)) {
    piece += part;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* chunks(value: unknown, depth: number, order: Order): Generator<string> {
  if (isIterableObject(value)) {
    yield* list(value, depth, order);
    return;
  }
  if (isRecord(value) && depth < streamedDepth[order]) {
    yield* fields(value, depth, order);
    return;
  }
  yield whole(value, depth, order);
}

function* list(items: Iterable<unknown>, depth: number, order: Order): Generator<string> {
  const margin = '  '.repeat(depth + 1);
  let empty = true;
  for (const item of items) {
    yield empty ? `[\n${margin}` : `,\n${margin}`;
    empty = false;
    yield* chunks(item, depth + 1, order);
  }
  yield empty ? '[]' : `\n${'  '.repeat(depth)}]`;
}

function* fields(
  record: Readonly<Record<string, unknown>>,
  depth: number,
  order: Order,
): Generator<string> {
  const margin = '  '.repeat(depth + 1);
  const present = Object.keys(record).filter((key) => record[key] !== undefined);
  if (order === 'sorted') present.sort();
  for (const [index, key] of present.entries()) {
    yield `${index === 0 ? '{' : ','}\n${margin}${JSON.stringify(key)}: `;
    yield* chunks(record[key], depth + 1, order);
  }
  yield present.length === 0 ? '{}' : `\n${'  '.repeat(depth)}}`;
}

/** Line feeds in JSON text stand only between tokens, so indenting by replacing them is safe. */
function whole(value: unknown, depth: number, order: Order): string {
  const text = order === 'sorted' ? formatJson(value, 2) : JSON.stringify(value, undefined, 2);
  return text.replaceAll('\n', `\n${'  '.repeat(depth)}`);
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
