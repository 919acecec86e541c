import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDatabase } from './build.ts';
import { ByteWriter } from './bytes.ts';
import { decodeFacts } from './decode.ts';
import { hasMore, hasQualifiers, stateFactor } from './encode.ts';
import { openIndex } from './open-index.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';

const scope = testScope();
let root = '';
beforeAll(() => {
  root = testDirectory();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function openBuilt(
  name: string,
  buckets: Readonly<Record<string, readonly { id: string }[]>>,
) {
  const [from, out] = [join(root, name, 'feeds'), join(root, name, 'out')];
  for (const [ecosystem, records] of Object.entries(buckets)) writeBucket(from, ecosystem, records);
  await buildDatabase({ from, out }, scope);
  return openIndex({ cache: join(root, name, 'cache'), bundled: out, named: true }, scope);
}

const module = 'example.org/mod';
const imports = [{ path: `${module}/parse`, symbols: ['Parse', 'Read'] }];

function goRecord(id: string, aliases: readonly string[], specific?: object) {
  const affected = [
    {
      package: { ecosystem: 'Go', name: module },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }],
      ...(specific !== undefined && { ecosystem_specific: specific }),
    },
  ];
  return { ...osvRecord(id, ['Go', module]), aliases, affected };
}

test.for([
  ['by alias', ['GHSA-aaaa-bbbb-cccc'], []],
  ['by the alias of the other', [], ['GO-2026-0001']],
  ['by the CVE', ['CVE-2026-0001'], ['CVE-2026-0001']],
] as const)('symbols of the Go database reach the GHSA fact %s', async ([name, own, other]) => {
  using index = await openBuilt(`go ${name}`, {
    Go: [
      goRecord('GO-2026-0001', own, { imports }),
      goRecord('GHSA-aaaa-bbbb-cccc', other),
      goRecord('GHSA-dddd-eeee-ffff', []),
    ],
  });

  const facts = index.byPackage('go', module);

  expect(facts.map((fact) => [fact.id, fact.qualifiers?.imports, fact.statement])).toEqual([
    ['GHSA-aaaa-bbbb-cccc', imports, 'symbols of GO-2026-0001'],
    ['GHSA-dddd-eeee-ffff', undefined, undefined],
    ['GO-2026-0001', imports, undefined],
  ]);
});

test('where one record calls the whole module vulnerable, nothing is narrowed down', async () => {
  using index = await openBuilt('go-whole', {
    Go: [
      goRecord('GO-2026-0001', ['GHSA-aaaa-bbbb-cccc'], { imports }),
      goRecord('GO-2026-0002', ['GHSA-aaaa-bbbb-cccc']),
      goRecord('GHSA-aaaa-bbbb-cccc', []),
    ],
  });

  expect(index.byPackage('go', module)[0]?.qualifiers).toBeUndefined();
});

test('malicious packages lie in a segment of their own and are found with the flaws', async () => {
  using index = await openBuilt('malware', {
    npm: [osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'x']), osvRecord('MAL-2026-1', ['npm', 'x'])],
  });

  expect(index.byPackage('npm', 'x').map(({ id }) => id)).toEqual([
    'GHSA-aaaa-bbbb-cccc',
    'MAL-2026-1',
  ]);
  expect(index.has('npm-malware')).toBe(true);
});

test('weaknesses are found by any name of the vulnerability', async () => {
  using index = await openBuilt('cwe', {
    npm: [
      osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'x'], undefined, {
        aliases: ['CVE-2026-0001'],
        database_specific: { cwe_ids: ['CWE-1321', 'CWE-79', 'nonsense'] },
      }),
    ],
  });

  const expected = ['CWE-79', 'CWE-1321'];
  expect(index.weaknessesOf('CVE-2026-0001')).toEqual(expected);
  expect(index.weaknessesOf('GHSA-aaaa-bbbb-cccc')).toEqual(expected);
  expect(index.weaknessesOf('CVE-2026-0002')).toEqual([]);
  expect(index.decisionPoints('CVE-2026-0001')).toBeUndefined();
  expect(index.productsOf('rhel-9-baseos')).toEqual([]);
});

test.for([
  ['a restriction', 1 * stateFactor + hasQualifiers],
  ['a part', 1 * stateFactor + hasMore],
] as const)('%s that only a newer program knows makes a fact unknown', ([, word]) => {
  const blob = Buffer.concat([prefix(), bodyOf(word)]);

  const [fact] = decodeFacts(blob, () => ({
    id: 'A-1',
    cves: [],
    aliases: [],
    cvss: [],
    feed: 'arch',
  }));

  expect(fact).toMatchObject({ id: 'A-1', state: 'unknown' });
});

test('a state that only a newer program knows is unknown', () => {
  const blob = Buffer.concat([prefix(), bodyOf(99 * stateFactor)]);

  const facts = decodeFacts(blob, () => ({
    id: 'A-1',
    cves: [],
    aliases: [],
    cvss: [],
    feed: 'arch',
  }));

  expect(facts).toMatchObject([{ state: 'unknown' }]);
});

/** Name, strings and one head. */
function prefix(): Buffer {
  const out = new ByteWriter();
  out.text('x');
  out.list(['s'], (text) => out.text(text));
  out.list([1], (number) => out.varint(number));
  return out.finish();
}

/** The word, no ranges, and where the word says so a list with one kind of number 77. */
function bodyOf(word: number): Buffer {
  const out = new ByteWriter();
  out.varint(word);
  out.list([], () => undefined);
  if (word % stateFactor !== 0)
    out.list([77], (kind) => {
      out.varint(kind);
      out.list([0, 0], (value) => out.varint(value));
    });
  return out.finish();
}
