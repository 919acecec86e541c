import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { type Advisory, advisoryStates } from '#model/advisory.ts';
import { severities } from '#model/severity.ts';
import { unpackDay } from './date.ts';
import { decodeFacts, decodeHead } from './decode.ts';
import { encodeFacts, encodeHead } from './encode.ts';

const feeds = ['osv:Debian:12', 'osv:npm', 'secdb:alpine'];
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const cve = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1999, max: 2030 }), fc.nat(99_999_999))
    .map(([year, number]) => `CVE-${year}-${String(number).padStart(4, '0')}`),
  fc.constantFrom('CVE-2020-00012345', 'CVE-1800-0001', 'CVE-2020-9999999999999999999'),
);
const day = fc.integer({ min: 1, max: 40_000 }).map((packed) => unpackDay(packed) ?? '');
const end = fc.oneof(fc.record({}), fc.record({ fixed: text }), fc.record({ lastAffected: text }));
const range = fc
  .tuple(fc.oneof(fc.constant('0'), text), end)
  .map(([introduced, rest]) => ({ introduced, ...rest }));
const qualifiers = fc
  .record(
    {
      architectures: fc.array(text, { minLength: 1 }),
      module: text,
      imports: fc.array(fc.record({ path: text, symbols: fc.array(text) }), { minLength: 1 }),
      products: fc.array(text, { minLength: 1 }),
      flavour: text,
    },
    { requiredKeys: [] },
  )
  .filter((value) => Object.keys(value).length > 0);
const advisory: fc.Arbitrary<Advisory> = fc.record(
  {
    id: fc.constantFrom('DSA-1-1', 'GHSA-aaaa-bbbb-cccc', 'ALSA-2026:1', 'other'),
    cves: fc.array(cve),
    aliases: fc.array(text),
    package: fc.constant('thing'),
    state: fc.constantFrom(...advisoryStates),
    ranges: fc.array(range),
    versions: fc.array(text),
    severity: fc.constantFrom(...severities),
    cvss: fc.constant([{ version: '3.1', vector: 'CVSS:3.1/AV:N', score: 9.8 }] as const),
    published: day,
    modified: day,
    feed: fc.constantFrom(...feeds),
    url: fc.constantFrom(
      'https://example.org/1',
      'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    ),
    qualifiers,
    statement: text,
    fixedOn: day,
  },
  {
    requiredKeys: [
      'id',
      'cves',
      'aliases',
      'package',
      'state',
      'ranges',
      'versions',
      'cvss',
      'feed',
    ],
  },
);

function context() {
  return { feeds, days: new Map() };
}

test('what is decoded is what was encoded', () => {
  fc.assert(
    fc.property(fc.array(advisory, { maxLength: 5 }), (advisories) => {
      const heads = advisories.map((one) => encodeHead(one, feeds));
      const blob = encodeFacts(
        'thing',
        advisories.map((one, index) => ({ head: index + 1, advisory: one })),
      );

      const decoded = decodeFacts(blob, (id) =>
        decodeHead(advisories[id - 1]?.id ?? '', heads[id - 1] ?? Buffer.alloc(0), context()),
      );

      expect(decoded).toEqual(advisories);
    }),
  );
});

test('damage is told as input.malformed, in bounded time and memory', () => {
  const head = {
    id: 'x',
    cves: ['CVE-2026-1234'],
    aliases: ['a'],
    cvss: [],
    feed: 'osv:npm',
  };
  const sample = encodeHead(head, feeds);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(sample.length).map((size) => sample.subarray(0, size)),
    fc.tuple(fc.nat(sample.length - 1), fc.nat(255)).map(([at, value]) => {
      const changed = Buffer.from(sample);
      changed[at] = value;
      return changed;
    }),
  );

  fc.assert(
    fc.property(bytes, (blob) => {
      for (const decode of [
        () => decodeHead('x', blob, context()),
        () => decodeFacts(blob, () => head),
      ])
        expect(['input.malformed', undefined]).toContain(codeThrownBy(decode));
    }),
    { numRuns: 500 },
  );
});

/** The code of the error that `run` throws; `undefined` when it throws none. Anything but a CaissonError passes through. */
function codeThrownBy(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}
