import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findCredentials, loginFiles } from './credentials.ts';
import type { RegistrySettings, Timing } from './settings.ts';
import { setUp } from './testdata/setup.ts';

test.for([
  ['r.io', 'a/b', 'r'],
  ['r.io', 'team/app', 'team'],
  ['r.io', 'team/app/deep', 'team'],
  ['r.io', 'teammate/app', 'r'],
  ['r.io:5000', 'a', undefined],
  ['sub.r.io', 'a', undefined],
  ['docker.io', 'library/alpine', 'hub'],
  ['index.docker.io', 'library/alpine', 'hub'],
  ['evil.io', 'docker.io/library/alpine', undefined],
] as const)('the login of %s for %s is that of %s', async ([registry, repository, username]) => {
  const { find } = start({
    'home/.docker/config.json': {
      auths: {
        'r.io': auth('r'),
        'r.io/team': auth('team'),
        'https://index.docker.io/v1/': auth('hub'),
      },
    },
  });

  const found = await find(registry, repository);

  expect(found).toEqual(username && { kind: 'basic', username, password: 'pw' });
});

test('files are asked in order, and one that is named stands alone', async () => {
  const { find, directory } = start({
    'docker/config.json': { auths: { 'a.io': auth('docker') } },
    'run/containers/auth.json': { auths: { 'a.io': auth('run'), 'b.io': auth('run') } },
    'named.json': { auths: { 'b.io': auth('named') } },
  });
  const environment = {
    DOCKER_CONFIG: join(directory, 'docker'),
    XDG_RUNTIME_DIR: join(directory, 'run'),
  };
  const named = { ...environment, REGISTRY_AUTH_FILE: join(directory, 'named.json') };

  expect(await find('a.io', 'x', { environment })).toMatchObject({ username: 'docker' });
  expect(await find('b.io', 'x', { environment })).toMatchObject({ username: 'run' });
  expect(await find('b.io', 'x', { environment: named })).toMatchObject({ username: 'named' });
  expect(await find('a.io', 'x', { environment: named })).toBeUndefined();
  expect(loginFiles({})).toEqual([]);
});

test('what the settings hold wins over every file', async () => {
  const { find } = start({ 'home/.docker/config.json': { auths: { 'a.io': auth('file') } } });
  const given = { kind: 'bearer', token: 't' } as const;

  expect(await find('a.io', 'x', { credentials: new Map([['a.io', given]]) })).toBe(given);
});

test.for([
  [
    'a login',
    'read server; test "$1 $server" = "get a.io" && printf \'{"Username":"ann","Secret":"s"}\'',
    { kind: 'basic', username: 'ann', password: 's' },
  ],
  [
    'the login of Docker Hub',
    'read server; test "$server" = "https://index.docker.io/v1/" && printf \'{"Username":"hub","Secret":"s"}\'',
    undefined,
  ],
  [
    'an identity token',
    'printf \'{"Username":"<token>","Secret":"refresh"}\'',
    { kind: 'identity', token: 'refresh' },
  ],
  ['no login', 'echo "credentials not found in native keychain"; exit 1', undefined],
  ['an empty login', 'printf \'{"Username":"","Secret":""}\'', undefined],
] as const)('a helper that knows %s is understood', async ([what, script, expected]) => {
  const { find } = start({
    'home/.docker/config.json': { credHelpers: { 'a.io': 'test', 'docker.io': 'test' } },
    'bin/docker-credential-test': script,
  });
  const isHub = what.includes('Hub');

  const found = await find(isHub ? 'docker.io' : 'a.io', 'x');

  expect(found).toEqual(isHub ? { kind: 'basic', username: 'hub', password: 's' } : expected);
});

test.for([
  ['fails', 'echo s3cret; exit 3', 'host.io'],
  ['writes nonsense', 'echo s3cret', 'host.io'],
  ['writes without end', 'while :; do echo s3crets3crets3cret; done', 'host.io'],
  ['does not end', 'exec sleep 600', 'host.io'],
  ['leaves a child that does not end', 'sleep 3 & wait', 'host.io'],
] as const)('a helper that %s ends with an error that tells nothing', async ([, script, code]) => {
  const { find } = start({
    'home/.docker/config.json': { credsStore: 'test' },
    'bin/docker-credential-test': script,
  });

  const error: unknown = await find('a.io', 'x', { timing: { helperMs: 200 } }).catch(
    (e: unknown) => e,
  );

  expect(error).toMatchObject({ code });
  expect(JSON.stringify([String(error), error])).not.toContain('s3cret');
});

test('a helper that is not installed is named', async () => {
  const { find } = start({ 'home/.docker/config.json': { credsStore: 'nowhere' } });

  await expect(find('a.io', 'x')).rejects.toMatchObject({ code: 'host.missing-feature' });
});

test('a login file that is broken is named without its content', async () => {
  const { find } = start({ 'home/.docker/config.json': '{"auths":{"a.io":{"auth":"c2VjcmV0' });

  const error: unknown = await find('a.io', 'x').catch((e: unknown) => e);

  expect(error).toMatchObject({ code: 'input.malformed' });
  expect(String(error)).toContain('config.json');
  expect(String(error)).not.toContain('c2VjcmV0');
});

function start(files: Readonly<Record<string, string | object>>) {
  const directory = mkdtempSync(join(tmpdir(), 'credentials-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    const isScript = name.startsWith('bin/');
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(path, isScript ? `#!/bin/sh\n${text}\n` : text);
    if (isScript) chmodSync(path, 0o755);
  }
  const environment = {
    HOME: join(directory, 'home'),
    PATH: `${join(directory, 'bin')}:/usr/bin:/bin`,
  };
  async function find(
    registry: string,
    repository: string,
    options: Partial<Omit<RegistrySettings, 'timing'>> & { timing?: Partial<Timing> } = {},
  ) {
    const { settings, scope } = setUp([], { environment, ...options });
    return await findCredentials(registry, repository, settings, scope);
  }
  return { directory, find };
}

function auth(name: string) {
  return { auth: Buffer.from(`${name}:pw`).toString('base64') };
}
