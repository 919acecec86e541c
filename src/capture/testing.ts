import { eventKinds } from './event-kind.ts';

/** What stands in a parameter: numbers are written in the size of its type. */
type Written = number | bigint | string | Buffer | undefined;

/** One event of a capture to be made. */
export interface WrittenEvent {
  readonly type: string;
  /** A question; without it the answer. */
  readonly isEnter?: boolean;
  /** Parameters of the kind that is meant, as old kinds have fewer or others; without it the newest kind. */
  readonly kind?: number;
  readonly thread: number;
  readonly args: readonly Written[];
  /** Nanoseconds since the Unix epoch. */
  readonly time?: bigint;
}

const sizes: ReadonlyMap<number, number> = new Map([
  ...[1, 5, 19, 23, 24, 28, 44].map((type) => [type, 1] as const),
  ...[2, 6, 18, 22, 29, 45].map((type) => [type, 2] as const),
  ...[3, 7, 25, 30, 31, 32, 34, 42, 46, 47, 48].map((type) => [type, 4] as const),
  ...[4, 8, 11, 14, 15, 20, 21].map((type) => [type, 8] as const),
]);
const strings = new Set([9, 17, 43]);

/** A capture of these blocks, as Falco's library writes it. */
export function captureOf(...blocks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(0x1a2b3c4d, 0);
  header.writeUInt16LE(1, 4);
  header.writeUInt16LE(2, 6);
  header.fill(0xff, 8);
  return Buffer.concat([block(0x0a0d0d0a, header), ...blocks]);
}

/** A block with its two lengths, padded. */
export function block(number: number, body: Buffer): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  const length = padded.length + 12;
  return Buffer.concat([u32(number), u32(length), padded, u32(length)]);
}

/** An event block of today; with `isOld` one of the first version, without the count. */
export function eventBlock(event: WrittenEvent, isOld = false): Buffer {
  const number = event.kind ?? newestNumber(event);
  const kind = eventKinds[number];
  if (kind === undefined) throw new Error(`no kind ${number}`);
  const values = event.args.map((value, at) => encode(value, kind.parameters[at]?.type ?? 10));
  const lengths = values.map((value) => (kind.isLarge ? u32(value.length) : u16(value.length)));
  const header = Buffer.alloc(22);
  header.writeBigUInt64LE(event.time ?? 1_700_000_000_000_000_000n, 0);
  header.writeBigInt64LE(BigInt(event.thread), 8);
  header.writeUInt16LE(number, 20);
  const count = isOld ? [] : [u32(values.length)];
  const body = Buffer.concat([header, ...count, ...lengths, ...values]);
  body.writeUInt32LE(body.length, 16);
  return block(isOld ? 0x204 : kind.isLarge ? 0x221 : 0x216, Buffer.concat([u16(3), body]));
}

/** A process of a list; what is not said is that of an ordinary one. */
export interface WrittenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly thread?: number;
  readonly name: string;
  readonly exe?: string;
  readonly exePath?: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly uid?: number;
  readonly cgroups?: readonly string[];
  readonly loginUid?: number;
}

const listNumbers = [0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215];

/** A block of processes of one of the nine versions. */
export function processBlock(version: number, processes: readonly WrittenProcess[]): Buffer {
  const body = Buffer.concat(processes.map((process) => processEntry(version, process)));
  return block(listNumbers[version - 1] ?? 0, body);
}

function processEntry(version: number, process: WrittenProcess): Buffer {
  const { pid, parent, thread = pid, loginUid = 0xffffffff } = process;
  const parts = [
    i64(thread),
    i64(pid),
    i64(parent),
    since(6, version, i64(pid)),
    since(8, version, i64(pid)),
    ...image(version, process),
    ...ids(version, process),
  ];
  if (version < 9) return Buffer.concat(parts);
  const tail = [i64(0), u32(34816), u32(loginUid), Buffer.from([1])];
  const capabilities = [i64(1), i64(2), i64(3), Buffer.from([1]), i64(77), i64(5e9), i64(6e9)];
  const body = Buffer.concat([...parts, ...tail, ...capabilities, Buffer.from([0, 0]), i64(pid)]);
  return Buffer.concat([u32(body.length + 4), body]);
}

function image(version: number, process: WrittenProcess): readonly Buffer[] {
  const { name, exe = name, exePath = '', args = [], cwd = '/' } = process;
  const path = since(7, version, short(exePath));
  return [short(name), short(exe), path, short(ended(args)), short(cwd)];
}

function ids(version: number, process: WrittenProcess): readonly Buffer[] {
  const { pid, thread = pid, uid = 0, cgroups = [] } = process;
  return [
    i64(1024),
    u32(0),
    u32(uid),
    u32(uid),
    since(2, version, Buffer.alloc(28)),
    since(3, version, short('A=b\0')),
    since(4, version, Buffer.concat([i64(thread), i64(pid), short(ended(cgroups))])),
    since(5, version, short('/')),
  ];
}

function since(first: number, version: number, bytes: Buffer): Buffer {
  return version >= first ? bytes : Buffer.alloc(0);
}

function ended(texts: readonly string[]): string {
  return texts.map((text) => `${text}\0`).join('');
}

/** A connection as captures have it. */
export function connectionOf(
  source: string,
  sourcePort: number,
  destination: string,
  port: number,
): Buffer {
  return Buffer.concat([
    Buffer.from([2]),
    four(source),
    u16(sourcePort),
    four(destination),
    u16(port),
  ]);
}

/** An address as captures have it. */
export function addressOf(address: string, port: number): Buffer {
  return Buffer.concat([Buffer.from([2]), four(address), u16(port)]);
}

/** Four bytes of an address. */
export function four(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** Two bytes. */
export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** Four bytes. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Eight bytes. */
export function i64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

/** A byte string behind its length. */
export function short(text: string): Buffer {
  return Buffer.concat([u16(text.length), Buffer.from(text, 'latin1')]);
}

function encode(value: Written, type: number): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string')
    return Buffer.from(strings.has(type) ? `${value}\0` : value, 'latin1');
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)));
  return bytes.subarray(0, sizes.get(type) ?? 8);
}

function newestNumber({ type, isEnter = false }: WrittenEvent): number {
  // Questions are all of the past.
  return eventKinds.findLastIndex(
    (kind) =>
      kind.name === type && kind.isEnter === isEnter && !kind.isUnused && (isEnter || !kind.isOld),
  );
}
