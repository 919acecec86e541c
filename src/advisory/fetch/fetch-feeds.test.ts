import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFeeds } from '../feed-files.ts';
import { testDirectory, testScope } from '../testing.ts';
import { serve } from '../testing-http.ts';
import { vendorFeeds } from '../vendor-feeds.ts';
import { fetchFeeds, listFeeds } from './fetch-feeds.ts';
import { type FeedSource, fixed } from './source.ts';
import { chooseSources, feedSources } from './sources.ts';
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

test('a transfer that broke off goes on where it stopped, in this run and in the next', async () => {
  const body = Buffer.concat([gzipSync('x'), Buffer.alloc(5_000_000, 7)]);
  vendor.put('epss/epss_scores-current.csv.gz', body);
  vendor.on('epss/epss_scores-current.csv.gz', (request, response, count) => {
    if (count >= 4) return vendor.serveFile(request, response);
    const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
    const end = start + 1_000_000;
    const etag = '"one"';
    const range = { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` };
    const length = { 'content-length': body.length - start, etag };
    response.writeHead(start === 0 ? 200 : 206, { ...length, ...(start > 0 && range) });
    response.write(body.subarray(start, end), () => setImmediate(() => response.destroy()));
  });

  const states = await serve(vendor.listener, async (url) => {
    const visit = { url, feeds: ['epss'], directory };
    const first = await visitVendor(visit);
    expect(readdirSync(directory).filter((name) => !name.startsWith('.'))).toEqual([]);
    return [first, await visitVendor(visit)].map(([one]) => one?.state);
  });

  expect(states).toEqual(['failed', 'updated']);
  expect(readFileSync(join(directory, 'epss_scores-current.csv.gz')).equals(body)).toBe(true);
  const starts = vendor.asked.map(({ headers }) => Number(/\d+/.exec(headers.range ?? '0')?.[0]));
  expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
  expect(starts.at(-1)).toBeGreaterThan(3_000_000);
  expect(existsSync(join(directory, '.caisson-partial'))).toBe(false);
});

test('when the file was replaced meanwhile, it is taken from its beginning', async () => {
  const [old, young] = [`[${' '.repeat(4_000_000)}]`, `[1${' '.repeat(4_000_000)}]`];
  vendor.put('arch/all.json', young);
  vendor.on('arch/all.json', (request, response, count) => {
    if (count > 0) return vendor.serveFile(request, response);
    response.writeHead(200, { etag: '"old"', 'content-length': old.length });
    response.write(old.slice(0, 2_000_000), () => setImmediate(() => response.destroy()));
  });

  const [result] = await fetched('arch');

  expect(result).toMatchObject({ state: 'updated' });
  expect(vendor.asked[1]?.headers).toMatchObject({ 'if-range': '"old"' });
  expect(text('arch/all.json')).toBe(young);
});

test.for([
  ['answers 500', 500, {}],
  ['answers 416 to everything', 416, {}],
  ['answers 429 without a time', 429, {}],
  ['answers 429 and asks for a second that is over at once', 429, { 'retry-after': '0' }],
  ['answers 503 with a time', 503, { 'retry-after': '0' }],
] as const)('a server that %s is asked again', async ([, status, headers]) => {
  vendor.put('arch/all.json', '[]').on('arch/all.json', (request, response, count) => {
    if (count >= 2) vendor.serveFile(request, response);
    else response.writeHead(status, headers).end();
  });

  expect(await fetched('arch')).toMatchObject([{ state: 'updated', held: 1 }]);
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

test.for([
  ['the page of a gateway', 'arch', 'all.json', '<!doctype html><title>Log in</title>'],
  ['nothing at all', 'arch', 'all.json', ''],
  ['a page in place of XML', 'azure', 'azurelinux-3.0-oval.xml', '<!DOCTYPE HTML><html>'],
  ['text in place of gzip', 'epss', 'epss_scores-current.csv.gz', 'cve,epss'],
  ['text in place of bzip2', 'oracle', 'com.oracle.elsa-all.xml.bz2', '<oval/>'],
] as const)('%s is not taken for a feed', async ([, feed, name, body]) => {
  vendor.put(`${feed}/${name}`, body);

  expect(await fetched(feed)).toMatchObject([{ state: 'failed', held: 0 }]);
  expect(readdirSync(directory)).not.toContain(name);
});

test('a file that is larger than its limit is given up and leaves nothing', async () => {
  vendor.put('arch/all.json', `[${' '.repeat(5000)}]`);
  const scope = testScope({ maxSpoolBytes: 1000 });

  const [result] = await serve(vendor.listener, (url) =>
    visitVendor({ url, feeds: ['arch'], directory, scope }),
  );

  expect(result).toMatchObject({
    state: 'failed',
    problems: [expect.stringMatching(/too large$/)],
  });
  expect(readdirSync(join(directory, '.caisson-partial'))).toEqual([]);
});

test('a server that sends a byte now and then is given up', async () => {
  vendor.on('arch/all.json', (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  });

  const [result] = await serve(vendor.listener, (url) =>
    visitVendor({ url, feeds: ['arch'], directory, pace: { totalMs: 150 } }),
  );

  expect(result).toMatchObject({ problems: ['a server took too long for one file'] });
});

test.for([
  ['to no web address', 'file:///etc/passwd', 1],
  ['to itself for ever', '/arch/all.json', 6],
] as const)('a redirect %s is not followed', async ([, location, requests]) => {
  vendor.on('arch/all.json', (_, response) => void response.writeHead(302, { location }).end());

  const [result] = await serve(vendor.listener, (url) =>
    visitVendor({ url, feeds: ['arch'], directory, pace: { attempts: 1 } }),
  );

  expect(result).toMatchObject({ state: 'failed', held: 0 });
  expect(vendor.paths).toHaveLength(requests);
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

test('the table says address, licence and age of every feed', async () => {
  vendor.put('arch/all.json', '[1]');
  await fetched('arch');
  const later = { ...testScope(), clock: () => new Date('2026-11-24T12:00:00Z') };

  const listed = listFeeds(feedSources, directory, later);

  expect(listed.find(({ id }) => id === 'arch')).toMatchObject({
    address: 'https://security.archlinux.org/',
    redistributable: false,
    usual: true,
    fetchedAt: '2026-11-22T12:00:00.000Z',
    ageDays: 2,
  });
  expect(listed.filter(({ licence }) => licence === '')).toEqual([]);
});

test('every feed of the table has a reader that a build knows', () => {
  for (const { id, directory: own } of feedSources)
    mkdirSync(join(directory, own ?? id), { recursive: true });
  const known = new Set(findFeeds(directory, vendorFeeds).map(({ name }) => name));
  const others = ['osv-bucket', 'kev', 'epss', 'alpine-secdb'];

  expect(
    feedSources.map(({ id }) => id).filter((id) => !known.has(id) && !others.includes(id)),
  ).toEqual([]);
  expect(feedSources.every(({ base }) => base.startsWith('https://') && base.endsWith('/'))).toBe(
    true,
  );
});

test('every file of the table has a name that its reader accepts', () => {
  const refused = feedSources.flatMap(({ id, plan }) => {
    const reader = vendorFeeds.find((one) => one.id === id);
    const files = plan.type === 'files' ? plan.files(2026) : [];
    return files
      .map(({ name }) => name)
      .filter((name) => !/\.(?:tar\.(?:gz|bz2|zst)|zip)$/.test(name))
      .filter(
        (name) => reader !== undefined && !reader.accepts(name.replace(/\.(?:gz|bz2|zst)$/, '')),
      );
  });

  expect(refused).toEqual([]);
});

test.for([
  [[], true],
  [['all'], false],
] as const)('%o means the usual feeds, or all', ([names, isUsual]) => {
  const chosen = chooseSources(names);

  expect(chosen.length).toBeGreaterThan(20);
  expect(chosen.every((one) => one.isUsual)).toBe(isUsual);
});

test('a name that is no feed is refused', () => {
  expect(() => chooseSources(['arch', 'ach'])).toThrow('"ach" is no feed that can be fetched');
});
