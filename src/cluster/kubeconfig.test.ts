import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { resolveConnection } from './config/resolve.ts';
import { parseServer, proxyFromEnvironment } from './config/url.ts';
import { openCluster } from './open.ts';
import { testDirectory, testScope } from './testing.ts';

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const pem64 = Buffer.from(pem).toString('base64');

test('reads a context with all that it may say', () => {
  using directory = testDirectory();
  const kubeconfig = join(directory.path, 'config');
  writeFileSync(
    kubeconfig,
    `apiVersion: v1
kind: Config
current-context: staging
contexts:
- name: prod
  context: {cluster: prod, user: admin, namespace: shop}
- name: staging
  context: {cluster: gone, user: gone}
clusters:
- name: prod
  cluster:
    server: https://api.example:6443/prefix/
    certificate-authority-data: ${pem64}
    tls-server-name: kubernetes
    proxy-url: socks5://user:pass@proxy.example:1080
users:
- name: admin
  user:
    client-certificate-data: ${pem64}
    client-key-data: ${pem64}
    token: "  abc\\n"
    as: deployer
    as-uid: "7"
    as-groups: [devs, ops]
    as-user-extra: {reason: [trial]}
preferences: {}
`,
  );

  const connection = resolveConnection({ kubeconfig, context: 'prod' }, {});

  expect(connection).toMatchObject({
    server: 'https://api.example:6443/prefix',
    namespace: 'shop',
    tls: { authority: pem, serverName: 'kubernetes', insecure: false },
    login: { type: 'token', token: 'abc', keys: { certificate: pem, key: pem } },
    impersonation: {
      user: 'deployer',
      uid: '7',
      groups: ['devs', 'ops'],
      extra: [['reason', ['trial']]],
    },
  });
  expect(connection.proxy?.host).toBe('proxy.example:1080');
});

test('of several files whoever names something first counts, and paths are of their own file', () => {
  using directory = testDirectory();
  const [first, second] = [join(directory.path, 'a'), join(directory.path, 'b')];
  for (const path of [first, second]) {
    mkdirSync(path);
    writeFileSync(join(path, 'ca.pem'), `${pem}${path}`);
  }
  writeFileSync(join(first, 'config'), 'contexts: [{name: x, context: {cluster: c, user: u}}]\n');
  writeFileSync(
    join(second, 'config'),
    JSON.stringify({
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'other', user: 'other' } }],
      clusters: [
        { name: 'c', cluster: { server: 'api.example', 'certificate-authority': 'ca.pem' } },
      ],
      users: [{ name: 'u', user: { username: 'me', password: 'pass' } }],
    }),
  );
  const list = [join(first, 'config'), join(directory.path, 'absent'), join(second, 'config')];

  const connection = resolveConnection({}, { KUBECONFIG: list.join(':') });

  expect(connection).toMatchObject({
    server: 'https://api.example',
    namespace: 'default',
    tls: { authority: `${pem}${second}` },
    login: { type: 'basic', username: 'me', password: 'pass' },
  });
});

test('finds the file of the home directory, else the service account of the pod', () => {
  using directory = testDirectory();
  const home = directory.path;
  mkdirSync(join(home, '.kube'));
  writeFileSync(
    join(home, '.kube', 'config'),
    'current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "http://127.0.0.1:8001"}}]\n',
  );
  for (const [name, text] of [
    ['token', 't1\n'],
    ['namespace', 'ns'],
    ['ca.crt', pem],
  ] as const)
    writeFileSync(join(home, name), text);
  const pod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  const choice = { serviceAccountDirectory: home };

  expect(resolveConnection({}, { HOME: home })).toMatchObject({ server: 'http://127.0.0.1:8001' });
  expect(resolveConnection(choice, { HOME: home, ...pod }).server).toBe('http://127.0.0.1:8001');
  expect(resolveConnection(choice, { HOME: '/nowhere', ...pod })).toMatchObject({
    server: 'https://[fd00::1]',
    namespace: 'ns',
    tls: { authority: pem },
    login: { type: 'token-file', path: join(home, 'token') },
  });
  expect(resolveConnection({ ...choice, inCluster: true }, { HOME: home, ...pod }).namespace).toBe(
    'ns',
  );
});

const context = 'contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n';
const cluster = 'clusters: [{name: c, cluster: {server: "https://a"}}]\n';

