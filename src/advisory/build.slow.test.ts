import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuildOptions, buildDatabase } from './build.ts';
import { parseManifest } from './manifest.ts';
import { openIndex } from './open-index.ts';
import { osvRecord, testDirectory, testScope, writeBucket, zipOf } from './testing.ts';

const scope = testScope();
let root = '';
beforeAll(() => {
  root = testDirectory();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function place(name: string): BuildOptions {
  return { from: join(root, name, 'feeds'), out: join(root, name, 'out') };
}

function contentsOf(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map((file) => [file.name, readFileSync(join(file.parentPath, file.name), 'hex')]),
  );
}

const records = [
  osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'], undefined, { aliases: ['CVE-2026-0001'] }),
  osvRecord('GHSA-dddd-eeee-ffff', ['npm', 'left-pad'], [{ introduced: '3.0.0' }]),
  osvRecord('GHSA-gggg-hhhh-jjjj', ['npm', 'right-pad']),
];

test('the same records give the same bytes, in whatever order they come', async () => {
  for (const [name, list] of [
    ['order-1', records],
    ['order-2', records.toReversed()],
  ] as const) {
    writeBucket(place(name).from, 'npm', list);
    await buildDatabase(place(name), scope);
  }

  const { 'index.json': first, ...blobs } = contentsOf(place('order-1').out);
  const { 'index.json': second, ...others } = contentsOf(place('order-2').out);
  expect(blobs).toEqual(others);
  // the digests of the inputs differ, since the ZIP files do
  expect(first?.length).toBe(second?.length);
});

test('a build into the same place again changes nothing and leaves nothing over', async () => {
  const options = place('again');
  writeBucket(options.from, 'npm', records);
  await buildDatabase(options, scope);
  const before = contentsOf(options.out);
  writeFileSync(join(options.out, 'blobs', 'sha256', 'unused'), '');

  await buildDatabase(options, scope);

  expect(contentsOf(options.out)).toEqual(before);
});

test('a segment whose facts did not change keeps its digest', async () => {
  const before = place('stable-1');
  const after = place('stable-2');
  writeBucket(before.from, 'npm', records);
  writeBucket(after.from, 'npm', records);
  writeBucket(after.from, 'PyPI', [
    osvRecord('PYSEC-2026-1', ['PyPI', 'thing'], undefined, { modified: '2026-10-01T00:00:00Z' }),
  ]);

  const [first, second] = [await buildDatabase(before, scope), await buildDatabase(after, scope)];

  expect(second.builtAt).toBe('2026-10-01T00:00:00Z');
  expect(second.segments.find((one) => one.name === 'npm')).toEqual(
    first.segments.find((one) => one.name === 'npm'),
  );
});

test('a damaged record is counted by name and the rest is built', async () => {
  const options = place('damaged');
  mkdirSync(join(options.from, 'npm'), { recursive: true });
  const files = {
    'GHSA-good.json': JSON.stringify(records[0]),
    'GHSA-bad.json': '{"id": "GHSA-bad',
    'GHSA-deep.json': '['.repeat(100_000),
    'GHSA-withdrawn.json': JSON.stringify({ ...records[1], withdrawn: '2026-01-01T00:00:00Z' }),
    'README.txt': 'not a record',
  };
  writeFileSync(join(options.from, 'npm', 'all.zip'), zipOf(files));

  const { feeds } = await buildDatabase(options, scope);

  expect(feeds).toMatchObject([
    {
      name: 'osv:npm',
      records: 4,
      facts: 1,
      skipped: [
        { reason: 'malformed', count: 2, examples: ['GHSA-bad.json', 'GHSA-deep.json'] },
        { reason: 'withdrawn', count: 1 },
      ],
    },
  ]);
});

test('a record that is too large is counted, not read', async () => {
  const options = place('giant');
  mkdirSync(join(options.from, 'npm'), { recursive: true });
  const giant = JSON.stringify({ ...records[1], details: 'x'.repeat(20_000) });
  const files = { 'good.json': JSON.stringify(records[0]), 'giant.json': giant };
  writeFileSync(join(options.from, 'npm', 'all.zip'), zipOf(files));

  const { feeds } = await buildDatabase(options, testScope({ maxFileBytes: 10_000 }));

  expect(feeds[0]?.skipped).toEqual([{ reason: 'malformed', count: 1, examples: ['giant.json'] }]);
});

test.for([
  ['nothing but damage', zipOf({ 'a.json': '{', 'b.json': '[' })],
  ['a truncated archive', zipOf({ 'a.json': '{}' }).subarray(0, 40)],
  ['no archive at all', Buffer.from('PK')],
] as const)('a feed with %s stops the build and keeps the old database', async ([name, zip]) => {
  const options = place(name);
  writeBucket(options.from, 'npm', records);
  const { build } = await buildDatabase(options, scope);
  writeFileSync(join(options.from, 'npm', 'all.zip'), zip);

  await expect(buildDatabase(options, scope)).rejects.toMatchObject({ code: 'input.malformed' });

  using index = openIndex({ cache: join(root, name, 'cache'), bundled: options.out }, scope);
  expect(index.facts().build).toBe(build);
  expect(index.byPackage('npm', 'left-pad')).toHaveLength(2);
});

test('a directory without feeds is no input', async () => {
  mkdirSync(place('empty').from, { recursive: true });

  await expect(buildDatabase(place('empty'), scope)).rejects.toMatchObject({
    code: 'input.not-found',
  });
});

test('a record in two directories of the bucket is filed once', async () => {
  const options = place('twice');
  const both = {
    ...osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'thing']),
    affected: ['npm', 'PyPI'].map((ecosystem) => ({
      package: { ecosystem, name: 'thing' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
    })),
  };
  writeBucket(options.from, 'npm', [both]);
  writeBucket(options.from, 'PyPI', [both]);

  const { segments } = await buildDatabase(options, scope);

  expect(segments.filter((one) => one.kind === 'facts')).toMatchObject([
    { name: 'npm', facts: 1 },
    { name: 'pypi', facts: 1 },
  ]);
});

