import type { EventArgument, SocketEnd } from '#model/runtime-event.ts';
import { family, ipv4Text, ipv6Text, isMapped } from './address.ts';

/** A parameter of an event as it was decoded. */
export interface DecodedParameter {
  readonly value: EventArgument;
  /** Of addresses and connections. */
  readonly socket?: SocketParameter;
}

/** The ends of a connection: `source` is this side when it sends, the other side when it receives. */
export interface SocketParameter {
  readonly kind: 'ipv4' | 'ipv6' | 'unix';
  readonly source?: SocketEnd;
  /** Alone in an address. */
  readonly destination?: SocketEnd;
  readonly path?: string;
}

type Decoder = (bytes: Buffer, name: string) => DecodedParameter | undefined;

const lists = new Set(['args', 'env', 'cgroups']);
const notAvailable = '<NA>';

/** Decodes a parameter of a numbered type; `undefined` for empty ones and for what cannot be told. */
export function decodeParameter(
  type: number,
  bytes: Buffer,
  name: string,
): DecodedParameter | undefined {
  return bytes.length === 0 ? undefined : decoders[type]?.(bytes, name);
}

const decoders: readonly (Decoder | undefined)[] = makeDecoders();

function makeDecoders(): readonly (Decoder | undefined)[] {
  const table: (Decoder | undefined)[] = Array.from({ length: 49 });
  for (const type of [1, 2, 3, 4, 11, 14, 15, 47, 48]) table[type] = signed;
  for (const type of [
    5, 6, 7, 8, 18, 19, 20, 21, 22, 23, 24, 28, 29, 30, 31, 32, 34, 42, 44, 45, 46,
  ])
    table[type] = unsigned;
  for (const type of [9, 17, 43]) table[type] = text;
  for (const type of [35, 36]) table[type] = strings;
  table[10] = buffer;
  table[12] = address;
  table[13] = connection;
  table[16] = descriptors;
  table[25] = (bytes) => ({ value: bytes.some((byte) => byte !== 0) });
  table[26] = (bytes) => (bytes.length < 4 ? undefined : { value: ipv4Text(bytes) });
  table[27] = dynamic;
  table[33] = (bytes) => (bytes.length < 8 ? undefined : { value: bytes.readDoubleLE(0) });
  table[38] = (bytes) => (bytes.length < 16 ? undefined : { value: ipv6Text(bytes) });
  table[40] = (bytes) => ({ value: bytes.length < 16 ? ipv4Text(bytes) : ipv6Text(bytes) });
  return table;
}

function signed(bytes: Buffer): DecodedParameter {
  const size = Math.min(bytes.length, 8);
  return { value: size <= 6 ? bytes.readIntLE(0, size) : Number(wide(bytes, true)) };
}

function unsigned(bytes: Buffer): DecodedParameter {
  const size = Math.min(bytes.length, 8);
  return { value: size <= 6 ? bytes.readUIntLE(0, size) : Number(wide(bytes, false)) };
}

function wide(bytes: Buffer, isSigned: boolean): bigint {
  const padded = bytes.length < 8 ? Buffer.concat([bytes, Buffer.alloc(8 - bytes.length)]) : bytes;
  return isSigned ? padded.readBigInt64LE(0) : padded.readBigUInt64LE(0);
}

function text(bytes: Buffer): DecodedParameter | undefined {
  const end = bytes.indexOf(0);
  const value = bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
  return value === notAvailable ? undefined : { value };
}

function strings(bytes: Buffer): DecodedParameter {
  return { value: splitStrings(bytes.toString('latin1')) };
}

/** Strings that each end in NUL; the last one may lack it. */
export function splitStrings(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

function buffer(bytes: Buffer, name: string): DecodedParameter {
  return lists.has(name) ? strings(bytes) : { value: bytes.toString('latin1') };
}

/** A byte says which of several types it is; what is behind it tells as much by its length. */
function dynamic(bytes: Buffer): DecodedParameter | undefined {
  const rest = bytes.subarray(1);
  if (rest.length === 0) return undefined;
  return rest.length <= 8 ? signed(rest) : { value: rest.toString('latin1') };
}

/** A count of two bytes, then each descriptor with its events. */
function descriptors(bytes: Buffer): DecodedParameter {
  const value: string[] = [];
  for (let at = 2; at + 10 <= bytes.length; at += 10)
    value.push(`${bytes.readBigInt64LE(at)}:${bytes.readInt16LE(at + 8)}`);
  return { value };
}

function address(bytes: Buffer): DecodedParameter | undefined {
  const kind = bytes[0];
  const rest = bytes.subarray(1);
  if (kind === family.unix) return unixAddress(rest.toString('latin1'));
  const destination = kind === undefined ? undefined : endOf(kind, rest);
  if (destination === undefined) return undefined;
  const socket: SocketParameter = { kind: kindOf(kind, rest, undefined), destination };
  return { value: `${destination.address}:${destination.port}`, socket };
}

function unixAddress(raw: string): DecodedParameter {
  const path = untilNul(raw);
  return { value: path, socket: { kind: 'unix', path } };
}

function connection(bytes: Buffer): DecodedParameter | undefined {
  const kind = bytes[0] ?? 0;
  const rest = bytes.subarray(1);
  if (kind === family.unix) return unixConnection(rest);
  const size = kind === family.ipv4 ? 6 : 18;
  const source = endOf(kind, rest);
  const destination = rest.length < 2 * size ? undefined : endOf(kind, rest.subarray(size));
  if (source === undefined || destination === undefined) return undefined;
  const value = `${source.address}:${source.port}->${destination.address}:${destination.port}`;
  return { value, socket: { kind: kindOf(kind, rest, rest.subarray(size)), source, destination } };
}

/** Kernel addresses of both ends, then the path. */
function unixConnection(rest: Buffer): DecodedParameter | undefined {
  if (rest.length < 16) return undefined;
  const ends = [0, 8].map((at) => rest.readBigUInt64LE(at).toString(16));
  const path = untilNul(rest.toString('latin1', 16));
  const value = `${ends.join('->')}${path === '' ? '' : ` ${path}`}`;
  return { value, socket: { kind: 'unix', path } };
}

function endOf(kind: number, bytes: Buffer): SocketEnd | undefined {
  if (kind === family.ipv4 && bytes.length >= 6)
    return { address: ipv4Text(bytes), port: bytes.readUInt16LE(4) };
  if (kind === family.ipv6 && bytes.length >= 18)
    return { address: ipv6Text(bytes), port: bytes.readUInt16LE(16) };
  return undefined;
}

function kindOf(
  kind: number | undefined,
  first: Buffer,
  second: Buffer | undefined,
): 'ipv4' | 'ipv6' {
  if (kind === family.ipv4) return 'ipv4';
  return isMapped(first) && (second === undefined || isMapped(second)) ? 'ipv4' : 'ipv6';
}

function untilNul(raw: string): string {
  // An abstract name begins with a NUL.
  const end = raw.indexOf('\0', 1);
  return (end < 0 ? raw : raw.slice(0, end)).replace(
    /^\0/,
    raw.length > 1 && raw[1] !== '\0' ? '@' : '',
  );
}
