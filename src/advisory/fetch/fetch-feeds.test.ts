import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testDirectory, testScope } from '../testing.ts';
import { serve } from '../testing-http.ts';
import { fetchFeeds } from './fetch-feeds.ts';
import { type FeedSource, fixed } from './source.ts';
import { chooseSources } from './sources.ts';
import { Vendor, visitVendor } from './testing-vendor.ts';

let directory: string;
let vendor: Vendor;
beforeEach(() => {
  directory = testDirectory();
  vendor = new Vendor();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function fetched(...feeds: readonly string[]) {
  return serve(vendor.listener, (url) => visitVendor({ url, feeds, directory }));
}

function text(name: string): string {
  return readFileSync(join(directory, name), 'utf8');
}

test('a feed is fetched once, and again only when it changed', async () => {
  vendor.put('arch/all.json', '[1]');

  await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['arch'], directory };
    const first = await visitVendor(visit);
    const second = await visitVendor(visit);
    vendor.put('arch/all.json', '[1,2]');
    const third = await visitVendor(visit);

    expect(first).toMatchObject([{ id: 'arch', state: 'updated', held: 1, fetched: 1, bytes: 3 }]);
    expect(second).toMatchObject([{ state: 'unchanged', held: 1, fetched: 0 }]);
    expect(third).toMatchObject([{ state: 'updated' }]);
  });

  expect(text('arch/all.json')).toBe('[1,2]');
  expect(vendor.asked[1]?.headers['if-none-match']).toMatch(/^"\w+"$/);
});

test('without an ETag the time of the last change is the condition', async () => {
  const lastModified = 'Sat, 21 Nov 2026 10:00:00 GMT';
  vendor.on('echo/data.json', (request, response) => {
    const isSame = request.headers['if-modified-since'] === lastModified;
    response.writeHead(isSame ? 304 : 200, { 'last-modified': lastModified });
    response.end(isSame ? undefined : '{}');
  });

  const states = await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['echo'], directory };
    return [...(await visitVendor(visit)), ...(await visitVendor(visit))].map((one) => one.state);
  });

  expect(states).toEqual(['updated', 'unchanged']);
});

test('a file that was changed or removed here is fetched whole', async () => {
  vendor.put('arch/all.json', '[1]');

  await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['arch'], directory };
    await visitVendor(visit);
    writeFileSync(join(directory, 'arch/all.json'), '[');
    await visitVendor(visit);
  });

  expect(text('arch/all.json')).toBe('[1]');
  expect(vendor.asked[1]?.headers['if-none-match']).toBeUndefined();
});

test('a server that asks for a long pause is left alone by the next run too', async () => {
  vendor.on('arch/all.json', (_, response) => {
    response.writeHead(429, { 'retry-after': '7200' }).end();
  });
  const source: FeedSource = {
    ...sourceOf('arch'),
    plan: fixed({ path: 'all.json', name: 'all.json' }),
  };

  const results = await serve(vendor.listener, async (url) => {
    const sources = [{ ...source, base: `${url}/arch/` }];
    const request = { directory, sources, mirrors: new Map<string, string>() };
    return [await fetchFeeds(request, testScope()), await fetchFeeds(request, testScope())];
  });

  expect(vendor.paths).toEqual(['arch/all.json']);
  expect(results[1]).toMatchObject([
    {
      state: 'failed',
      held: 0,
      problems: ['the server asked for a pause and is not asked again before 2026-11-22T14:00:00Z'],
    },
  ]);
});

function sourceOf(id: string): FeedSource {
  const [found] = chooseSources([id]);
  if (found === undefined) throw new Error(id);
  return found;
}

test('a feed that fails keeps its old files, is reported, and the others go on', async () => {
  vendor.put('arch/all.json', '[1]').put('echo/data.json', '{}');

  const results = await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['arch', 'echo'], directory };
    await visitVendor(visit);
    vendor.put('echo/data.json', '{"a":{}}');
    vendor.on('arch/all.json', (_, response) => void response.writeHead(403).end());
    return visitVendor(visit);
  });

  expect(results).toMatchObject([
    { id: 'arch', state: 'failed', held: 1, problems: [expect.stringContaining('answered 403')] },
    { id: 'echo', state: 'updated', held: 1 },
  ]);
  expect(text('arch/all.json')).toBe('[1]');
});

