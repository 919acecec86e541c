import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testDirectory, testScope } from '../testing.ts';
import { serve } from '../testing-http.ts';
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
