import { expect, test } from 'vitest';
import { openCluster } from './open.ts';
import { quick, testDirectory, testScope, writeConfig } from './testing.ts';
import { TestProxy } from './testing-proxy.ts';
import { FakeServer } from './testing-server.ts';

test.for([
  ['HTTP', 'http://user:p%40ss@HOST', 'http'],
  ['SOCKS5', 'socks5://user:p%40ss@HOST', 'socks'],
  ['SOCKS5 without a login', 'socks5h://HOST', 'socks'],
] as const)('goes through a proxy of %s', async ([, url, type]) => {
  await using fake = await FakeServer.start();
  await using proxy = await TestProxy.start(type);
  await using cluster = openThrough(fake.server, url.replace('HOST', proxy.host));

  expect(await cluster.version(testScope())).toMatchObject({ minor: 36 });
  expect(await cluster.version(testScope())).toMatchObject({ minor: 36 });
  // The connection is kept.
  expect(proxy.targets).toStrictEqual([new URL(fake.server).host]);
  expect(proxy.logins).toStrictEqual(url.includes('user') ? ['user:p@ss'] : []);
});

test.for([
  ['refuses', 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', '407'],
  ['speaks another protocol', 'SSH-2.0\r\n\r\n', 'no HTTP answer'],
  ['says too much', 'x'.repeat(40_000), 'cannot reach the proxy'],
  ['hangs up', '', 'cannot reach the proxy'],
] as const)('a proxy that %s is told', async ([, words, detail]) => {
  await using fake = await FakeServer.start();
  await using proxy = await TestProxy.start('http', words);
  await using cluster = openThrough(fake.server, `http://${proxy.host}`);

  await expect(cluster.version(testScope())).rejects.toMatchObject({
    code: 'access.unreachable',
    message: expect.stringContaining(detail) as string,
  });
});

function openThrough(server: string, proxy: string) {
  using directory = testDirectory();
  const kubeconfig = writeConfig(directory.path, server, { cluster: { 'proxy-url': proxy } });
  return openCluster({ kubeconfig, timing: { ...quick, patienceMs: 20 } }, {});
}
