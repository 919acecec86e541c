import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, type Ended, newDesk } from './command-line.ts';

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => rmSync(desk.root, { recursive: true, force: true }));

function caisson(line: string): Promise<Ended> {
  return desk.caisson(line.split(' '));
}

/** Runs `use` with the address of a server that has these files and nothing else. */
async function serving<Result>(
  files: Readonly<Record<string, string>>,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((request, response) => {
    const body = Object.hasOwn(files, request.url ?? '') ? files[request.url ?? ''] : undefined;
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const group = {
  name: 'AVG-1',
  packages: ['openssl'],
  status: 'Fixed',
  severity: 'High',
  affected: '3.0.0-1',
  fixed: '3.0.1-1',
  issues: ['CVE-2026-0001'],
};

test('feeds that are fetched are built into a database', async () => {
  await serving({ '/arch/all.json': JSON.stringify([group]) }, async (url) => {
    const fetched = await caisson(`db fetch --to feeds --feeds arch --from-url arch=${url}/arch/`);
    expect(fetched).toMatchObject({ code: 0, err: '' });
    expect(fetched.out).toMatch(/^arch {2}updated: 1 file fetched \(\d+ B\), 1 there\n$/);
  });

  const built = await caisson('db build --from feeds --out db');
  const found = await caisson('db search openssl --db db');

  expect(built).toMatchObject({ code: 0 });
  expect(found.out).toContain('CVE-2026-0001');
});

test('a feed that failed ends with 0 while its old files are there, with 4 when it has none', async () => {
  const codes = await serving({ '/all.json': '[]', '/sign-in/all.json': '<html>' }, async (url) => {
    const good = await caisson(`db fetch --to feeds --feeds arch --from-url arch=${url}/`);
    const kept = await caisson(`db fetch --to feeds --feeds arch --from-url arch=${url}/sign-in`);
    const none = await caisson(`db fetch --to other --feeds arch --from-url arch=${url}/sign-in`);
    expect(kept.out).toMatch(/^arch {2}failed: 1 of before kept\n {2}what the server sent is no /);
    expect(none.out).toContain('failed: nothing is there');
    return [good.code, kept.code, none.code];
  });

  expect(codes).toEqual([0, 0, 4]);
  expect(readFileSync(join(desk.work, 'feeds', 'arch', 'all.json'), 'utf8')).toBe('[]');
});

test('--list shows every feed without a network, for people and for programs', async () => {
  const text = await caisson('db fetch --list --offline');
  const data = await caisson('db fetch --list --feeds nvd --to feeds --format json');

  expect(text).toMatchObject({ code: 0, err: '' });
  expect(text.out).toContain('https://security.access.redhat.com/data/csaf/v2/vex/');
  expect(JSON.parse(data.out)).toMatchObject({
    feeds: [{ id: 'nvd', licence: 'public domain', redistributable: true, usual: true }],
  });
  expect(existsSync(join(desk.work, 'feeds'))).toBe(false);
});

test.for([
  ['db fetch --to feeds --offline', 4, /--offline forbids the network\nhint: /],
  ['db fetch', 2, /where feeds are to be put\nhint: /],
  ['db fetch --to feeds --feeds no-such', 2, /"no-such" is no feed that can be fetched\nhint: /],
  ['db fetch --to feeds --from-url arch', 2, /names no feed and address\nhint: /],
  ['db fetch --to feeds --from-url arch=file:///etc', 2, /names no feed and address\nhint: /],
  ['db fetch --to feeds --from-url ach=http://127.0.0.1/', 2, /"ach" is no feed/],
] as const)('%s is refused with %i', async ([line, code, message]) => {
  const ended = await caisson(line);

  expect(ended.code).toBe(code);
  expect(ended.err).toMatch(message);
});