test.for([
  ['no YAML', 'a: [', 'input.malformed'],
  ['another kind', 'kind: Pod', 'input.malformed'],
  ['a list', '[]', 'input.malformed'],
  ['nothing in it', '', 'usage.invalid-config'],
  ['no current context', `contexts: []\n${cluster}`, 'usage.invalid-config'],
  ['an unknown context', `current-context: other\n${cluster}`, 'usage.invalid-config'],
  ['an unknown cluster', context, 'usage.invalid-config'],
  ['an unknown user', context + cluster, 'usage.invalid-config'],
  ['no server', `${context}clusters: [{name: c, cluster: {}}]`, 'usage.invalid-config'],
  [
    'a server of another scheme',
    `${context}clusters: [{name: c, cluster: {server: "ftp://a"}}]`,
    'usage.invalid-config',
  ],
  [
    'an authority that is no PEM',
    `${context}clusters: [{name: c, cluster: {server: a, certificate-authority-data: AAAA}}]`,
    'input.malformed',
  ],
  [
    'an authority that is not there',
    `${context}clusters: [{name: c, cluster: {server: a, certificate-authority: absent}}]`,
    'input.not-found',
  ],
  [
    'a proxy of another scheme',
    `${context}clusters: [{name: c, cluster: {server: a, proxy-url: "ftp://a"}}]`,
    'usage.invalid-config',
  ],
  [
    'a certificate without key',
    `${context}${cluster}users: [{name: u, user: {client-certificate-data: ${pem64}}}]`,
    'input.malformed',
  ],
  [
    'a token that is a number',
    `${context}${cluster}users: [{name: u, user: {token: 12}}]`,
    'input.malformed',
  ],
  [
    'an auth-provider',
    `${context}${cluster}users: [{name: u, user: {auth-provider: {name: gcp}}}]`,
    'input.unsupported',
  ],
  [
    'a plug-in of v1alpha1',
    `${context}${cluster}users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: a}}}]`,
    'input.unsupported',
  ],
  [
    'a plug-in without command',
    `${context}${cluster}users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1}}}]`,
    'input.malformed',
  ],
] as const)('a kubeconfig with %s is refused', ([, text, code]) => {
  using directory = testDirectory();
  const kubeconfig = join(directory.path, 'config');
  writeFileSync(kubeconfig, text);

  expect(() => openCluster({ kubeconfig }, {})).toThrow(expect.objectContaining({ code }));
});

test('keys that are none are refused when they are used', async () => {
  using directory = testDirectory();
  const kubeconfig = join(directory.path, 'config');
  const keys = `{client-certificate-data: ${pem64}, client-key-data: ${pem64}}`;
  writeFileSync(kubeconfig, `${context}${cluster}users: [{name: u, user: ${keys}}]`);
  await using opened = openCluster({ kubeconfig }, {});

  await expect(opened.version(testScope())).rejects.toMatchObject({ code: 'input.malformed' });
});

test('what a person names must be there', () => {
  using directory = testDirectory();
  const kubeconfig = join(directory.path, 'config');
  writeFileSync(kubeconfig, `${context}${cluster}users: [{name: u, user: {}}]`);

  const cases = [
    [{ kubeconfig: join(directory.path, 'absent') }, 'input.not-found'],
    [{ kubeconfig, context: 'y' }, 'usage.invalid-argument'],
    [{ kubeconfig, asGroups: ['g'] }, 'usage.invalid-argument'],
    [{ kubeconfig, as: 'a\nb' }, 'usage.invalid-argument'],
    [{ inCluster: true }, 'usage.invalid-config'],
  ] as const;
  for (const [choice, code] of cases)
    expect(() => openCluster(choice, {})).toThrow(expect.objectContaining({ code }));
});

test.for([
  ['https://api.example', {}, undefined],
  ['https://api.example', { HTTPS_PROXY: 'http://p:3128' }, 'p:3128'],
  ['https://api.example', { https_proxy: 'p:3128' }, 'p:3128'],
  ['http://api.example', { HTTPS_PROXY: 'http://p:3128' }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://localhost', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://api.example', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example' }, undefined],
  ['https://api.example', { HTTPS_PROXY: 'http://p', NO_PROXY: '.example' }, undefined],
  ['https://example', { HTTPS_PROXY: 'http://p', NO_PROXY: '.example' }, 'p'],
  ['https://api.example', { HTTPS_PROXY: 'http://p', NO_PROXY: 'a.com, *' }, undefined],
  ['https://10.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, 'p'],
  ['https://notexample', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example' }, 'p'],
] as const)('proxy for %s with %j', ([server, environment, host]) => {
  expect(proxyFromEnvironment(parseServer(server), environment)?.host).toBe(host);
});

test('any text is a kubeconfig or refused', () => {
  using directory = testDirectory();
  const kubeconfig = join(directory.path, 'config');
  const sample = `${context}${cluster}users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: a, env: [{name: a, value: b}]}}}]`;
  const mutation = fc
    .tuple(fc.nat(sample.length), fc.nat(20), fc.string({ maxLength: 6 }))
    .map(([at, length, text]) => sample.slice(0, at) + text + sample.slice(at + length));
  function isHandled(text: string): boolean {
    writeFileSync(kubeconfig, text);
    try {
      resolveConnection({ kubeconfig }, {});
      return true;
    } catch (error) {
      return isCaissonError(error) && /^(?:input|limit|usage)\./.test(error.code);
    }
  }

  const texts = fc.oneof(fc.string(), mutation, fc.json());
  expect(fc.check(fc.property(texts, isHandled), { numRuns: 300 }).counterexample).toBe(null);
});
