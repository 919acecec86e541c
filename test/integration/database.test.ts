import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { osvRecord, writeBucket } from '../../src/advisory/testing.ts';
import { type Desk, type Ended, newDesk } from '../command-line.ts';
import { type Daemon, hasPrograms, run, startRegistry } from '../daemons.ts';
import { writeFeeds, writeSampleArchive } from '../sample-database.ts';

const canRun = hasPrograms('docker-registry', 'curl');
let registry: Daemon | undefined;
const desks: Desk[] = [];

beforeAll(async () => {
  if (canRun) registry = await startRegistry();
});
afterEach(() => {
  for (const { root } of desks.splice(0)) rmSync(root, { recursive: true, force: true });
});
afterAll(async () => await registry?.[Symbol.asyncDispose]());

/** Another machine: its own home, caches and configuration; it may speak plain HTTP to registries of this host. */
function machine(insecure = registry?.address ?? ''): Desk {
  const desk = newDesk();
  desks.push(desk);
  const environment = { CAISSON_INSECURE: insecure };
  return { ...desk, caisson: (words) => desk.caisson(words, { environment }) };
}

function artifact(name: string): string {
  return `oci://${registry?.address}/caisson/${name}:1`;
}

/** A key of the publisher as a file of the desk; `trust` puts its public half among the keys of another machine. */
function publisherKey({ work }: Desk): { readonly path: string; trust(desk: Desk): void } {
  const path = join(work, 'publisher.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return {
    path,
    trust({ root }) {
      const directory = join(root, 'home', '.config', 'caisson', 'trusted-keys');
      mkdirSync(directory, { recursive: true });
      const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
      writeFileSync(join(directory, 'publisher.pem'), pem);
    },
  };
}

async function build(desk: Desk, key: string, day: number): Promise<void> {
  writeFeeds(join(desk.work, 'feeds'), '2026-11-20T00:00:00Z');
  writeBucket(join(desk.work, 'feeds'), 'npm', [
    osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'], undefined, {
      modified: `2026-11-${day}T00:00:00Z`,
    }),
  ]);
  const line = `db build --from feeds --out db --key ${key}`;
  expect(await desk.caisson(line.split(' '))).toMatchObject({ code: 0, err: '' });
}

/** What a command printed for programs. */
function json({ code, out, err }: Ended): Record<string, unknown> {
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Record<string, unknown>;
}

async function push(desk: Desk, name: string): Promise<Record<string, unknown>> {
  const words = ['db', 'push', artifact(name), '--db', 'db', '--format', 'json'];
  return json(await desk.caisson(words));
}

async function update(desk: Desk, name: string): Promise<Record<string, unknown>> {
  return json(await desk.caisson(['db', 'update', artifact(name), '--format', 'json']));
}

test.skipIf(!canRun)(
  'a published database is taken by another machine and scans use it',
  async () => {
    const [publisher, user] = [machine(), machine()];
    const key = publisherKey(publisher);
    key.trust(user);
    await build(publisher, key.path, 21);

    const pushed = await push(publisher, 'first');
    const updated = await update(user, 'first');
    const archive = join(user.work, 'shop.tar');
    writeSampleArchive(archive);
    const scan = await user.caisson(['scan', `docker-archive:${archive}`, '-o', 'json']);
    expect(scan).toMatchObject({ err: '' });

    expect(pushed).toMatchObject({ uploadedBlobs: 6 });
    expect(updated).toMatchObject({ type: 'updated', builtAt: '2026-11-21T00:00:00Z' });
    expect(JSON.parse(scan.out)).toMatchObject({
      database: { origin: 'updated', build: updated['build'] },
    });
    expect(scan.out).toContain('GHSA-aaaa-bbbb-cccc');
  },
);

test.skipIf(!canRun)('the artifact has our types, and says what each layer is', async () => {
  const publisher = machine();
  await build(publisher, publisherKey(publisher).path, 21);

  const { digest } = await push(publisher, 'described');
  const manifest: unknown = JSON.parse(
    run(
      'curl',
      '-s',
      '-H',
      'accept: application/vnd.oci.image.manifest.v1+json',
      `http://${registry?.address}/v2/caisson/described/manifests/${String(digest)}`,
    ),
  );

  const type = 'application/vnd.caisson.vulndb';
  const mediaType = `${type}.segment.v1.sqlite+zstd`;
  expect(manifest).toMatchObject({
    artifactType: `${type}.v1`,
    config: { mediaType: `${type}.config.v1+json` },
    annotations: {
      'org.opencontainers.image.created': '2026-11-21T00:00:00Z',
      'dev.caisson.database.signature': readFileSync(
        join(publisher.work, 'db', 'index.json.sig'),
        'utf8',
      ),
    },
    layers: ['core', 'debian-12', 'eol', 'kev', 'npm'].map((name) => ({
      mediaType,
      annotations: {
        'dev.caisson.segment.name': name,
        'org.opencontainers.image.title': `${name}.sqlite.zst`,
      },
    })),
  });
});

