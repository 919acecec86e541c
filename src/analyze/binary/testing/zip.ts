import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to write. Everything but name and content is for making what honest programs do not write. */
export interface ZipInput {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly stored?: boolean;
  /** Sizes behind the content in place of before it. */
  readonly streamed?: boolean;
  readonly encrypted?: boolean;
  /** Size, checksum or name that the central directory claims. */
  readonly claimedSize?: number;
  readonly claimedCrc?: number;
  readonly claimedName?: string;
  /** Points the central directory at another entry's data. */
  readonly sameDataAs?: number;
}

export interface ZipOptions {
  readonly prefix?: string;
  readonly comment?: string;
  readonly trailing?: string;
  /** Writes the end records of zip64 and leaves the old fields full. */
  readonly zip64?: boolean;
}

/** Makes a zip archive. */
export function buildZip(inputs: readonly ZipInput[], options: ZipOptions = {}): Buffer {
  const { prefix = '', comment = '', trailing = '', zip64 = false } = options;
  const { data, directory } = writeEntries(inputs);
  const head = Buffer.from(prefix);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(inputs.length, 8);
  end.writeUInt16LE(inputs.length, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : data.length, 16);
  end.writeUInt16LE(comment.length, 20);
  const wide = zip64 ? wideEnd(directory.length, data.length, head.length) : Buffer.alloc(0);
  const tail = Buffer.from(comment + trailing, 'latin1');
  return Buffer.concat([head, data, directory, wide, end, tail]);
}

function writeEntries(inputs: readonly ZipInput[]) {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  const central: Buffer[] = [];
  let length = 0;
  for (const input of inputs) {
    const { local, headerOf } = entryOf(input);
    const shared = input.sameDataAs === undefined ? undefined : offsets[input.sameDataAs];
    offsets.push(shared ?? length);
    central.push(headerOf(shared ?? length));
    if (shared !== undefined) continue;
    parts.push(local);
    length += local.length;
  }
  return { data: Buffer.concat(parts), directory: Buffer.concat(central) };
}

function entryOf(input: ZipInput) {
  const name = Buffer.from(input.name);
  const content = Buffer.from(input.content);
  const data = input.stored ? content : deflateRawSync(content);
  const flags = 0x800 | (input.encrypted ? 1 : 0) | (input.streamed ? 8 : 0);
  const facts = { flags, method: input.stored ? 0 : 8, crc: crc32(content), data: data.length };
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(facts.method, 8);
  if (!input.streamed) {
    local.writeUInt32LE(facts.crc, 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(input.claimedSize ?? content.length, 22);
  }
  local.writeUInt16LE(name.length, 26);
  function headerOf(offset: number): Buffer {
    const claimed = Buffer.from(input.claimedName ?? input.name);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(flags, 8);
    header.writeUInt16LE(facts.method, 10);
    header.writeUInt32LE(input.claimedCrc ?? facts.crc, 16);
    header.writeUInt32LE(data.length, 20);
    header.writeUInt32LE(input.claimedSize ?? content.length, 24);
    header.writeUInt16LE(claimed.length, 28);
    header.writeUInt32LE(offset, 42);
    return Buffer.concat([header, claimed]);
  }
  const descriptor = input.streamed ? Buffer.alloc(16) : Buffer.alloc(0);
  return { local: Buffer.concat([local, name, data, descriptor]), headerOf };
}

function wideEnd(directoryBytes: number, offset: number, prefixBytes: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(prefixBytes + offset + directoryBytes), 64);
  return record;
}
