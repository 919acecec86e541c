import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, type Ended, newDesk } from '../command-line.ts';
import { writeFeeds, writeSampleArchive } from '../sample-database.ts';

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => rmSync(desk.root, { recursive: true, force: true }));

function caisson(line: string): Promise<Ended> {
  return desk.caisson(line.split(' '));
}

/** Builds a database of that day in November and gives its directory. */
async function build(day: number): Promise<string> {
  writeFeeds(join(desk.work, `feeds-${day}`), `2026-11-${day}T00:00:00Z`);
  const { code, err } = await caisson(`db build --from feeds-${day} --out db-${day}`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return `db-${day}`;
}

function json(out: string): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>;
}

test('a database is built, verified, searched and told about', async () => {
  const db = await build(20);

  const status = await caisson(`db status --db ${db}`);
  const search = await caisson(`db search left-pad --db ${db}`);
  const none = await caisson(`db search no-such-package --db ${db}`);
  const verify = await caisson(`db verify --db ${db}`);

  expect([status.code, search.code, none.code, verify.code]).toEqual([0, 0, 0, 0]);
  expect(status.out).toMatch(/in use: ".*db-20", newest record 2 days ago/);
  expect(search.out).toContain('GHSA-aaaa-bbbb-cccc CVE-2026-0001 fixed in 2.0.0');
  expect(none.out).toBe('no advisories for "no-such-package"\n');
  expect(verify.out).toMatch(/^good: 5 segments, signed by /);
});

test.for(['status', 'search left-pad', 'verify'])(
  'db %s has a form for programs',
  async (action) => {
    const db = await build(20);

    const { code, out } = await caisson(`db ${action} --db ${db} --format json`);

    expect(code).toBe(0);
    expect(() => json(out)).not.toThrow();
  },
);

test('a newer database is taken over, exported, and an older one is refused', async () => {
  const [older, newer] = [await build(20), await build(21)];

  const updated = await caisson(`db update ${newer}`);
  const again = await caisson(`db update ${newer}`);
  const older1 = await caisson(`db update ${older}`);
  const exported = await caisson('db export out');
  const verify = await caisson('db verify --db out');

  expect([updated.code, again.code, exported.code, verify.code]).toEqual([0, 0, 0, 0]);
  expect(updated.out).toMatch(/^updated: sha256:/);
  expect(older1.code).toBe(5);
  expect(older1.err).toMatch(/^error: .*\nhint: /);
  expect(readdirSync(join(desk.work, 'out')).sort()).toEqual([
    'blobs',
    'index.json',
    'index.json.sig',
  ]);
});

test('rollback goes back to the build before', async () => {
  const [older, newer] = [await build(20), await build(21)];
  await caisson(`db update ${older}`);
  const before = json((await caisson('db status --format json')).out);
  await caisson(`db update ${newer}`);

  const { code, out } = await caisson('db rollback');
  const after = json((await caisson('db status --format json')).out);

  expect(code).toBe(0);
  expect(out).toMatch(/^now in use: sha256:/);
  expect(after['inUse']).toMatchObject({ build: (before['inUse'] as { build: string }).build });
});

test('a database that nobody signed is refused unless that is allowed', async () => {
  const db = await build(20);
  const other = newDesk();
  cpSync(join(desk.work, db), join(other.work, 'db'), { recursive: true });

  const refused = await other.caisson(['db', 'update', 'db']);
  const allowed = await other.caisson(['db', 'update', 'db', '--allow-unsigned']);

  rmSync(other.root, { recursive: true });
  expect(refused.code).toBe(5);
  expect(refused.err).toMatch(/hint: /);
  expect(allowed.code).toBe(0);
});

test('a changed segment is found by verify and ends a scan with 5', async () => {
  const db = await build(20);
  const blobs = join(desk.work, db, 'blobs', 'sha256');
  for (const name of readdirSync(blobs)) {
    const bytes = readFileSync(join(blobs, name));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(blobs, name), bytes);
  }
  const archive = join(desk.work, 'shop.tar');
  writeSampleArchive(archive);

  const verify = await caisson(`db verify --db ${db}`);
  const scan = await caisson(`scan docker-archive:${archive} --db ${db} --cache-dir fresh`);

  expect([verify.code, scan.code]).toEqual([5, 5]);
  expect(verify.out).toMatch(/^not good:\n/);
});

