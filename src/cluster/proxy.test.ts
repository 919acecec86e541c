import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openCluster } from './open.ts';
import { quick, testDirectory, testScope, writeConfig } from './testing.ts';
import { FakeServer } from './testing-server.ts';

test.for([
  ['HTTP', 'http://user:p%40ss@HOST', 'http'],
  ['SOCKS5', 'socks5://user:p%40ss@HOST', 'socks'],
  ['SOCKS5 without a login', 'socks5h://HOST', 'socks'],
] as const)('goes through a proxy of %s', async ([, url, type]) => {
  await using fake = await FakeServer.start();
  await using proxy = await Proxy.start(type);
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
  await using proxy = await Proxy.start('http', words);
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

/** A proxy that connects to what it is asked for, or says other words. */
class Proxy implements AsyncDisposable {
  readonly targets: string[] = [];
  readonly logins: string[] = [];
  host = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #words: string | undefined;

  constructor(type: 'http' | 'socks', words: string | undefined) {
    this.#words = words;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      void (type === 'http' ? this.#http(socket) : this.#socks(socket));
    });
  }

  static async start(type: 'http' | 'socks', words?: string): Promise<Proxy> {
    const proxy = new Proxy(type, words);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    const address = proxy.#server.address();
    proxy.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #http(socket: Socket): Promise<void> {
    const head = (await read(socket)).toString();
    if (this.#words !== undefined) {
      socket.end(this.#words);
      return;
    }
    const login = /Proxy-Authorization: Basic (\S+)/.exec(head)?.[1];
    if (login !== undefined) this.logins.push(Buffer.from(login, 'base64').toString());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    this.#join(socket, /^CONNECT (\S+)/.exec(head)?.[1] ?? '');
  }

  async #socks(socket: Socket): Promise<void> {
    const [, , method] = await read(socket);
    socket.write(Buffer.from([5, method ?? 0]));
    if (method === 2) {
      const login = await read(socket);
      const user = login.subarray(2, 2 + (login[1] ?? 0)).toString();
      this.logins.push(`${user}:${login.subarray(3 + user.length).toString()}`);
      socket.write(Buffer.from([1, 0]));
    }
    const request = await read(socket);
    const name = request.subarray(5, 5 + (request[4] ?? 0)).toString();
    // The reply comes in two pieces.
    socket.write(Buffer.from([5, 0, 0]));
    socket.write(Buffer.from([1, 127, 0, 0, 1, 0, 80]));
    this.#join(socket, `${name}:${request.readUInt16BE(5 + name.length)}`);
  }

  #join(socket: Socket, target: string): void {
    this.targets.push(target);
    const [host = '', port = ''] = target.split(':');
    const other = connect({ host, port: Number(port) });
    this.#sockets.add(other);
    other.on('error', () => socket.destroy());
    socket.pipe(other).pipe(socket);
  }
}

async function read(socket: Socket): Promise<Buffer> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk;
}
