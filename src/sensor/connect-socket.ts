import { connect, type Socket } from 'node:net';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Connects to a socket of a daemon. Throws `access.unreachable`. */
export function connectSocket(path: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ path });
  socket.once('connect', () => resolve(socket));
  socket.once('error', (cause) =>
    reject(
      new CaissonError('access.unreachable', `no sensor listens at ${quote(path)}`, { cause }),
    ),
  );
  return promise;
}
