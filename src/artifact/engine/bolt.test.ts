import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { type Bucket, readBolt } from './bolt.ts';
import { boltFile, type Tree } from './testdata/bolt-writer.ts';

const many = Object.fromEntries(
  Array.from({ length: 3000 }, (_, at) => [`key-${String(at).padStart(5, '0')}`, `value ${at}`]),
);
const sample: Tree = {
  v1: { default: { images: { 'a:1': { target: { digest: 'sha256:x' } } }, empty: {} }, many },
  long: 'x'.repeat(20_000),
  plain: 'text',
};

test('buckets are read whether they are inline, nested, large or empty', () => {
  const path = write(boltFile(sample));

  expect(readBolt(path, treeOf)).toEqual(sample);
});

test('keys are found without reading everything', () => {
  const path = write(boltFile(sample));

  const found = readBolt(path, (root) => [
    root.bucket('v1')?.bucket('many')?.value('key-01234')?.toString(),
    root.bucket('v1')?.bucket('many')?.value('key-99999'),
    root.bucket('v1')?.bucket('many')?.value('a'),
    root.bucket('v1')?.value('many'),
    root.bucket('plain'),
    root.value('plain')?.toString(),
    root.value('__proto__'),
  ]);

  expect(found).toEqual([
    'value 1234',
    undefined,
    undefined,
    undefined,
    undefined,
    'text',
    undefined,
  ]);
});

test('a database whose newest meta page was torn is read at the older one', () => {
  const file = boltFile(sample);
  file.fill(0xff, 4096 + 16, 4096 + 80);

  expect(readBolt(write(file), treeOf)).toEqual({});
});

test('a database that is written meanwhile is read again', () => {
  const path = write(boltFile({ state: 'old' }));
  let reads = 0;

  const state = readBolt(path, (root) => {
    reads += 1;
    const value = root.value('state')?.toString();
    if (reads === 1) writeFileSync(path, boltFile({ state: 'new' }, 9n));
    return value;
  });

  expect([state, reads]).toEqual(['new', 2]);
});

test('a database that never rests is given up', () => {
  const path = write(boltFile({ state: 'old' }));
  let transaction = 8n;

  function commit(): void {
    transaction += 1n;
    writeFileSync(path, boltFile({ state: 'new' }, transaction));
  }

  expect(() => readBolt(path, commit)).toThrow(expect.objectContaining({ code: 'host.io' }));
});

test.for([
  ['missing', undefined, 'host.missing-feature'],
  ['empty', Buffer.alloc(0), 'input.malformed'],
  ['something else', Buffer.alloc(20_000, 'text'), 'input.malformed'],
  ['cut off', boltFile(sample).subarray(0, 4 * 4096), 'input.malformed'],
] as const)('a file that is %s ends with %s', ([, content, code]) => {
  const path = content === undefined ? '/nonexistent/meta.db' : write(content);

  expect(() => readBolt(path, treeOf)).toThrow(expect.objectContaining({ code }));
});

test('pages that point at themselves end at a limit', () => {
  const file = boltFile(sample);
  const pages = file.length / 4096;
  for (let page = 4; page < pages; page += 1) {
    if (file.readUInt16LE(page * 4096 + 8) !== 1) continue;
    for (let at = 0; at < file.readUInt16LE(page * 4096 + 10); at += 1)
      file.writeBigUInt64LE(BigInt(page), page * 4096 + 16 + at * 16 + 8);
  }

  expect(() => readBolt(write(file), treeOf)).toThrow(
    expect.objectContaining({ code: 'limit.depth' }),
  );
});

test('damage anywhere is an error or another content, never a crash', () => {
  const original = boltFile({ v1: { a: { b: 'c' }, many: { ...sample } }, d: 'e' });
  const path = write(original);
  const damage = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 6,
  });

  fc.assert(
    fc.property(damage, fc.option(fc.nat(original.length)), (changes, cut) => {
      const file = Buffer.from(original);
      // Meta pages are protected by their checksum: damage the rest.
      for (const [at, byte] of changes) file[Math.max(at, 8192 + 8)] = byte;
      writeFileSync(path, cut === null ? file : file.subarray(0, cut));

      expect(outcome(() => readBolt(path, treeOf))).toMatch(/^(?:fine|(?:input|limit)\..*)$/);
    }),
    { numRuns: 200 },
  );
});

function treeOf(bucket: Bucket): Tree {
  return Object.fromEntries(
    [...bucket.entries()].map(({ key, value }) => {
      const inner = value === undefined ? bucket.bucket(key) : undefined;
      return [key, inner ? treeOf(inner) : (value?.toString() ?? '')];
    }),
  );
}

function outcome(action: () => unknown): string {
  try {
    action();
    return 'fine';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

function write(content: Buffer): string {
  const directory = mkdtempSync(join(tmpdir(), 'bolt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'meta.db');
  writeFileSync(path, content);
  return path;
}
