import type { Socket } from 'node:net';
import { CaissonError } from '#kit/error.ts';

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928; user name and password: RFC 1929). Names are resolved by the proxy.
 * `read` gives exactly so many bytes.
 */
export async function negotiateSocks(
  socket: Socket,
  read: (length: number) => Promise<Buffer>,
  { proxy, host, port }: SocksTarget,
): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username));
  const password = Buffer.from(decodeURIComponent(proxy.password));
  const method = user.length > 0 ? 2 : 0;
  socket.write(Buffer.from([5, 1, method]));
  const [, chosen] = await read(2);
  if (chosen !== method) throw refused('it wants another way to log in');
  if (method === 2) {
    const login = [Buffer.from([1, user.length]), user, Buffer.from([password.length]), password];
    socket.write(Buffer.concat(login));
    const [, status] = await read(2);
    if (status !== 0) throw refused('it does not accept the login');
  }
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), addressOf(host), portOf(port)]));
  const [, status, , type] = await read(4);
  if (status !== 0) throw refused(`it cannot connect (${status})`);
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await read(1))[0] ?? 0);
  await read(length + 2);
}

export interface SocksTarget {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
}

function addressOf(host: string): Buffer {
  const name = Buffer.from(host);
  if (name.length > 255) throw refused('the name of the server is too long');
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

function portOf(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255]);
}

function refused(detail: string): CaissonError {
  return new CaissonError('access.unreachable', `the SOCKS proxy refuses: ${detail}`);
}
