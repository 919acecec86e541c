import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesBelow } from '../feed-reader.ts';
import { testDirectory, testScope } from '../testing.ts';
import { tarOf } from '../testing-archives.ts';
import { serve } from '../testing-http.ts';
import { documentsBelow } from '../vendor-documents.ts';
import { Vendor, visitVendor } from './testing-vendor.ts';

let directory: string;
let vendor: Vendor;
beforeEach(() => {
  directory = testDirectory();
  vendor = new Vendor();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `use` with a function that fetches the feed from the vendor. */
function atVendor<Result>(
  feed: string,
  use: (fetch: () => ReturnType<typeof visitVendor>, url: string) => Promise<Result>,
): Promise<Result> {
  return serve(vendor.listener, (url) =>
    use(() => visitVendor({ url, feeds: [feed], directory }), url),
  );
}

function filesOf(feed: string): readonly string[] {
  return filesBelow(join(directory, feed));
}

const base = 'redhat-vex/';

/** Red Hat's server on a day: its archive, and what changed since. */
function putRedHat(
  day: string,
  archive: Readonly<Record<string, string>>,
  lists: Readonly<Partial<Record<'changes' | 'deletions', readonly (readonly [string, string])[]>>>,
): void {
  const name = `csaf_vex_${day}.tar.zst`;
  vendor.put(`${base}archive_latest.txt`, `${name}\n`);
  vendor.put(`${base}${name}`, zstdCompressSync(tarOf(archive)));
  for (const list of ['changes', 'deletions'] as const)
    vendor.put(
      `${base}${list}.csv`,
      (lists[list] ?? []).map(([path, time]) => `"${path}","${time}"\n`).join(''),
    );
}

async function redHatDocuments(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  function accepts(path: string): boolean {
    return path.endsWith('.json');
  }
  for await (const { path, bytes } of documentsBelow(
    join(directory, 'redhat-vex'),
    accepts,
    testScope(),
  ))
    found[path] = Buffer.from(bytes).toString();
  return found;
}

const [one, two, three] = [
  '2024/cve-2024-0001.json',
  '2024/cve-2024-0002.json',
  '2025/cve-2025-0003.json',
];

test('of Red Hat the archive is taken, then what changed and went since', async () => {
  putRedHat(
    '2026-11-15',
    { [one]: '{"v":1}', [two]: '{"v":1}', [three]: '{"v":1}' },
    {
      changes: [
        [one, '2026-11-16T10:00:00+00:00'],
        [two, '2026-11-14T10:00:00+00:00'],
      ],
      deletions: [[three, '2026-11-17T00:00:00+00:00']],
    },
  );
  vendor.put(`${base}${one}`, '{"v":2}');

  const [first, again] = await atVendor('redhat-vex', async (fetch) => {
    const before = await fetch();
    vendor.takePaths();
    return [...before, ...(await fetch())];
  });

  expect(first).toMatchObject({ state: 'updated', fetched: 2 });
  expect(again).toMatchObject({ state: 'unchanged' });
  expect(vendor.paths).toEqual(
    ['archive_latest.txt', 'changes.csv', 'deletions.csv'].map((name) => `${base}${name}`),
  );
  expect(await redHatDocuments()).toEqual({ [one]: '{"v":2}', [two]: '{"v":1}' });
});

test('only what changed since the last time is fetched, and a new archive takes the place of all', async () => {
  const archive = { [one]: '{"v":1}', [two]: '{"v":1}' };
  putRedHat('2026-11-15', archive, { changes: [[one, '2026-11-16T10:00:00Z']] });
  vendor.put(`${base}${one}`, '{"v":2}').put(`${base}${two}`, '{"v":3}');

  await atVendor('redhat-vex', async (fetch) => {
    await fetch();
    const changes = [
      [two, '2026-11-18T10:00:00Z'],
      [one, '2026-11-16T10:00:00Z'],
    ] as const;
    putRedHat('2026-11-15', archive, { changes });
    vendor.takePaths();
    await fetch();
    expect(vendor.takePaths()).toContain(`${base}${two}`);
    expect(vendor.takePaths()).not.toContain(`${base}${one}`);
    expect(await redHatDocuments()).toEqual({ [one]: '{"v":2}', [two]: '{"v":3}' });

    putRedHat('2026-11-22', { [one]: '{"v":4}', [two]: '{"v":4}' }, { changes });
    await fetch();
  });

  expect(await redHatDocuments()).toEqual({ [one]: '{"v":4}', [two]: '{"v":4}' });
  expect(filesOf('redhat-vex')).toEqual(['vex.tar.zst']);
});

test('a document that came back after its deletion is there', async () => {
  putRedHat(
    '2026-11-15',
    { [one]: '{"v":1}' },
    {
      changes: [[one, '2026-11-18T00:00:00Z']],
      deletions: [[one, '2026-11-17T00:00:00Z']],
    },
  );
  vendor.put(`${base}${one}`, '{"v":2}');

  await atVendor('redhat-vex', (fetch) => fetch());

  expect(await redHatDocuments()).toEqual({ [one]: '{"v":2}' });
});

test('a new archive with a list of changes that cannot be read leaves no older document in front of it', async () => {
  putRedHat('2026-11-15', { [one]: '{"v":1}' }, { changes: [[one, '2026-11-16T10:00:00Z']] });
  vendor.put(`${base}${one}`, '{"v":2}');

  const [result] = await atVendor('redhat-vex', async (fetch) => {
    await fetch();
    putRedHat('2026-11-22', { [one]: '{"v":3}' }, {});
    vendor.put(`${base}changes.csv`, '<html>busy</html>');
    return fetch();
  });

  expect(result).toMatchObject({
    state: 'failed',
    problems: ['what the server sent is no changes.csv'],
  });
  expect(await redHatDocuments()).toEqual({ [one]: '{"v":3}' });
});

test.for([
  ['../../etc/passwd'],
  ['http://elsewhere.example/csaf_vex_2026-11-15.tar.zst'],
  ['csaf_vex_2026-11-15/../../x.tar.zst'],
  ['<html>'],
] as const)('an archive called %o is not fetched', async ([name]) => {
  putRedHat('2026-11-15', {}, {});
  vendor.put(`${base}archive_latest.txt`, name);

  const [result] = await atVendor('redhat-vex', (fetch) => fetch());

  expect(result).toMatchObject({ problems: ['archive_latest.txt names no archive'] });
  expect(vendor.paths).toEqual([`${base}archive_latest.txt`]);
});

test('a document beside an archive takes the place of the one in it, whatever the feed', async () => {
  const place = testDirectory();
  writeFileSync(join(place, 'a.tar'), tarOf({ 'x.json': 'old', 'y.json': 'old', 'z.json': 'old' }));
  writeFileSync(join(place, 'x.json.gz'), gzipSync('new'));
  writeFileSync(join(place, 'y.json.deleted'), '');

  const found: string[] = [];
  for await (const { path, bytes } of documentsBelow(place, () => true, testScope()))
    found.push(`${path} ${Buffer.from(bytes).toString()}`);

  rmSync(place, { recursive: true });
  expect(found.sort()).toEqual(['x.json new', 'z.json old']);
});
