import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Scope } from '#contract/scope.ts';
import { openCluster } from './open.ts';
import { quick, testDirectory, testScope, writeConfig } from './testing.ts';
import { FakeServer, json, statusOf } from './testing-server.ts';

const version = 'client.authentication.k8s.io/v1';

test('a token file is read again when the server refuses the token', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const token = join(directory.path, 'token');
  writeFileSync(token, 'old\n');
  acceptOnly(fake, () => 'Bearer new');
  await using cluster = openWith(fake, directory.path, { tokenFile: 'token' });

  await expect(cluster.version(testScope())).rejects.toMatchObject({
    code: 'access.unauthenticated',
  });
  writeFileSync(token, 'new');
  expect(await cluster.version(testScope())).toMatchObject({ minor: 36 });
});

test('the account of a pod is used as it is mounted', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  writeFileSync(join(directory.path, 'token'), 'pod-token');
  const url = new URL(fake.server);
  // A pod speaks TLS; that is all that differs here.
  const environment = { KUBERNETES_SERVICE_HOST: url.hostname, KUBERNETES_SERVICE_PORT: url.port };
  await using cluster = openCluster(
    {
      inCluster: true,
      serviceAccountDirectory: directory.path,
      timing: { ...quick, patienceMs: 20 },
    },
    environment,
  );

  expect(cluster.server).toBe(`https://127.0.0.1:${url.port}`);
  await expect(cluster.version(testScope())).rejects.toMatchObject({ code: 'access.unreachable' });
});

test('a password is sent, and who we act as', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const seen: unknown[] = [];
  fake.intercept = ({ request }) => {
    seen.push(request.headers);
    return false;
  };
  const user = { username: 'me', password: 'p:w' };
  const kubeconfig = writeConfig(directory.path, fake.server, { user });
  await using cluster = openCluster(
    {
      kubeconfig,
      timing: quick,
      as: 'jane',
      asGroups: ['a', 'b'],
      asExtra: [['acme.com/x', ['1']]],
    },
    {},
  );

  await cluster.version(testScope());

  expect(seen).toMatchObject([
    {
      authorization: `Basic ${Buffer.from('me:p:w').toString('base64')}`,
      'impersonate-user': 'jane',
      'impersonate-group': 'a, b',
      'impersonate-extra-acme.com%2fx': '1',
    },
  ]);
});

test('a plug-in is run once for many requests, and again when its token ends or is refused', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const runs = join(directory.path, 'runs');
  const exec = plugin(
    directory.path,
    `const { appendFileSync, readFileSync } = await import('node:fs');
     appendFileSync(${JSON.stringify(runs)}, process.env.EXTRA + process.argv[2]);
     const turn = readFileSync(${JSON.stringify(runs)}, 'utf8').length / 2;
     const status = { token: 't' + turn, expirationTimestamp: '2026-11-22T12:30:00Z' };
     console.log(JSON.stringify({ apiVersion: ${JSON.stringify(version)}, kind: 'ExecCredential', status }));`,
  );
  let wanted = 'Bearer t1';
  acceptOnly(fake, () => wanted);
  const user = { exec: { ...exec, env: [{ name: 'EXTRA', value: 'e' }] } };
  await using cluster = openWith(fake, directory.path, user);
  const scope = testScope();

  await Promise.all([cluster.version(scope), cluster.version(scope), cluster.version(scope)]);
  expect(readFileSync(runs, 'utf8')).toBe('ea');
  wanted = 'Bearer t2';
  await Promise.all([cluster.version(scope), cluster.version(scope), cluster.version(scope)]);
  expect(readFileSync(runs, 'utf8')).toBe('eaea');
  wanted = 'Bearer t3';
  await cluster.version({ ...scope, clock: () => new Date('2026-11-22T12:29:55Z') });
  expect(readFileSync(runs, 'utf8')).toBe('eaeaea');
});

