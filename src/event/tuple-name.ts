import type { SocketEnd, SocketTuple } from '#model/runtime-event.ts';

/** `client:port->server:port`, or the one end that is known; the name that rules see of a socket. */
export function tupleName(socket: Pick<SocketTuple, 'client' | 'server' | 'local'>): string {
  const { client, server } = socket;
  if (client !== undefined && server !== undefined) return `${end(client)}->${end(server)}`;
  const only = server ?? client ?? socket.local;
  return only === undefined ? '' : end(only);
}

function end(end: SocketEnd): string {
  return `${end.address}:${end.port}`;
}