test('KEV and EPSS are looked up by CVE', async () => {
  const options = place('exploits');
  mkdirSync(options.from, { recursive: true });
  const kev = { vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-02-01' }] };
  writeFileSync(join(options.from, 'known_exploited_vulnerabilities.json'), JSON.stringify(kev));
  const epss =
    '#model_version:v1,score_date:2026-02-02T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.12345,0.99999\n';
  writeFileSync(join(options.from, 'epss_scores-2026-02-02.csv.gz'), gzipSync(epss));
  await buildDatabase(options, scope);

  using index = openIndex({ cache: join(root, 'exploits', 'cache'), bundled: options.out }, scope);

  expect(index.knownExploited('CVE-2026-0001')).toEqual({
    cve: 'CVE-2026-0001',
    added: '2026-02-01',
    ransomware: false,
  });
  expect(index.exploitPrediction('CVE-2026-0001')).toEqual({
    cve: 'CVE-2026-0001',
    probability: 0.12345,
    percentile: 0.99999,
    date: '2026-02-02',
  });
  expect(index.exploitPrediction('CVE-2026-0002')).toBeUndefined();
  expect(index.knownExploited('CVE-2026-0002')).toBeUndefined();
});

test('what may not be handed on is left out when asked, and counted', async () => {
  const options = place('licences');
  writeBucket(options.from, 'npm', records);
  const secdb = {
    distroversion: 'v3.20',
    packages: [{ pkg: { name: 'curl', secfixes: { '1-r0': ['CVE-2026-0001'] } } }],
  };
  mkdirSync(join(options.from, 'alpine-secdb', 'v3.20'), { recursive: true });
  writeFileSync(join(options.from, 'alpine-secdb', 'v3.20', 'main.json'), JSON.stringify(secdb));

  const all = await buildDatabase(options, scope);
  const some = await buildDatabase({ ...options, redistributableOnly: true }, scope);

  expect(all.segments.map((one) => one.name)).toEqual(['alpine-3.20', 'core', 'eol', 'npm']);
  expect(some.segments.map((one) => one.name)).toEqual(['core', 'eol', 'npm']);
  expect(some.feeds[0]?.skipped).toMatchObject([{ reason: 'excluded', count: 1 }]);
  expect(some.publishers.map((one) => one.id)).toEqual(['github']);
});

test('a date in the future is a mistake and does not date the database', async () => {
  const options = place('future');
  writeBucket(options.from, 'npm', [
    ...records,
    osvRecord('GHSA-kkkk-llll-mmmm', ['npm', 'x'], undefined, { modified: '2099-01-01T00:00:00Z' }),
  ]);

  expect((await buildDatabase(options, scope)).builtAt).toBe('2026-03-01T00:00:00Z');
});

test('a record without a date is as old as its file', async () => {
  const options = place('dateless');
  writeBucket(options.from, 'npm', [
    osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'x'], undefined, { modified: '0001-01-01T00:00:00Z' }),
  ]);

  const { segments } = await buildDatabase(options, scope);

  expect(segments.find((one) => one.name === 'npm')?.newest).toBe('2026-01-02');
});

test('the build time can be given', async () => {
  const options = place('epoch');
  writeBucket(options.from, 'npm', records);

  const { builtAt } = await buildDatabase({ ...options, sourceDateEpoch: 1_790_000_000 }, scope);

  expect(builtAt).toBe('2026-09-21T14:13:20Z');
  expect(parseManifest(readFileSync(join(options.out, 'index.json'), 'utf8')).builtAt).toBe(
    builtAt,
  );
});

test('a cancelled build stops', async () => {
  const options = place('cancelled');
  writeBucket(options.from, 'npm', records);
  const signal = AbortSignal.abort(new Error('enough'));

  await expect(buildDatabase(options, { ...scope, signal })).rejects.toThrow('enough');
});