test('a named database wins over an updated one', async () => {
  const [older, newer] = [await build(20), await build(21)];
  await caisson(`db update ${newer}`);

  const named = json((await caisson(`db status --db ${older} --format json`)).out);

  expect(named['inUse']).toMatchObject({ manifest: { builtAt: '2026-11-20T00:00:00Z' } });
});

test('--offline forbids an update from the network, by flag and by environment', async () => {
  const flag = await caisson('db update --offline');
  const byEnvironment = await desk.caisson(['db', 'update', 'oci://127.0.0.1:1/db:1'], {
    environment: { CAISSON_OFFLINE: '1' },
  });
  const directory = await caisson(`db update --offline ${await build(20)}`);

  expect([flag.code, byEnvironment.code, directory.code]).toEqual([4, 4, 0]);
  expect(flag.err).toMatch(/is not asked: --offline forbids the network\nhint: name a directory/);
});

test('a source that is away leaves the database in use and exits with 4', async () => {
  const { code, out, err } = await caisson('db update http://127.0.0.1:1/');

  expect(code).toBe(4);
  expect(out + err).toMatch(/could not be reached|cannot/);
});

test('an empty directory is no source of advisories', async () => {
  mkdirSync(join(desk.work, 'empty'));

  const { code, err } = await caisson('db build --from empty --out out');

  expect(code).toBeGreaterThanOrEqual(2);
  expect(err).toMatch(/^error: .*\nhint: /);
});

test('SOURCE_DATE_EPOCH that is no number is refused', async () => {
  writeFeeds(join(desk.work, 'feeds'));

  const { code } = await desk.caisson(['db', 'build', '--from', 'feeds', '--out', 'x'], {
    environment: { SOURCE_DATE_EPOCH: 'today' },
  });

  expect(code).toBe(2);
});

test('a build tells how it differs from the one before', async () => {
  const [older, newer] = [await build(20), await build(21)];

  const same = await caisson(`db diff ${older} ${older}`);
  const text = await caisson(`db diff ${older} ${newer}`);
  const data = await caisson(`db diff ${older} ${newer} --format json`);

  expect(same).toMatchObject({ code: 0, out: 'no difference\n' });
  expect(text.out).toMatch(/: \d+ added, \d+ removed, [1-9]\d* changed\n {2}~ /);
  expect(data.out).toContain('"key": "left-pad"');
  expect(data.out).toContain('"segment": "npm"');
});

test('one file carries a database to a machine without network', async () => {
  const db = await build(20);
  await caisson(`db update ${db}`);

  const exported = await caisson('db export --bundle advisories.tar');
  const bare = await caisson('db export');
  rmSync(join(desk.root, 'home', '.cache'), { recursive: true, force: true });
  const updated = await caisson('db update advisories.tar --offline --allow-unsigned');
  const wrong = await caisson('db update feeds-20/npm/all.zip');

  expect([exported.code, bare.code, updated.code, wrong.code]).toEqual([0, 2, 0, 4]);
  expect(updated.out).toMatch(/^updated: /);
});

test('a mirror copies what is published, and goes on where it was', async () => {
  const db = await build(20);

  const first = await caisson(`db mirror https://127.0.0.1:1/db ${db} --to copy`);
  const again = await caisson(`db mirror ${db} --to copy`);
  const update = await caisson('db update copy');

  expect(first).toMatchObject({ code: 0 });
  expect(again.out).toMatch(/0 B fetched, [1-9] blobs there already/);
  expect(update.out).toMatch(/^updated: /);
});

test('a build whose feeds lost facts is not published', async () => {
  const older = await build(20);
  rmSync(join(desk.work, 'feeds-20', 'npm'), { recursive: true });

  const lost = await caisson(`db build --from feeds-20 --out next --previous ${older}`);
  const meant = await caisson(
    `db build --from feeds-20 --out next --previous ${older} --accept-changes`,
  );

  expect(lost.code).toBe(4);
  expect(lost.err).toContain('"osv:npm" has 0 facts after');
  expect(meant.code).toBe(0);
});
