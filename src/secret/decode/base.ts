import type { Span } from '../expression.ts';
import { runsOf } from './runs.ts';
import { endOfWrapped } from './wrapped.ts';

/** Bytes that stood encoded in others, and where. */
export interface Decoded extends Span {
  readonly bytes: Buffer;
  readonly decoder: string;
  /** Where a byte of `bytes` came from; absent where only the whole run has a place. */
  readonly origin?: (offset: number) => number;
}

const shortestRun = 20;
const shortestHex = 40;
const largestRun = 1 << 20;

const base64Set = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_');
const hexSet = tableOf('0123456789abcdefABCDEF');
const values = valuesOf();

/** Base64, base64url and hex in `bytes` that give text or a known kind of data; rubbish is left out by its first bytes. */
export function* decodeBases(bytes: Buffer, span: Span): Iterable<Decoded> {
  let done = span.start;
  for (const run of runsOf(bytes, base64Set, shortestRun, span)) {
    if (run.start < done) continue;
    const end = Math.min(run.end, run.start + largestRun);
    if (isHex(bytes, run.start, end)) {
      const decoded = hexOf(bytes, run.start, end);
      if (decoded !== undefined) yield { ...decoded, start: run.start, end };
      continue;
    }
    for (const start of startsOf(bytes, run.start, end)) {
      if (!looksEncoded(bytes, start, end)) continue;
      // Lines that are wrapped are read as one.
      done = start === run.start ? endOfWrapped(bytes, run, base64Set, largestRun) : end;
      const stop = Math.max(end, done);
      const text = bytes.toString('latin1', start, stop);
      yield { bytes: Buffer.from(text, 'base64'), decoder: 'base64', start, end: stop };
      break;
    }
  }
}

/** A run may begin with a path or a name: what stands behind its last `/`, `_` or `-` may be the encoded part. */
function startsOf(bytes: Buffer, start: number, end: number): readonly number[] {
  const starts = [start];
  const last = Math.min(end - shortestRun, start + 64);
  for (let at = start; at < last && starts.length < 4; at += 1) {
    const byte = bytes[at];
    if (byte === 0x2f || byte === 0x5f || byte === 0x2d) starts.push(at + 1);
  }
  return starts;
}

/** Whether the first bytes that would come out are printable, or begin data that we unpack. */
function looksEncoded(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < shortestRun) return false;
  let seen = 0;
  for (let at = start; at + 4 <= end && seen < 12; at += 4) {
    const a = values[bytes[at] as number] as number;
    const b = values[bytes[at + 1] as number] as number;
    const c = values[bytes[at + 2] as number] as number;
    const d = values[bytes[at + 3] as number] as number;
    const first = (a << 2) | (b >> 4);
    const second = ((b & 15) << 4) | (c >> 2);
    if (at === start && isMagic(first, second)) return true;
    if (!isText(first) || !isText(second) || !isText(((c & 3) << 6) | d))
      return at === start && isWide(first, second);
    seen += 3;
  }
  return true;
}

/** gzip, zlib, zstd, ZIP. */
function isMagic(first: number, second: number): boolean {
  if (first === 0x1f && second === 0x8b) return true;
  if (first === 0x50 && second === 0x4b) return true;
  return (
    (first === 0x78 && (second === 0x9c || second === 0xda || second === 0x01)) ||
    (first === 0x28 && second === 0xb5)
  );
}

/** UTF-16 with or without its mark: PowerShell encodes its commands so. */
function isWide(first: number, second: number): boolean {
  return (isText(first) && second === 0) || (first === 0xff && second === 0xfe);
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 10 || byte === 13 || byte === 9;
}

function isHex(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (hexSet[bytes[at] as number] === 0) return false;
  return true;
}

function hexOf(
  bytes: Buffer,
  start: number,
  end: number,
): Pick<Decoded, 'bytes' | 'decoder'> | undefined {
  if (end - start < shortestHex || (end - start) % 2 === 1) return undefined;
  const head = Buffer.from(bytes.toString('latin1', start, start + 24), 'hex');
  if (!head.every(isText)) return undefined;
  return { bytes: Buffer.from(bytes.toString('latin1', start, end), 'hex'), decoder: 'hex' };
}

function tableOf(chars: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const char of chars) set[char.charCodeAt(0)] = 1;
  return set;
}

function valuesOf(): Uint8Array {
  const out = new Uint8Array(256);
  const chars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let at = 0; at < chars.length; at += 1) out[chars.charCodeAt(at)] = at;
  out[0x2d] = 62;
  out[0x5f] = 63;
  return out;
}
