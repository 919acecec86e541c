import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentBuild } from './database.ts';
import { type BlobFetcher, directoryFetcher } from './fetcher.ts';
import { verifyDatabase } from './inspect.ts';
import type { Trust } from './location.ts';
import { openIndex } from './open-index.ts';
import { machineKey, parseTrustedKey } from './signature.ts';
import { testDirectory, testScope } from './testing.ts';
import { writeDays } from './testing-days.ts';
import { files, serve } from './testing-http.ts';
import { type UpdateOptions, type UpdateSource, updateDatabase } from './update.ts';

const scope = testScope();
let trust: Trust;
let root = '';

beforeAll(async () => {
  root = testDirectory();
  trust = await writeDays(root, scope);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function options(name: string, source: UpdateSource, extra: Partial<UpdateOptions> = {}) {
  return { location: { cache: join(root, 'caches', name) }, source, trust, ...extra };
}

function day(number: number): UpdateSource {
  return { type: 'directory', path: join(root, `day-${number}`) };
}

/** An artifact that is reached without delay. */
function opener(fetcher: BlobFetcher): () => Promise<BlobFetcher & AsyncDisposable> {
  return () => Promise.resolve({ ...fetcher, [Symbol.asyncDispose]: () => Promise.resolve() });
}

test('an update from a directory is in use afterwards', async () => {
  const wanted = options('directory', day(1));

  const result = await updateDatabase(wanted, scope);

  using index = openIndex(wanted.location, scope);
  expect(result).toMatchObject({ type: 'updated', builtAt: '2026-04-01T00:00:00Z' });
  expect(index.facts()).toMatchObject({ origin: 'updated', build: result.build });
  expect(index.byPackage('debian-12', 'openssl')).toMatchObject([{ id: 'DEBIAN-CVE-2026-0001' }]);
});

test('the same database again is unchanged', async () => {
  const wanted = options('again', day(1));

  await updateDatabase(wanted, scope);

  expect(await updateDatabase(wanted, scope)).toMatchObject({ type: 'unchanged', fetchedBytes: 0 });
});

test('only blobs that are missing are fetched over http', async () => {
  const asked: string[] = [];
  await updateDatabase(options('delta', day(1)), scope);

  await serve(files(join(root, 'day-2'), asked), (url) =>
    updateDatabase(options('delta', { type: 'http', url }), scope),
  );

  expect(asked.filter((path) => path.includes('/blobs/'))).toHaveLength(1 + 1); // debian-12 and core
});

test('an artifact is read through the port of the application', async () => {
  const fetcher = directoryFetcher(join(root, 'day-1'), scope);

  const result = await updateDatabase(
    options('artifact', { type: 'artifact', open: opener(fetcher) }),
    scope,
  );

  expect(result.type).toBe('updated');
});

test('an older database is refused, and taken when forced', async () => {
  await updateDatabase(options('older', day(2)), scope);

  await expect(updateDatabase(options('older', day(1)), scope)).rejects.toMatchObject({
    code: 'integrity.rollback',
  });
  expect(await updateDatabase(options('older', day(1), { force: true }), scope)).toMatchObject({
    type: 'updated',
    builtAt: '2026-04-01T00:00:00Z',
  });
});

test('the bundled snapshot is used until something newer was fetched, and refuses older updates', async () => {
  const location = { cache: join(root, 'caches', 'bundled'), bundled: join(root, 'day-2') };

  const older = updateDatabase({ location, source: day(1), trust }, scope);
  await expect(older).rejects.toMatchObject({ code: 'integrity.rollback' });
  using before = openIndex(location, scope);
  await updateDatabase({ location, source: day(3), trust }, scope);
  using after = openIndex(location, scope);

  expect(before.facts().origin).toBe('bundled');
  expect(after.facts().origin).toBe('updated');
});

test.for([
  ['no signature', 'integrity.untrusted', () => undefined],
  ['the signature of a stranger', 'integrity.untrusted', () => 'ed25519 0123456789abcdef AAAA\n'],
  [
    'a damaged signature of a trusted key',
    'integrity.signature-invalid',
    (text: string) => text.replace(/.{6}=*\n$/, 'AAAA==\n'),
  ],
] as const)('a database with %s is refused with %s', async ([, code, change]) => {
  const fetcher = directoryFetcher(join(root, 'day-1'), scope);
  const signature = change((await fetcher.signature()) ?? '');
  const source = {
    type: 'artifact',
    open: opener({ ...fetcher, signature: async () => signature }),
  } as const;

  const name = `signature-${code}-${String(signature).length}`;
  await expect(updateDatabase(options(name, source), scope)).rejects.toMatchObject({ code });
  expect(currentBuild(join(root, 'caches', name))).toBeUndefined();
});

test('an unsigned database is taken when the person says so', async () => {
  const fetcher = {
    ...directoryFetcher(join(root, 'day-1'), scope),
    signature: async () => undefined,
  };
  const permissive = { trust: { keys: [], allowUnsigned: true } };

  const result = await updateDatabase(
    options('unsigned', { type: 'artifact', open: opener(fetcher) }, permissive),
    scope,
  );

  expect(result.type).toBe('updated');
});

test('a manifest changed after signing is refused', async () => {
  const fetcher = directoryFetcher(join(root, 'day-1'), scope);
  const changed = Buffer.concat([await fetcher.manifest(), Buffer.from(' ')]);
  const source = {
    type: 'artifact',
    open: opener({ ...fetcher, manifest: async () => changed }),
  } as const;

  await expect(updateDatabase(options('changed', source), scope)).rejects.toMatchObject({
    code: 'integrity.signature-invalid',
  });
});

test.for([
  ['other bytes', (bytes: Buffer) => bytes.fill(0)],
  ['too many bytes', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ['too few bytes', (bytes: Buffer) => bytes.subarray(1)],
] as const)('a blob with %s is refused and the old database stays', async ([name, change]) => {
  const cache = `blob-${name}`;
  const broken = join(root, cache);
  cpSync(join(root, 'day-2'), broken, { recursive: true });
  for (const file of readdirSync(join(broken, 'blobs', 'sha256'))) {
    const path = join(broken, 'blobs', 'sha256', file);
    writeFileSync(path, change(readFileSync(path)));
  }
  const { build: first } = await updateDatabase(options(cache, day(1)), scope);

  const update = updateDatabase(options(cache, { type: 'directory', path: broken }), scope);

  await expect(update).rejects.toMatchObject({ code: 'integrity.digest-mismatch' });
  const { location } = options(cache, day(1));
  expect(currentBuild(location.cache)).toBe(first);
  expect(verifyDatabase(location, trust, scope).problems).toEqual([]);
});

test('an interrupted update leaves the old database and goes on where it stopped', async () => {
  const source = directoryFetcher(join(root, 'day-2'), scope);
  let blobs = 0;
  const flaky = {
    ...source,
    blob(digest: Parameters<typeof source.blob>[0], size: number) {
      blobs += 1;
      if (blobs === 2) throw new Error('power cut');
      return source.blob(digest, size);
    },
  };
  const { build: first } = await updateDatabase(options('interrupted', day(1)), scope);

  const update = updateDatabase(
    options('interrupted', { type: 'artifact', open: opener(flaky) }),
    scope,
  );
  await expect(update).rejects.toThrow('power cut');
  const { location } = options('interrupted', day(1));
  const meanwhile = currentBuild(location.cache);
  await updateDatabase(options('interrupted', { type: 'artifact', open: opener(flaky) }), scope);

  expect(meanwhile).toBe(first);
  expect(blobs).toBe(3);
});

test.for([429, 503] as const)('status %i with a database present is no failure', async (status) => {
  const { build: current } = await updateDatabase(options(`busy-${status}`, day(1)), scope);

  const result = await serve(
    (_request, response) => response.writeHead(status).end(),
    (url) => updateDatabase(options(`busy-${status}`, { type: 'http', url }), scope),
  );

  expect(result).toMatchObject({ type: 'unavailable', build: current });
});

test('status 429 without any database is a failure', async () => {
  const update = serve(
    (_request, response) => response.writeHead(429).end(),
    (url) => updateDatabase(options('busy-empty', { type: 'http', url }), scope),
  );

  await expect(update).rejects.toMatchObject({ code: 'access.rate-limited' });
});

test('an OSV bucket is mirrored, built here and fetched again only where it changed', async () => {
  const bucket = join(root, 'bucket');
  cpSync(join(root, 'feeds-1'), bucket, { recursive: true });
  writeFileSync(join(bucket, 'ecosystems.txt'), 'Debian\nDebian:12\nnpm\nOSS-Fuzz\n');
  const asked: string[] = [];
  const unsigned = { trust: { ...trust, allowUnsigned: true } };

  const results = await serve(files(bucket, asked), async (url) => {
    const wanted = options('bucket', { type: 'http', url }, unsigned);
    return [await updateDatabase(wanted, scope), await updateDatabase(wanted, scope)];
  });

  expect(results.map((result) => result.type)).toEqual(['updated', 'unchanged']);
  expect(results[0]).toMatchObject({ report: { feeds: [{ records: 1 }, { records: 1 }] } });
  expect(asked.filter((path) => path.endsWith('all.zip'))).toHaveLength(4);
  const { location } = options('bucket', day(1));
  expect(verifyDatabase(location, trust, scope)).toMatchObject({ problems: [] });
});

test('feeds over plain http are not trusted by themselves', async () => {
  const bucket = join(root, 'feeds-1');

  const update = serve(files(bucket), (url) =>
    updateDatabase(options('plain', { type: 'http', url }), scope),
  );

  await expect(update).rejects.toMatchObject({ code: 'integrity.untrusted' });
});

test('feeds in a directory are built and signed with the key of this machine', async () => {
  const wanted = options(
    'built',
    { type: 'directory', path: join(root, 'feeds-2') },
    {
      trust: { keys: [] },
    },
  );

  const result = await updateDatabase(wanted, scope);

  const key = parseTrustedKey(machineKey(join(wanted.location.cache, 'keys')));
  expect(result.type).toBe('updated');
  expect(verifyDatabase(wanted.location, { keys: [] }, scope).signedBy).toBe(key.id);
});

test('broken feeds replace nothing', async () => {
  const broken = join(root, 'broken-feeds');
  cpSync(join(root, 'feeds-3'), broken, { recursive: true });
  const zip = join(broken, 'npm', 'all.zip');
  writeFileSync(zip, readFileSync(zip).subarray(0, statSync(zip).size - 30));
  const { build: first } = await updateDatabase(options('broken', day(1)), scope);

  const update = updateDatabase(options('broken', { type: 'directory', path: broken }), scope);

  await expect(update).rejects.toMatchObject({ code: 'input.malformed' });
  expect(currentBuild(options('broken', day(1)).location.cache)).toBe(first);
});
