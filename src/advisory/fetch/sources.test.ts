import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFeeds } from '../feed-files.ts';
import { testDirectory, testScope } from '../testing.ts';
import { serve } from '../testing-http.ts';
import { vendorFeeds } from '../vendor-feeds.ts';
import { listFeeds } from './fetch-feeds.ts';
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
