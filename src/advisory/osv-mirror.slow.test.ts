import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIndex } from './open-index.ts';
import { type ExtraFeeds, mirrorBucket } from './osv-mirror.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';
import { files, serve } from './testing-http.ts';
import { updateDatabase } from './update.ts';

const scope = testScope();
const http = { timeoutMs: 5000, signal: scope.signal };
const kev = 'known_exploited_vulnerabilities.json';
const epss = 'epss_scores-current.csv.gz';
const exploited = JSON.stringify({
  dateReleased: '2026-03-01',
  vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-03-01' }],
});
const scores = gzipSync(
  '#model_version:v1,score_date:2026-03-01T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.5,0.9\n',
);
const alpine = JSON.stringify({
  distroversion: 'v3.20',
  packages: [{ pkg: { name: 'busybox', secfixes: { '1.36-r1': ['CVE-2026-0002'] } } }],
});

let root = '';
let plain = '';
beforeAll(() => {
  root = testDirectory();
  plain = join(root, 'plain');
  writeBucket(plain, 'npm', [osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'])]);
  writeBucket(plain, 'Rocky Linux', [osvRecord('RLSA-2026:1', ['Rocky Linux:9', 'bash'])]);
  write(join(plain, 'alpine-secdb', 'v3.20', 'main.json'), alpine);
  write(join(plain, kev), exploited);
  write(join(plain, epss), scores);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

test('a plain web server over a copied directory is mirrored, with all that lies beside the feeds', async () => {
  const location = { cache: join(root, 'cache') };
  const trust = { keys: [], allowUnsigned: true };

  const result = await serve(files(plain), (url) =>
    updateDatabase({ source: { type: 'http', url }, location, trust }, scope),
  );

  expect(result.type).toBe('updated');
  using index = openIndex(location, scope);
  expect(['npm', 'rocky-9', 'alpine-3.20', 'go'].map((name) => index.has(name))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(index.knownExploited('CVE-2026-0001')).toMatchObject({ added: '2026-03-01' });
  expect(index.exploitPrediction('CVE-2026-0001')).toMatchObject({ probability: 0.5 });
});

test('what did not change is not fetched again, and what is gone is removed', async () => {
  const [served, out] = [join(root, 'served'), join(root, 'gone')];
  writeBucket(served, 'npm', [osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'])]);
  write(join(served, 'alpine-secdb', 'v3.20', 'main.json'), alpine);
  write(join(served, kev), exploited);

  await serve(files(served), async (url) => {
    await mirrorBucket(url, out, { http }, scope);
    rmSync(join(served, kev));
    rmSync(join(served, 'alpine-secdb'), { recursive: true });
    writeFileSync(join(out, 'npm', 'all.zip'), 'kept, for the server says that it is the same');
    await mirrorBucket(url, out, { http }, scope);
  });

  expect(existsSync(join(out, 'npm', 'all.zip'))).toBe(true);
  expect(existsSync(join(out, kev))).toBe(false);
  expect(existsSync(join(out, 'alpine-secdb', 'v3.20', 'main.json'))).toBe(false);
});

test('KEV and EPSS are fetched from addresses of their own', async () => {
  const [elsewhere, bucket, out] = [join(root, 'else'), join(root, 'bucket'), join(root, 'extra')];
  writeBucket(bucket, 'npm', [osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'])]);
  write(join(elsewhere, 'kev.json'), exploited);
  write(join(elsewhere, 'today.csv.gz'), scores);

  await serve(files(elsewhere), (other) =>
    serve(files(bucket), (url) => {
      const extra = { kev: `${other}/kev.json`, epss: `${other}/today.csv.gz` };
      return mirrorBucket(url, out, { http, extra }, scope);
    }),
  );

  expect([kev, epss].map((name) => existsSync(join(out, name)))).toEqual([true, true]);
});

test.for<[string, (url: string) => ExtraFeeds, string]>([
  ['a named address that has nothing', (url) => ({ kev: `${url}/nothing.json` }), 'plain'],
  ['a server that has no feeds', () => ({}), 'empty'],
])('%s is an error', async ([, extra, directory]) => {
  const mirror = serve(files(join(root, directory)), (url) =>
    mirrorBucket(url, join(root, 'failed'), { http, extra: extra(url) }, scope),
  );

  await expect(mirror).rejects.toMatchObject({ code: 'input.not-found' });
});
