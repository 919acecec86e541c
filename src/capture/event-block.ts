import { CaissonError } from '#kit/error.ts';
import type { EventArgument } from '#model/runtime-event.ts';
import { blockKinds } from './block.ts';
import { Cursor } from './cursor.ts';
import { type EventKind, eventKinds } from './event-kind.ts';
import { linuxValue } from './flag-value.ts';
import { decodeParameter, type SocketParameter } from './parameter.ts';

/** An event of a capture, decoded on its own: nothing of what came before is in it. */
export interface CapturedEvent {
  readonly kind: EventKind;
  readonly cpu: number;
  /** Nanoseconds since the Unix epoch. */
  readonly time: bigint;
  readonly thread: number;
  /** By the names of its own kind; flags as Linux numbers them. */
  readonly args: Map<string, EventArgument>;
  readonly sockets: Map<string, SocketParameter>;
}

const maxParameters = 64;
/** Captures of the first version tell a wrong length of these; nothing of them is used. */
const wrongLength = new Set(['notification', 'infra']);

/** Decodes an event block of any version; `undefined` for kinds that are newer than we are. Throws `input.malformed`. */
export function decodeEvent(block: number, body: Buffer): CapturedEvent | undefined {
  const { hasFlags, hasCount } = blockKinds.formOf(block);
  const cursor = new Cursor(body);
  const cpu = cursor.u16();
  if (hasFlags) cursor.skip(4);
  const start = cursor.at;
  const time = cursor.big();
  const thread = cursor.i64();
  const end = start + cursor.u32();
  const kind = eventKinds[cursor.u16()];
  const count = hasCount ? cursor.u32() : undefined;
  if (kind === undefined || (!hasCount && wrongLength.has(kind.name))) return undefined;
  if (end > body.length || end < cursor.at)
    throw new CaissonError(
      'input.malformed',
      'the capture has an event that is longer than its block',
    );
  const event = { kind, cpu, time, thread, args: new Map(), sockets: new Map() };
  const rest = body.subarray(cursor.at, end);
  const size = kind.isLarge ? 4 : 2;
  const lengths = readLengths(kind, rest, count, size);
  decodeAll(event, rest.subarray(lengths.length * size), lengths);
  return event;
}

function readLengths(
  kind: EventKind,
  rest: Buffer,
  count: number | undefined,
  size: number,
): readonly number[] {
  if (count === undefined) return guessLengths(kind, rest);
  return lengthsAt(rest, count, size);
}

function lengthsAt(rest: Buffer, count: number, size: number): readonly number[] {
  if (count > maxParameters || count * size > rest.length)
    throw new CaissonError('input.malformed', 'the capture has an event with too many parameters');
  return Array.from({ length: count }, (_, at) => rest.readUIntLE(at * size, size));
}

/** Old captures do not say how many parameters there are: it is the count whose lengths add up. */
function guessLengths(kind: EventKind, rest: Buffer): readonly number[] {
  for (let count = kind.parameters.length; count >= 0; count -= 1) {
    if (count * 2 > rest.length) continue;
    const lengths = lengthsAt(rest, count, 2);
    const total = lengths.reduce((sum, length) => sum + length, count * 2);
    if (total === rest.length) return lengths;
  }
  throw new CaissonError(
    'input.malformed',
    'the capture has an event whose parameters do not add up',
  );
}

function decodeAll(event: CapturedEvent, values: Buffer, lengths: readonly number[]): void {
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    if (at + length > values.length)
      throw new CaissonError(
        'input.malformed',
        'the capture has a parameter that is longer than its event',
      );
    const parameter = event.kind.parameters[index];
    const bytes = values.subarray(at, at + length);
    at += length;
    if (parameter === undefined) continue;
    const decoded = decodeParameter(parameter.type, bytes, parameter.name);
    if (decoded === undefined) continue;
    event.args.set(parameter.name, linuxValue(event.kind.name, parameter.name, decoded.value));
    if (decoded.socket) event.sockets.set(parameter.name, decoded.socket);
  }
}
