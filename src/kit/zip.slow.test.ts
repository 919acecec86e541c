import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { familyOf, isCaissonError } from './error.ts';
import { ZipFile, type ZipLimits } from './zip.ts';

const limits: ZipLimits = { maxEntries: 100, maxEntryBytes: 2 ** 20, maxRatio: 1000 };
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'caisson-zip-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Part {
  readonly name: string;
  readonly content: string;
  readonly stored?: boolean;
  /** What the central directory claims in place of the truth. */
  readonly claim?: { readonly size?: number; readonly crc?: number; readonly offset?: number };
  /** Sizes and offset in a ZIP64 extra field. */
  readonly large?: boolean;
}

function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { local, record } = encode(part, offset);
    locals.push(local);
    central.push(record);
    offset += local.length;
  }
  const tail = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(tail.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, tail, end]);
}

function encode(part: Part, at: number) {
  const { name, content, large = false, stored = false } = part;
  const claim = { size: content.length, crc: crc32(content), offset: at, ...part.claim };
  const data = stored ? Buffer.from(content) : deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.write('PK\u0003\u0004', 'latin1');
  local.writeUInt16LE(name.length, 26);
  const sizes = [claim.size, data.length, claim.offset];
  const extra = large ? zip64Field(sizes) : Buffer.alloc(0);
  const shown = large ? sizes.map(() => 0xffffffff) : sizes;
  const record = Buffer.alloc(46);
  record.write('PK\u0001\u0002', 'latin1');
  record.writeUInt16LE(stored ? 0 : 8, 10);
  record.writeUInt32LE(claim.crc, 16);
  [24, 20, 42].forEach((field, index) => record.writeUInt32LE(shown[index] ?? 0, field));
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  return {
    local: Buffer.concat([local, Buffer.from(name), data]),
    record: Buffer.concat([record, Buffer.from(name), extra]),
  };
}

function zip64Field(sizes: readonly number[]): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  sizes.forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  return extra;
}

function readAll(bytes: Uint8Array, name: string, bounds = limits): Record<string, string> {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  using archive = ZipFile.open(path, bounds);
  return Object.fromEntries(
    archive.entries.map((entry) => [entry.name, archive.read(entry).toString()]),
  );
}

test.for([
  ['deflated', { name: 'a.json', content: '{"a":1}' }],
  ['stored', { name: 'a.json', content: '{"a":1}', stored: true }],
  ['ZIP64', { name: 'a.json', content: '{"a":1}', large: true }],
] as const)('a %s entry is read', ([name, part]) => {
  expect(readAll(zip([part, { name: 'b', content: '' }]), name)).toEqual({
    'a.json': '{"a":1}',
    b: '',
  });
});

test('bytes before the archive and a comment behind it do no harm', () => {
  const archive = zip([{ name: 'a', content: 'x' }]);
  archive.writeUInt16LE(7, archive.length - 2);

  expect(readAll(Buffer.concat([archive, Buffer.from('comment')]), 'comment')).toEqual({ a: 'x' });
});

test.for([
  ['a wrong checksum', [{ name: 'a', content: 'x', claim: { crc: 1 } }], 'input.malformed'],
  [
    'a size that is too small',
    [{ name: 'a', content: 'xyz', claim: { size: 1 } }],
    'input.malformed',
  ],
  [
    'a size that is too large',
    [{ name: 'a', content: 'x', claim: { size: 9 } }],
    'input.malformed',
  ],
  [
    'an entry outside the file',
    [{ name: 'a', content: 'x', claim: { offset: 9e6 } }],
    'input.malformed',
  ],
  ['an entry beyond the bound', [{ name: 'a', content: 'x', claim: { size: 2e6 } }], 'limit.size'],
] as const)('%s is refused', ([name, parts, code]) => {
  expect(() => readAll(zip(parts), name)).toThrow(expect.objectContaining({ code }));
});

test('more entries than allowed are refused before they are read', () => {
  const parts = Array.from({ length: 101 }, (_, index) => ({ name: `${index}`, content: '' }));

  expect(() => readAll(zip(parts), 'many')).toThrow(
    expect.objectContaining({ code: 'limit.entries' }),
  );
});

test('an archive that expands without measure is stopped', () => {
  const parts = Array.from({ length: 80 }, (_, index) => ({
    name: `${index}`,
    content: '\0'.repeat(2 ** 20),
  }));

  expect(() => readAll(zip(parts), 'bomb', { ...limits, maxRatio: 100 })).toThrow(
    expect.objectContaining({ code: 'limit.ratio' }),
  );
});

test('entries that share their bytes are refused', () => {
  const content = 'incompressible 0123456789 abcdefghijklmnopqrstuvwxyz';
  const parts = Array.from({ length: 50 }, (_, index) => ({
    name: `${index}`,
    content: index === 0 ? content.repeat(3) : content,
    stored: true,
  }));
  const whole = zip(parts);
  const shared = zip([{ name: 'a', content: 'x'.repeat(300), stored: true }]);
  const record = shared.subarray(shared.indexOf('PK\u0001\u0002', 0, 'latin1'), -22);
  const end = Buffer.from(shared.subarray(-22));
  end.writeUInt16LE(20, 10);
  end.writeUInt32LE(record.length * 20, 12);
  const body = shared.subarray(0, shared.length - 22 - record.length);
  const bomb = Buffer.concat([body, ...Array.from({ length: 20 }, () => record), end]);

  expect(Object.keys(readAll(whole, 'whole'))).toHaveLength(50);
  expect(() => readAll(bomb, 'shared')).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
});

test('truncations, mutations and random bytes throw nothing but input and limit errors', () => {
  const sample = zip([
    { name: 'a.json', content: '{"a":1}' },
    { name: 'b.json', content: 'x'.repeat(100), large: true },
  ]);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(sample.length).map((size) => sample.subarray(0, size)),
    fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
      const changed = Buffer.from(sample);
      for (const [at, value] of changes) changed[at] = value;
      return changed;
    }),
  );

  fc.assert(
    fc.property(bytes, (data) => {
      expect(['input', 'limit', 'none']).toContain(familyThrownBy(() => readAll(data, 'fuzz')));
    }),
    { numRuns: 300 },
  );
});

function familyThrownBy(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    if (isCaissonError(error)) return familyOf(error.code);
    throw error;
  }
}
