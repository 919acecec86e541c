import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blobPath } from './blob.ts';
import { buildDatabase } from './build.ts';
import { diffSegments, openDatabase, segmentDigests } from './diff.ts';
import { verifyDatabase } from './inspect.ts';
import type { Trust } from './location.ts';
import { openIndex } from './open-index.ts';
import { machineKey, machineTrust } from './signature.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';
import { files, serve } from './testing-http.ts';
import { exportDatabase } from './transfer.ts';
import { updateDatabase } from './update.ts';

const scope = testScope();
let trust: Trust;
let root = '';

function day(number: number): string {
  return join(root, `day-${number}`);
}

/** Five days of 800 advisories of which some change each day; every build but the first knows the one before. */
beforeAll(async () => {
  root = testDirectory();
  const keys = join(root, 'publisher');
  const signingKey = machineKey(keys);
  trust = { keys: machineTrust(keys) };
  for (const number of [1, 2, 3, 4, 5]) {
    const from = join(root, `feeds-${number}`);
    const records = Array.from({ length: 800 }, (_, at) =>
      osvRecord(
        `GHSA-${String(at).padStart(4, '0')}-aaaa-bbbb`,
        ['npm', `package-${at % 300}`],
        [{ introduced: '0' }, { fixed: at === number ? `9.${number}` : `1.${at}` }],
      ),
    );
    writeBucket(from, 'npm', records.slice(number));
    const previous = number === 1 ? {} : { previous: day(number - 1) };
    await buildDatabase({ from, out: day(number), signingKey, ...previous }, scope);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function location(name: string) {
  return { cache: join(root, 'caches', name) };
}

async function updateFrom(number: number, name: string, asked: string[] = []): Promise<number> {
  const result = await serve(files(day(number), asked), (url) =>
    updateDatabase({ source: { type: 'http', url }, location: location(name), trust }, scope),
  );
  return result.type === 'unavailable' ? -1 : result.fetchedBytes;
}

test('an older build is brought up to date by a delta, which is much smaller', async () => {
  const whole = await updateFrom(1, 'one-step');

  const fetched = await updateFrom(2, 'one-step');

  expect(fetched).toBeLessThan(whole / 4);
  using index = openIndex(location('one-step'), scope);
  expect(index.byPackage('npm', 'package-2')[0]?.ranges).toEqual([
    { introduced: '0', fixed: '9.2' },
  ]);
  expect(verifyDatabase(location('one-step'), trust, scope).problems).toEqual([]);
});

test('deltas lead back three builds; beyond that the whole is fetched', async () => {
  const whole = await updateFrom(5, 'whole');
  await updateFrom(2, 'three');
  await updateFrom(1, 'four');

  expect(await updateFrom(5, 'three')).toBeLessThan(whole / 2);
  expect(await updateFrom(5, 'four')).toBeGreaterThan(whole / 2);
});

test('a delta that is not there costs nothing but its advantage', async () => {
  await updateFrom(3, 'lost');
  const { segments } = openDatabase({ directory: day(4) }).manifest;
  const asked: string[] = [];
  const lost = new Set(
    segments.flatMap(({ deltas = [] }) => deltas.map(({ blob }) => blob.digest)),
  );
  const listener = files(day(4), asked);

  await serve(
    (request, response) => {
      const isLost = [...lost].some((digest) => request.url?.endsWith(blobPath(digest)));
      if (isLost) response.writeHead(404).end();
      else listener(request, response);
    },
    (url) =>
      updateDatabase({ source: { type: 'http', url }, location: location('lost'), trust }, scope),
  );

  expect(verifyDatabase(location('lost'), trust, scope).problems).toEqual([]);
});

test('what came as a delta can be handed on whole', async () => {
  await updateFrom(1, 'hand-on');
  await updateFrom(2, 'hand-on');
  const out = join(root, 'handed-on');

  exportDatabase(location('hand-on'), out, scope);

  expect(readdirSync(join(out, 'blobs', 'sha256')).sort()).toEqual(
    readdirSync(join(day(2), 'blobs', 'sha256')).sort(),
  );
});

test('the difference of two builds names packages and facts', () => {
  const [before, after] = [
    openDatabase({ directory: day(1) }),
    openDatabase({ directory: day(2) }),
  ];

  const [npm] = [...diffSegments(before, after, { ...location('diff'), facts: true }, scope)];

  expect(npm?.segment).toBe('npm');
  expect(npm?.keys).toEqual([
    { key: 'package-1', change: 'changed' },
    { key: 'package-2', change: 'changed' },
  ]);
  expect(npm?.facts).toMatchObject([
    { package: 'package-1', change: 'removed', before: { id: 'GHSA-0001-aaaa-bbbb' } },
    { package: 'package-2', change: 'changed', after: { id: 'GHSA-0002-aaaa-bbbb' } },
  ]);
});

test('digests of segments tell whether anything changed for them', async () => {
  await updateFrom(1, 'digests');
  const before = segmentDigests(location('digests'), ['npm', 'debian-12']);
  await updateFrom(2, 'digests');
  const after = segmentDigests(location('digests'), ['npm', 'debian-12']);

  expect([...before.keys()]).toEqual(['npm']);
  expect(after.get('npm')).not.toBe(before.get('npm'));
});