test('what the feed has no more is removed, what a person laid beside it is not', async () => {
  vendor.put('photon/cve_data_photon4.0.json', '[]').put('photon/cve_data_photon5.0.json', '[]');

  await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['photon'], directory };
    await visitVendor(visit);
    writeFileSync(join(directory, 'photon/cve_data_photon9.0.json'), '[]');
    vendor.remove('photon/cve_data_photon4.0.json');
    expect(await visitVendor(visit)).toMatchObject([{ state: 'updated', removed: 1, held: 1 }]);
  });

  expect(readdirSync(join(directory, 'photon'))).toEqual([
    'cve_data_photon5.0.json',
    'cve_data_photon9.0.json',
  ]);
});

test('a feed that is gone altogether keeps its old files', async () => {
  vendor.put('photon/cve_data_photon5.0.json', '[]');

  const [, second] = await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['photon'], directory };
    const first = await visitVendor(visit);
    vendor.remove('photon/cve_data_photon5.0.json');
    return [first, await visitVendor(visit)];
  });

  expect(second).toMatchObject([{ state: 'failed', held: 1 }]);
});

const outside = { '../../outside.txt': { url: 'http://x/', size: 1, sha256: 'a' } };

test.for([
  ['cut off', '{"version":1,"feeds":{"arch":{"files":{'],
  [
    'of another shape',
    '{"version":1,"feeds":{"arch":{"files":7,"notBefore":"soon"},"__proto__":[]}}',
  ],
  ['of another version', '{"version":9}'],
  [
    'with a name that leads elsewhere',
    JSON.stringify({ version: 1, feeds: { arch: { files: outside } } }),
  ],
] as const)('a note of what was fetched that is %s is no hindrance', async ([, note]) => {
  vendor.put('arch/all.json', '[1]');
  writeFileSync(join(directory, '.caisson-fetch.json'), note);

  expect(await fetched('arch')).toMatchObject([{ state: 'updated' }]);
});

test('two fetches into one directory do not mix', async () => {
  mkdirSync(directory, { recursive: true });
  vendor.on('arch/all.json', (_, response) => {
    void fetched('echo').catch((error: unknown) => response.end(`[${String(error)}]`));
  });

  expect(await fetched('arch')).toMatchObject([{ state: 'updated' }]);
  expect(text('arch/all.json')).toContain('is under way');
});

test('an aborted fetch ends with its reason and removes its lock', async () => {
  const controller = new AbortController();
  vendor.on('arch/all.json', () => controller.abort(new Error('enough')));
  const scope = { ...testScope(), signal: controller.signal };

  await expect(
    serve(vendor.listener, (url) => visitVendor({ url, feeds: ['arch'], directory, scope })),
  ).rejects.toThrow('enough');
  expect(readdirSync(directory)).not.toContain('.caisson-fetch.lock');
});

test('a fetch that is aborted while it waits ends with its reason', async () => {
  const controller = new AbortController();
  vendor.on('arch/all.json', (_, response) => {
    response.writeHead(429, { 'retry-after': '30' }).end();
  });
  const log = { ...testScope().log, debug: () => controller.abort(new Error('enough')) };
  const scope = { ...testScope(), log, signal: controller.signal };

  await expect(
    serve(vendor.listener, (url) =>
      visitVendor({ url, feeds: ['arch'], directory, scope, pace: { longestWaitMs: 60_000 } }),
    ),
  ).rejects.toThrow('enough');
});

test('credentials of a mirror are kept nowhere', async () => {
  vendor.put('arch/all.json', '[1]');

  await serve(vendor.listener, (url) =>
    visitVendor({ url: url.replace('//', '//me:secret@'), feeds: ['arch'], directory }),
  );

  expect(vendor.asked[0]?.headers.authorization).toMatch(/^Basic /);
  expect(text('.caisson-fetch.json')).not.toContain('secret');
});
