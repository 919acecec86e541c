import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CaissonError } from '#kit/error.ts';
import { negotiateSocks } from './socks.ts';

export interface TunnelTarget {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

const maxHeadBytes = 16 * 1024;

/** A connection to the host through a proxy: CONNECT of HTTP (RFC 9110, section 9.3.6) or SOCKS5. Throws `access.unreachable`. */
export async function openTunnel(target: TunnelTarget): Promise<Socket> {
  const socket = dial(target.proxy);
  const timer = setTimeout(() => socket.destroy(new Error('timed out')), target.timeoutMs);
  try {
    const reader = new HandshakeReader(socket);
    if (target.proxy.protocol.startsWith('socks'))
      await negotiateSocks(socket, async (length) => await reader.bytes(length), target);
    else await negotiateConnect(socket, reader, target);
    reader.release();
    return socket;
  } catch (cause) {
    socket.destroy();
    if (cause instanceof CaissonError) throw cause;
    throw new CaissonError(
      'access.unreachable',
      `cannot reach the proxy ${JSON.stringify(target.proxy.host)}`,
      { cause, hint: 'check proxy-url of the cluster, HTTPS_PROXY and NO_PROXY' },
    );
  } finally {
    clearTimeout(timer);
  }
}

function dial(proxy: URL): Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  if (proxy.protocol === 'https:')
    return connectTls({ host, port: Number(proxy.port || 443), servername: nameOf(host) });
  return connect({ host, port: Number(proxy.port || (proxy.protocol === 'http:' ? 80 : 1080)) });
}

/** SNI takes names only. */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

async function negotiateConnect(
  socket: Socket,
  reader: HandshakeReader,
  { proxy, host, port }: TunnelTarget,
): Promise<void> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(proxy.username === ''
      ? []
      : [`Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const head = await reader.head();
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? '';
  if (!status.startsWith('2'))
    throw new CaissonError(
      'access.unreachable',
      `the proxy ${JSON.stringify(proxy.host)} refuses to connect to ${JSON.stringify(authority)} (${status === '' ? 'no HTTP answer' : status})`,
    );
}

/** Reads from a socket what belongs to the handshake; the server behind does not speak first. */
class HandshakeReader {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #failure: Error | undefined;
  readonly #onData = (chunk: Buffer): void => {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    this.#wake?.();
  };
  readonly #onEnd = (): void => {
    this.#failure ??= new Error('the connection was closed');
    this.#wake?.();
  };
  readonly #onError = (error: Error): void => {
    this.#failure = error;
    this.#wake?.();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData).on('error', this.#onError).on('close', this.#onEnd);
  }

  async bytes(length: number): Promise<Buffer> {
    while (this.#buffer.length < length) await this.#more();
    return this.#take(length);
  }

  /** Up to and with the empty line. */
  async head(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end >= 0) return this.#take(end + 4).toString('latin1');
      if (this.#buffer.length > maxHeadBytes)
        throw new Error('the answer of the proxy is too long');
      await this.#more();
    }
  }

  /** Whoever takes the socket has to do so in this turn: it goes on reading. */
  release(): void {
    this.#socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onEnd);
    if (this.#buffer.length > 0) throw new Error('the proxy speaks in the place of the server');
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
