import { CaissonError } from '#kit/error.ts';

/** A column: an integer, the bytes of a text or blob, or nothing (NULL, a float). */
export type Value = number | Uint8Array | undefined;

/**
 * The first columns of a record (SQLite file format, section 2.1), at most `count`. Texts and blobs are views of the record.
 * Throws `input.malformed`.
 */
export function readRecord(record: Buffer, count: number): readonly Value[] {
  const header = readVarint(record, 0);
  if (header.value > record.length) throw damaged();
  const values: Value[] = [];
  let at = header.next;
  let data = header.value;
  while (values.length < count && at < header.value) {
    const type = readVarint(record, at);
    const length = lengthOf(type.value);
    if (data + length > record.length) throw damaged();
    values.push(valueOf(type.value, record.subarray(data, data + length)));
    at = type.next;
    data += length;
  }
  return values;
}

/** A variable-length integer of up to nine bytes, most significant first; values beyond 2^53 are refused. */
export function readVarint(
  buffer: Buffer,
  offset: number,
): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = offset; at < Math.min(offset + 9, buffer.length); at += 1) {
    const byte = buffer[at] ?? 0;
    const last = at === offset + 8;
    value = last ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (last || byte < 0x80) {
      if (!Number.isSafeInteger(value)) break;
      return { value, next: at + 1 };
    }
  }
  throw damaged();
}

/** Bytes of a value by its serial type. */
function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  const length = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type];
  if (length === undefined) throw damaged();
  return length;
}

function valueOf(type: number, bytes: Buffer): Value {
  if (type >= 12) return bytes;
  if (type === 8 || type === 9) return type - 8;
  // Row ids and page numbers need no more than six bytes.
  return type >= 1 && type <= 5 ? bytes.readIntBE(0, bytes.length) : undefined;
}

function damaged(): CaissonError {
  return new CaissonError('input.malformed', 'a record of the rpm database is damaged');
}