test.for([
  ['ends with an error', "console.error('please log in'); process.exit(4);", 'please log in'],
  ['does not end', 'setInterval(() => undefined, 1000);', 'within 1 seconds'],
  [
    'writes without end',
    "const t = 'x'.repeat(1e5); (function go() { process.stdout.write(t, go); })();",
    'more than 1 MiB',
  ],
  [
    'speaks another version',
    answer({ token: 'a' }, 'client.authentication.k8s.io/v1beta1'),
    'another version',
  ],
  ['gives nothing', answer({}), 'neither token nor certificate'],
  ['gives half a certificate', answer({ clientCertificateData: 'a' }), 'without its key'],
  [
    'gives a date that is none',
    answer({ token: 'a', expirationTimestamp: 'soon' }),
    'expirationTimestamp',
  ],
  ['gives a token with line breaks', answer({ token: 'a\nInjected: b' }), 'no token has'],
  ['writes no JSON', "console.log('secret-token');", 'not valid JSON'],
] as const)('a plug-in that %s is told', async ([, script, detail]) => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const exec = plugin(directory.path, script);
  const pluginMs = detail.includes('seconds') ? 1000 : 20_000;
  await using cluster = openWith(fake, directory.path, { exec }, pluginMs);

  const failure: unknown = await cluster.version(testScope()).catch((error: unknown) => error);

  expect(failure).toMatchObject({ message: expect.stringContaining(detail) as string });
  expect(String(failure)).not.toContain('secret-token');
  expect(fake.asked).toStrictEqual([]);
});

test('a plug-in that is not installed is told with the hint of the kubeconfig', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const exec = { apiVersion: version, command: 'no-such-program', installHint: 'get it at acme' };
  await using cluster = openWith(fake, directory.path, { exec });

  await expect(cluster.version(testScope())).rejects.toMatchObject({
    code: 'access.unauthenticated',
    message: expect.stringContaining('not installed') as string,
    hint: 'get it at acme',
  });
});

test('a plug-in that wants a terminal is not run; its arguments meet no shell', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const trap = join(directory.path, 'trap');
  const exec = plugin(directory.path, answer({ token: 'a' }));
  const shell = { ...exec, args: [...exec.args, `; touch ${trap}`, `$(touch ${trap})`] };
  await using terminal = openWith(fake, directory.path, {
    exec: { ...exec, interactiveMode: 'Always' },
  });
  await expect(terminal.version(testScope())).rejects.toMatchObject({
    message: expect.stringContaining('wants a terminal') as string,
  });

  await using cluster = openWith(fake, directory.path, { exec: shell });
  await cluster.version(testScope());
  expect(existsSync(trap)).toBe(false);
});

test('what a plug-in says to people reaches them', async () => {
  await using fake = await FakeServer.start();
  using directory = testDirectory();
  const exec = plugin(directory.path, `console.error('open this page'); ${answer({ token: 'a' })}`);
  await using cluster = openWith(fake, directory.path, { exec });
  const said: unknown[] = [];
  const scope = testScope();
  const listening: Scope = {
    ...scope,
    log: { ...scope.log, warn: (_, fields) => void said.push(fields?.['text']) },
  };

  await cluster.version(listening);

  expect(said).toStrictEqual(['open this page']);
});

function openWith(fake: FakeServer, directory: string, user: object, pluginMs = 20_000) {
  const kubeconfig = writeConfig(directory, fake.server, { user });
  return openCluster({ kubeconfig, timing: { ...quick, pluginMs } }, { PATH: process.env['PATH'] });
}

function acceptOnly(fake: FakeServer, wanted: () => string): void {
  fake.intercept = ({ request, response }) => {
    if (request.headers.authorization === wanted()) return false;
    json(response, statusOf(401, 'Unauthorized'), 401);
    return true;
  };
}

function plugin(directory: string, script: string) {
  const path = join(directory, 'plugin.mjs');
  writeFileSync(path, script);
  return { apiVersion: version, command: process.execPath, args: [path, 'a'] };
}

function answer(status: object, apiVersion = version): string {
  return `console.log(JSON.stringify(${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}));`;
}
