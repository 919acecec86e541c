import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RegistryClient } from '#artifact/registry/client.ts';
import { parseImageReference } from '#artifact/registry/reference.ts';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import { registrySource } from '#artifact/registry/source.ts';
import { parseDigest } from '#model/digest.ts';
import {
  type Daemon,
  hasPrograms,
  makeCertificate,
  run,
  startRegistry,
  temporary,
} from '../daemons.ts';
import {
  digestOf,
  type Packing,
  packImage,
  sampleImage,
  writeDockerArchive,
} from '../sample-image.ts';
import { startTokenService, type TokenService } from '../token-service.ts';
import { contentOf, scopeIn } from '../walk.ts';

const login = { username: 'ann', password: 'pa:ss word' };
const canRun = hasPrograms('docker-registry', 'curl', 'openssl', 'htpasswd');
const canCopy = canRun && hasPrograms('skopeo');
const directory = temporary('registry-test');
const scope = scopeIn(directory);
const image = sampleImage([
  [
    { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
    { path: 'usr/share/big', content: Buffer.alloc(3_000_000, 'caisson ') },
  ],
  [{ path: 'usr/share/.wh.big' }, { path: 'app/run', content: 'echo', mode: '755' }],
]);

interface Setup {
  readonly open: Daemon;
  readonly basic: Daemon;
  readonly token: Daemon;
  readonly secure: Daemon;
  readonly tokens: TokenService;
  readonly certificate: string;
}
let setup: Setup | undefined;

beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  if (!canRun) return;
  const files = makeCertificate(join(directory, 'tls'));
  const tokens = await startTokenService(files, login);
  setup = {
    tokens,
    certificate: files.certificate,
    open: await startRegistry(),
    basic: await startRegistry({ htpasswd: login }),
    token: await startRegistry({ token: tokens }),
    secure: await startRegistry({ tls: files }),
  };
});

