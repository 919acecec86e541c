import { Buffer } from 'node:buffer';
import { layout } from './wire.gen.ts';

/** Members of a header that tests set. */
export interface HeaderMembers {
  readonly nr?: number;
  readonly ts?: number;
  readonly tgid?: number;
  readonly tid?: number;
  readonly ret?: number;
  readonly mark?: number;
}

const { header } = layout;

/** A record as the daemon writes it: header, members by offset, strings behind. */
export class RecordWriter {
  readonly #type: number;
  readonly #fixed: Buffer;
  readonly #strings: Buffer[] = [];

  constructor(type: number, size: number, members: HeaderMembers) {
    this.#type = type;
    this.#fixed = Buffer.alloc(size);
    const tgid = members.tgid ?? 100;
    this.u16(header.nr, members.nr ?? 0xffff);
    this.u64(header.ts, members.ts ?? 1_000_000_000);
    this.u32(header.tgid, tgid);
    this.u32(header.tid, members.tid ?? tgid);
    this.#fixed.writeBigInt64LE(BigInt(members.ret ?? 0), header.ret);
    this.u32(header.mark, members.mark ?? 0);
  }

  u16(at: number, value: number): this {
    this.#fixed.writeUInt16LE(value, at);
    return this;
  }

  u32(at: number, value: number): this {
    this.#fixed.writeUInt32LE(value >>> 0, at);
    return this;
  }

  u64(at: number, value: number | bigint): this {
    this.#fixed.writeBigUInt64LE(BigInt(value), at);
    return this;
  }

  bytes(at: number, value: Uint8Array): this {
    this.#fixed.set(value, at);
    return this;
  }

  /** Appends a string and sets its length. */
  string(lengthAt: number, text: string | Uint8Array): this {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : Buffer.from(text);
    this.#strings.push(bytes);
    return this.u16(lengthAt, bytes.length);
  }

  text(text: string): this {
    const bytes = Buffer.from(text, 'utf8');
    this.#strings.push(bytes);
    return this.u32(layout.text.textLen, bytes.length);
  }

  done(): Buffer {
    const whole = Buffer.concat([this.#fixed, ...this.#strings]);
    const record = Buffer.concat([whole, Buffer.alloc((8 - (whole.length & 7)) & 7)]);
    record.writeUInt32LE(record.length, header.len);
    record.writeUInt16LE(this.#type, header.type);
    return record;
  }
}
