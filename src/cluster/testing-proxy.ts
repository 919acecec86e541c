import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy that connects to what it is asked for, or says other words. */
export class TestProxy implements AsyncDisposable {
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

  static async start(type: 'http' | 'socks', words?: string): Promise<TestProxy> {
    const proxy = new TestProxy(type, words);
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