afterAll(async () => {
  const { open, basic, token, secure, tokens } = setup ?? {};
  for (const it of [open, basic, token, secure, tokens]) await it?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

type Kind = 'open' | 'basic' | 'token' | 'secure';
const kinds: readonly Kind[] = ['open', 'basic', 'token', 'secure'];
const packings: readonly Packing[] = ['none', 'gzip', 'zstd'];

test
  .skipIf(!canRun)
  .for(kinds.flatMap((kind) => packings.map((packing) => [kind, packing] as const)))(
  'what is put into a registry (%s, layers packed with %s) is read back the same',
  async ([kind, packing]) => {
    const { host, settings } = use(kind);
    const name = `${host}/team/sample:${packing}`;
    const digest = await push(name, packing, settings);

    await using opened = await registrySource(settings).open(
      { scheme: 'registry:', locator: name },
      scope,
    );
    const content = await contentOf(opened, scope);

    expect(opened.artifact).toMatchObject({ kind: 'image', source: 'registry:', digest: image.id });
    expect(opened.image).toMatchObject({
      id: image.id,
      manifestDigest: digest,
      env: ['PATH=/bin'],
    });
    expect(opened.layers.map(({ diffId }) => diffId)).toEqual(image.diffIds);
    expect([...content.keys()]).toEqual([
      '/etc/os-release',
      '/usr/share/big',
      'whiteout /usr/share/big',
      '/app/run',
    ]);
    expect(content.get('/usr/share/big')).toHaveLength(3_000_000);
  },
);

test.skipIf(!canCopy)('an image that skopeo copied has the same id and layers', async () => {
  const { host, settings } = use('basic');
  const archive = join(directory, 'image.tar');
  writeDockerArchive(image, archive, 'sample:1');
  const flags = ['--dest-tls-verify=false', `--dest-creds=${login.username}:${login.password}`];
  const insecure = ['--insecure-policy', 'copy', '-q'];
  run('skopeo', ...insecure, ...flags, `docker-archive:${archive}`, `docker://${host}/by/skopeo:1`);

  await using opened = await registrySource(settings).open(
    { scheme: 'registry:', locator: `${host}/by/skopeo:1` },
    scope,
  );
  const content = await contentOf(opened, scope);

  expect(opened.artifact.digest).toBe(image.id);
  expect(opened.layers.map(({ diffId }) => diffId)).toEqual(image.diffIds);
  expect(content.get('/app/run')).toBe('echo');
});

test.skipIf(!canRun)('without a login the error says what to do', async () => {
  const { host, settings } = use('basic');
  const { credentials: _, ...anonymous } = settings;
  using client = new RegistryClient(anonymous);

  const reading = client.manifest(parseImageReference(`${host}/team/sample:1`), scope);

  await expect(reading).rejects.toMatchObject({ code: 'access.unauthenticated' });
});

test.skipIf(!canRun)('anonymous clients pull with a token, and cannot push', async () => {
  const { host, settings } = use('token');
  await push(`${host}/team/anonymous:1`, 'gzip', settings);
  const { credentials: _, ...anonymous } = settings;
  using client = new RegistryClient(anonymous);
  const reference = parseImageReference(`${host}/team/anonymous:1`);

  const manifest = await client.manifest(reference, scope);
  const pushing = client.putManifest(
    reference,
    { bytes: manifest.bytes, mediaType: manifest.mediaType },
    scope,
  );

  await expect(pushing).rejects.toMatchObject({ code: 'access.unauthenticated' });
  expect(setup?.tokens.scopes).toContain('repository:team/anonymous:pull');
});

test.skipIf(!canRun)('a certificate that nobody trusts is refused', async () => {
  const { host, settings } = use('secure');
  using client = new RegistryClient({ ...settings, caFiles: [] });

  const reading = client.manifest(parseImageReference(`${host}/team/sample:gzip`), scope);

  await expect(reading).rejects.toMatchObject({ code: 'integrity.untrusted' });
});

test.skipIf(!canRun)(
  'a certificate of a host that was listed as insecure is not looked at',
  async () => {
    const { host, settings } = use('secure');
    await push(`${host}/team/unverified:1`, 'gzip', settings);
    using client = new RegistryClient({ ...settings, caFiles: [], insecureHosts: [host] });

    const manifest = await client.manifest(parseImageReference(`${host}/team/unverified:1`), scope);

    expect(manifest.bytes.length).toBeGreaterThan(0);
  },
);

test.skipIf(!canRun)(
  'tags are listed, and a missing one is answered with its neighbours',
  async () => {
    const { host, settings } = use('open');
    using client = new RegistryClient(settings);
    for (const tag of ['1.0', '1.1', 'latest'])
      await push(`${host}/team/tags:${tag}`, 'gzip', settings);
    const reference = parseImageReference(`${host}/team/tags:1.2`);

    const tags = await client.tags(reference, scope);

    expect(new Set(tags)).toEqual(new Set(['1.0', '1.1', 'latest']));
    await expect(client.manifest(reference, scope)).rejects.toMatchObject({
      code: 'input.not-found',
      hint: 'there is "1.0", "1.1"',
    });
  },
);

test.skipIf(!canRun)('a repository that does not exist is not found', async () => {
  const { host, settings } = use('token');
  using client = new RegistryClient(settings);

  const reading = client.manifest(parseImageReference(`${host}/no/such:1`), scope);

  await expect(reading).rejects.toMatchObject({ code: 'input.not-found' });
});

test.skipIf(!canRun)('referrers are found by the fallback tag', async () => {
  const { host, settings } = use('open');
  using client = new RegistryClient(settings);
  const digest = parseDigest(await push(`${host}/team/signed:1`, 'gzip', settings));
  const referrer = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: 'application/x.signature',
    digest,
    size: 1,
  };
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const index = { schemaVersion: 2, mediaType, manifests: [referrer] };
  const tag = digest.replace(':', '-');
  const reference = parseImageReference(`${host}/team/signed:${tag}`);
  await client.putManifest(
    reference,
    { bytes: Buffer.from(JSON.stringify(index)), mediaType },
    scope,
  );

  const found = await client.referrers({ ...reference, digest }, undefined, scope);

  expect(found).toMatchObject([{ artifactType: 'application/x.signature', digest }]);
});

test.skipIf(!canRun)('a redirect from https to clear text is refused', async () => {
  const { settings } = use('secure');
  const asked: (string | undefined)[] = [];
  const plain = createPlainServer((request) => void asked.push(request.url)).listen(0, '127.0.0.1');
  const files = {
    cert: readFileSync(join(directory, 'tls/cert.pem')),
    key: readFileSync(join(directory, 'tls/key.pem')),
  };
  const server = createServer(files, (_request, response) => {
    const location = `http://127.0.0.1:${portOf(plain)}/steal`;
    response.writeHead(307, { location }).end();
  }).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(plain, 'listening')]);
  onTestFinished(() => [server, plain].forEach((each) => each.close()));
  using client = new RegistryClient({ ...settings, insecureHosts: [`127.0.0.1:${portOf(plain)}`] });

  const reading = client.manifest(parseImageReference(`127.0.0.1:${portOf(server)}/a:1`), scope);

  await expect(reading).rejects.toMatchObject({ code: 'input.unsupported' });
  expect(asked).toEqual([]);
});

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function use(kind: Kind): { readonly host: string; readonly settings: RegistrySettings } {
  if (setup === undefined) throw new Error('the registries were not started');
  const host = setup[kind].address;
  return {
    host,
    settings: {
      insecureHosts: kind === 'secure' ? [] : [host],
      caFiles: [setup.certificate],
      mirrors: new Map(),
      credentials: new Map([[host, { kind: 'basic', ...login }]]),
      environment: {},
      userAgent: 'caisson-test',
      random: () => 0.5,
      timing: { backoffMs: 1 },
    },
  };
}

async function push(name: string, packing: Packing, settings: RegistrySettings): Promise<string> {
  using client = new RegistryClient(settings);
  const reference = parseImageReference(name);
  const { manifest, mediaType, blobs } = packImage(image, packing);
  for (const blob of blobs) {
    const digest = parseDigest(digestOf(blob));
    await client.putBlob(reference, { digest, sizeBytes: blob.length, content: () => blob }, scope);
  }
  return await client.putManifest(reference, { bytes: manifest, mediaType }, scope);
}
