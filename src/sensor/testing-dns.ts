import { Buffer } from 'node:buffer';

/** A question for a record of a type, 1 (A) unless said otherwise. */
export function dnsQuery(name: string, type = 1): Buffer {
  return Buffer.concat([words(0x1234, 0x0100, 1, 0, 0, 0), encodeName(name), words(type, 1)]);
}

/** An answer with one address (4 or 16 bytes) for the name asked for. */
export function dnsAnswer(name: string, address: readonly number[], alias?: string): Buffer {
  const type = address.length === 4 ? 1 : 28;
  const records = alias === undefined ? [] : [record(5, encodeName(alias))];
  records.push(record(type, Buffer.from(address)));
  return Buffer.concat([
    words(0x1234, 0x8180, 1, records.length, 0, 0),
    encodeName(name),
    words(type, 1),
    ...records,
  ]);
}

/** Its owner is the name asked for, by a pointer. */
function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([words(0xc00c, type, 1, 0, 60, data.length), data]);
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`\0${label}`, 'latin1'));
  for (const label of labels) label[0] = label.length - 1;
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}
