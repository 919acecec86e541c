import { CaissonError } from '#kit/error.ts';

/** Tags of rpm headers (rpm `include/rpm/rpmtag.h`) that are read. */
export const rpmTags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  packager: 1015,
  arch: 1022,
  oldFileNames: 1027,
  fileModes: 1030,
  fileDigests: 1035,
  fileFlags: 1037,
  sourceRpm: 1044,
  fileVerifyFlags: 1045,
  provideName: 1047,
  requireName: 1049,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  fileDigestAlgorithm: 5011,
  modularityLabel: 5096,
} as const;

/** The values of one rpm header. Asking for a tag throws `input.malformed` when its data lies outside the header. */
export interface RpmHeader {
  /** A text; the first one where there are several. `undefined` when the tag is absent. */
  string(tag: number): string | undefined;
  /** All texts of a tag, at most `most`; beyond: `limit.entries`. */
  strings(tag: number, most: number): readonly string[];
  /** Unsigned numbers of 16 or 32 bits. */
  numbers(tag: number): readonly number[];
}

/**
 * Reads a header as it stands in an rpm database: without the magic of package files, number of entries and size of the
 * data first (rpm file format v4, header structure). Throws `input.malformed`.
 */
export function parseRpmHeader(blob: Uint8Array): RpmHeader {
  const buffer = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (buffer.length < preambleBytes) throw malformed('shorter than its preamble');
  const count = buffer.readUInt32BE(0);
  const dataBytes = buffer.readUInt32BE(4);
  const dataStart = preambleBytes + count * entryBytes;
  if (count > maxEntries || dataStart + dataBytes > buffer.length)
    throw malformed('larger than its record');
  return new Header(
    readIndex(buffer.subarray(preambleBytes, dataStart)),
    buffer.subarray(dataStart, dataStart + dataBytes),
  );
}

const preambleBytes = 8;
const entryBytes = 16;
/** The bound that rpm itself sets (`hdrchkTags`). */
const maxEntries = 0xffff;

const wanted: ReadonlySet<number> = new Set(Object.values(rpmTags));
const types = { int16: 3, int32: 4, string: 6, stringArray: 8, i18nString: 9 } as const;
const textTypes: ReadonlySet<number> = new Set([types.string, types.stringArray, types.i18nString]);

interface IndexEntry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

function readIndex(bytes: Buffer): ReadonlyMap<number, IndexEntry> {
  const entries = new Map<number, IndexEntry>();
  for (let at = 0; at < bytes.length; at += entryBytes) {
    const tag = bytes.readUInt32BE(at);
    if (!wanted.has(tag) || entries.has(tag)) continue;
    entries.set(tag, {
      type: bytes.readUInt32BE(at + 4),
      offset: bytes.readUInt32BE(at + 8),
      count: bytes.readUInt32BE(at + 12),
    });
  }
  return entries;
}

class Header implements RpmHeader {
  readonly #entries: ReadonlyMap<number, IndexEntry>;
  readonly #data: Buffer;

  constructor(entries: ReadonlyMap<number, IndexEntry>, data: Buffer) {
    this.#entries = entries;
    this.#data = data;
  }

  string(tag: number): string | undefined {
    return this.#texts(tag, 1)[0];
  }

  strings(tag: number, most: number): readonly string[] {
    const count = this.#entries.get(tag)?.count ?? 0;
    if (count > most) throw new CaissonError('limit.entries', 'rpm header lists too many names');
    return this.#texts(tag, count);
  }

  numbers(tag: number): readonly number[] {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return [];
    const { type, offset, count } = entry;
    const bytes = type === types.int16 ? 2 : 4;
    const isNumber = type === types.int16 || type === types.int32;
    if (!isNumber || offset + count * bytes > this.#data.length)
      throw malformed(`tag ${tag} is no list of numbers`);
    return Array.from({ length: count }, (_, i) =>
      this.#data.readUIntBE(offset + i * bytes, bytes),
    );
  }

  #texts(tag: number, most: number): readonly string[] {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return [];
    if (!textTypes.has(entry.type)) throw malformed(`tag ${tag} is no text`);
    const texts: string[] = [];
    for (let at = entry.offset; texts.length < Math.min(entry.count, most); ) {
      const end = at < this.#data.length ? this.#data.indexOf(0, at) : -1;
      if (end === -1) throw malformed(`the text of tag ${tag} does not end`);
      texts.push(this.#data.toString('utf8', at, end));
      at = end + 1;
    }
    return texts;
  }
}

function malformed(what: string): CaissonError {
  return new CaissonError('input.malformed', `rpm header: ${what}`);
}
