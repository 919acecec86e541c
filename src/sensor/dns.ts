import { addressText, inet, inet6 } from './address.ts';

const headerBytes = 12;
const maxNameBytes = 255;
const maxLabels = 128;
const maxLabelBytes = 63;
const pointer = 0xc0;
/** A length that no label has. */
const invalid = 0x80;
const maxRecords = 64;
const typeNames: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [10, 'NULL'],
  [12, 'PTR'],
  [13, 'HINFO'],
  [15, 'MX'],
  [16, 'TXT'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [35, 'NAPTR'],
  [39, 'DNAME'],
  [41, 'OPT'],
  [43, 'DS'],
  [46, 'RRSIG'],
  [48, 'DNSKEY'],
  [52, 'TLSA'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
  [257, 'CAA'],
]);

/** A DNS message as far as it is of interest. Names are byte strings in lower case without the dot at the end. */
export interface DnsMessage {
  readonly id: number;
  readonly isAnswer: boolean;
  readonly code: number;
  readonly name: string;
  /** `A`, `AAAA`, `TXT`; `TYPE65280` where there is no name. */
  readonly type: string;
  /** Addresses, in canonical text. */
  readonly addresses: readonly string[];
  /** Names that the name asked for is an alias of, in order. */
  readonly aliases: readonly string[];
  /** The message ended before its records did. */
  readonly truncated: boolean;
}

/**
 * Reads a DNS message (RFC 1035 section 4) that a process sent or got: undefined when it is none. Compression loops, counts
 * and lengths are bounded; what is cut off is left out and told.
 */
export function parseDns(bytes: Uint8Array): DnsMessage | undefined {
  if (bytes.length < headerBytes || word(bytes, 4) !== 1) return undefined;
  const flags = word(bytes, 2);
  if (((flags >> 11) & 15) !== 0) return undefined;
  const question = readName(bytes, headerBytes);
  if (question === undefined || question.end + 4 > bytes.length) return undefined;
  const isAnswer = (flags & 0x8000) !== 0;
  const found = isAnswer ? readAnswers(bytes, question.end + 4) : noAnswers;
  const type = word(bytes, question.end);
  return {
    id: word(bytes, 0),
    isAnswer,
    code: flags & 15,
    name: question.name,
    type: typeNames.get(type) ?? `TYPE${type}`,
    ...found,
    truncated: found.truncated || (flags & 0x0200) !== 0,
  };
}

interface Answers {
  readonly addresses: readonly string[];
  readonly aliases: readonly string[];
  readonly truncated: boolean;
}
const noAnswers: Answers = { addresses: [], aliases: [], truncated: false };

function readAnswers(bytes: Uint8Array, from: number): Answers {
  const count = word(bytes, 6);
  const addresses: string[] = [];
  const aliases: string[] = [];
  let at = from;
  let read = 0;
  while (read < Math.min(count, maxRecords)) {
    const record = readRecord(bytes, at);
    if (record === undefined) break;
    if (record.address !== undefined) addresses.push(record.address);
    if (record.alias !== undefined) aliases.push(record.alias);
    at = record.end;
    read += 1;
  }
  return { addresses, aliases, truncated: read < count };
}

interface AnswerRecord {
  readonly end: number;
  readonly address?: string;
  readonly alias?: string;
}

function readRecord(bytes: Uint8Array, from: number): AnswerRecord | undefined {
  const owner = readName(bytes, from);
  if (owner === undefined || owner.end + 10 > bytes.length) return undefined;
  const data = owner.end + 10;
  const end = data + word(bytes, owner.end + 8);
  if (end > bytes.length) return undefined;
  return { end, ...contentOf(bytes, word(bytes, owner.end), data, end) };
}

function contentOf(
  bytes: Uint8Array,
  type: number,
  data: number,
  end: number,
): Omit<AnswerRecord, 'end'> {
  if (type === 1 && end - data === 4) return { address: addressText(bytes, data, inet) };
  if (type === 28 && end - data === 16) return { address: addressText(bytes, data, inet6) };
  const alias = type === 5 ? readName(bytes, data)?.name : undefined;
  return alias === undefined ? {} : { alias };
}

interface Name {
  readonly name: string;
  readonly end: number;
}

/** Follows pointers only backwards, so that none can be followed twice. */
function readName(bytes: Uint8Array, from: number): Name | undefined {
  const labels: string[] = [];
  let at = from;
  let end: number | undefined;
  let left = maxNameBytes;
  for (let steps = 0; steps < maxLabels && left >= 0; steps += 1) {
    const length = bytes[at] ?? invalid;
    if (length === 0) return { name: labels.join('.'), end: end ?? at + 1 };
    if (length >= pointer) {
      end ??= at + 2;
      at = pointerAt(bytes, at) ?? bytes.length;
    } else {
      labels.push(label(bytes, at + 1, length));
      left -= length + 1;
      at = labelEnd(bytes, at, length);
    }
  }
  return undefined;
}

/** Where the next one begins; beyond the message when the label is none. */
function labelEnd(bytes: Uint8Array, at: number, length: number): number {
  return length <= maxLabelBytes ? at + 1 + length : bytes.length;
}

function pointerAt(bytes: Uint8Array, at: number): number | undefined {
  const target = word(bytes, at) & 0x3fff;
  return at + 1 < bytes.length && target < at ? target : undefined;
}

/** Bytes that would change how the name reads (dots, controls) are written `\DDD` (RFC 1035 section 5.1). */
function label(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let index = at; index < Math.min(at + length, bytes.length); index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) text += String.fromCharCode(byte + 0x20);
    else if (byte <= 0x20 || byte === 0x2e || byte === 0x5c || byte === 0x7f)
      text += `\\${String(byte).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
