import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { type ByteSource, bytesSource } from './byte-source.ts';
import { buildZip, type ZipOptions } from './testing/zip.ts';
import { readZipEntries, readZipEntry } from './zip.ts';

const inputs = [
  { name: 'a.txt', content: 'alpha' },
  { name: 'dir/ß.txt', content: 'beta'.repeat(1000) },
  { name: 'stored.bin', content: 'gamma', stored: true },
  { name: 'streamed.txt', content: 'delta', streamed: true },
];

function contentsOf(source: ByteSource, maxBytes = 1_000_000): readonly string[] {
  return readZipEntries(source, () => true, { maxEntries: 1000 }).map(
    (entry) => `${entry.name}=${readZipEntry(source, entry, maxBytes).toString('utf8')}`,
  );
}

function failureOf(archive: Buffer): string {
  try {
    contentsOf(bytesSource(archive));
    return '';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

const forms: readonly (readonly [string, ZipOptions])[] = [
  ['plain', {}],
  ['behind a launcher script', { prefix: '#!/bin/sh\nexec java -jar "$0"\n' }],
  ['with a comment', { comment: 'made by hand' }],
  ['with an end record inside its comment', { comment: `PK\x05\x06${'\0'.repeat(18)}tail` }],
  ['with bytes behind it', { trailing: 'garbage' }],
  ['with zip64 end records', { zip64: true }],
  ['with zip64 end records behind a prefix', { zip64: true, prefix: 'launcher' }],
];

test.for(forms)('reads an archive %s', ([, options]) => {
  const contents = contentsOf(bytesSource(buildZip(inputs, options)));

  expect(contents).toEqual(inputs.map(({ name, content }) => `${name}=${content}`));
});

test('an archive without entries is empty', () => {
  expect(contentsOf(bytesSource(buildZip([])))).toEqual([]);
});

test('only the entries that are wanted are kept', () => {
  const archive = bytesSource(buildZip(inputs));

  const entries = readZipEntries(archive, (name) => name.at(-1) === 0x6e, { maxEntries: 10 });

  expect(entries.map(({ name }) => name)).toEqual(['stored.bin']);
});

test.for([
  ['text that is no archive', Buffer.from('PK but not an archive'), 'input.malformed'],
  ['nothing', Buffer.alloc(0), 'input.malformed'],
  [
    'an encrypted entry',
    buildZip([{ name: 'a', content: 'x', encrypted: true }]),
    'input.unsupported',
  ],
  ['a wrong checksum', buildZip([{ name: 'a', content: 'x', claimedCrc: 1 }]), 'input.malformed'],
  [
    'a size above the bound',
    buildZip([{ name: 'a', content: 'x', claimedSize: 2e9 }]),
    'limit.size',
  ],
  [
    'more content than stated',
    buildZip([{ name: 'a', content: 'xxxx', claimedSize: 1 }]),
    'limit.size',
  ],
  [
    'less content than stated',
    buildZip([{ name: 'a', content: 'x', claimedSize: 9 }]),
    'input.malformed',
  ],
  [
    'two names for one entry',
    buildZip([{ name: 'a', content: 'x', claimedName: 'b' }]),
    'input.malformed',
  ],
  [
    'entries that share their data',
    buildZip([
      { name: 'a', content: 'x'.repeat(100) },
      { name: 'b', content: 'x'.repeat(100), sameDataAs: 0 },
    ]),
    'input.malformed',
  ],
] as const)('refuses %s', ([, archive, code]) => {
  expect(failureOf(archive)).toBe(code);
});

test('more entries than allowed are a limit', () => {
  const archive = bytesSource(buildZip(inputs));

  expect(() => readZipEntries(archive, () => false, { maxEntries: 3 })).toThrow(
    'more than 3 entries',
  );
});

test('damaged archives give input and limit errors only', () => {
  const samples = forms.map(([, options]) => buildZip(inputs, options));
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 });

  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, fc.nat(), (sample, changes, cut) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const code = failureOf(cut % 3 === 0 ? bytes.subarray(cut % bytes.length) : bytes);
      expect(code).toMatch(/^$|^(?:input|limit)\./);
    }),
    { numRuns: 800 },
  );
});