test.skipIf(!canRun)('only what changed is sent and fetched', async () => {
  const [publisher, user] = [machine(), machine()];
  const key = publisherKey(publisher);
  key.trust(user);
  await build(publisher, key.path, 21);
  const first = await push(publisher, 'moving');
  const fetched = await update(user, 'moving');
  // the support periods are those of the snapshot that came with the program
  const whole = segmentBytes(publisher, ['npm', 'core', 'debian-12', 'kev']);

  const again = await push(publisher, 'moving');
  const unchanged = await update(user, 'moving');
  await build(publisher, key.path, 22);
  const second = await push(publisher, 'moving');
  const moved = await update(user, 'moving');

  expect(again).toMatchObject({ uploadedBlobs: 0, uploadedBytes: 0, digest: first['digest'] });
  expect(unchanged).toMatchObject({ type: 'unchanged', fetchedBytes: 0 });
  // index.json, and the segments npm and core, whose newest record is of another day
  expect(second).toMatchObject({ uploadedBlobs: 3 });
  expect(moved).toMatchObject({ type: 'updated' });
  expect(moved['fetchedBytes']).toBe(segmentBytes(publisher, ['npm', 'core']));
  expect(fetched['fetchedBytes']).toBe(whole);
});

/** Compressed size of the segments of the database in `db`. */
function segmentBytes({ work }: Desk, names: readonly string[]): number {
  const { segments } = JSON.parse(readFileSync(join(work, 'db', 'index.json'), 'utf8')) as {
    readonly segments: readonly {
      readonly name: string;
      readonly blob: { readonly size: number };
    }[];
  };
  const chosen = segments.filter(({ name }) => names.includes(name));
  return chosen.reduce((sum, { blob }) => sum + blob.size, 0);
}

test.skipIf(!canRun)('a database signed by another key is refused with 5', async () => {
  const [publisher, user] = [machine(), machine()];
  publisherKey(user).trust(user);
  await build(publisher, publisherKey(publisher).path, 21);
  await push(publisher, 'foreign');

  const { code, err } = await user.caisson(['db', 'update', artifact('foreign')]);

  expect(code).toBe(5);
  expect(err).toMatch(/not signed by a trusted key\nhint: /);
});

test.skipIf(!canRun)('what nobody signed is not published without a key', async () => {
  const [publisher, user] = [machine(), machine()];
  const key = publisherKey(publisher);
  key.trust(user);
  await build(publisher, key.path, 21);
  rmSync(join(publisher.work, 'db', 'index.json.sig'));

  const refused = await publisher.caisson(['db', 'push', artifact('late'), '--db', 'db']);
  const words = ['db', 'push', artifact('late'), '--db', 'db', '--key', key.path];
  const signed = await publisher.caisson(words);

  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toMatch(/not signed.*\nhint: sign it/);
  expect(signed).toMatchObject({ code: 0 });
  expect(await update(user, 'late')).toMatchObject({ type: 'updated' });
});

test.skipIf(!canRun)('an artifact of another kind is no database', async () => {
  const user = machine();
  const url = `http://${registry?.address}/v2/caisson/image`;
  const empty = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
  const binary = 'content-type: application/octet-stream';
  run('curl', '-sf', '-X', 'PUT', '-H', binary, '--data-binary', '{}', uploadUrl(url, empty));
  const type = 'application/vnd.oci.image.config.v1+json';
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const config = { mediaType: type, digest: empty, size: 2 };
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  const header = `content-type: ${mediaType}`;
  run('curl', '-sf', '-X', 'PUT', '-H', header, '--data-binary', manifest, `${url}/manifests/1`);

  const { code, err } = await user.caisson(['db', 'update', artifact('image')]);

  expect(code).toBe(4);
  expect(err).toContain('is no advisory database');
});

/** Where the registry wants a blob to be uploaded to. */
function uploadUrl(url: string, digest: string): string {
  const headers = run(
    'curl',
    '-s',
    '-D',
    '-',
    '-o',
    '/dev/null',
    '-X',
    'POST',
    `${url}/blobs/uploads/`,
  );
  const location = /^location: (\S+)/im.exec(headers)?.[1] ?? '';
  return `${location}&digest=${digest}`;
}

test.skipIf(!canRun)(
  'a registry that is down leaves the old database in use, exit code 4',
  async () => {
    const own = await startRegistry();
    const [publisher, user] = [machine(own.address), machine(own.address)];
    const key = publisherKey(publisher);
    key.trust(user);
    await build(publisher, key.path, 21);
    const name = `oci://${own.address}/caisson/db:1`;
    await publisher.caisson(['db', 'push', name, '--db', 'db']);
    const before = json(await user.caisson(['db', 'update', name, '--format', 'json']));
    await own[Symbol.asyncDispose]();

    const down = await user.caisson(['db', 'update', name]);
    const pushed = await publisher.caisson(['db', 'push', name, '--db', 'db']);
    const status = json(await user.caisson(['db', 'status', '--format', 'json']));

    expect(down.code).toBe(4);
    expect(down.out).toContain('stays in use');
    expect(pushed.code).toBe(4);
    expect(pushed.err).toMatch(/^error: /);
    expect(status).toMatchObject({ inUse: { origin: 'updated', build: before['build'] } });
  },
);
