import type { RuntimeDescriptor, SocketEnd } from '#model/runtime-event.ts';

/** This side of a socket: what a listener listens on. */
export function localEnd(fd: RuntimeDescriptor | undefined): SocketEnd | undefined {
  const socket = fd?.socket;
  return socket?.local ?? socket?.server ?? socket?.client;
}

/** The other side of a connection that goes out. */
export function serverEnd(fd: RuntimeDescriptor | undefined): SocketEnd | undefined {
  return fd?.socket?.remote ?? fd?.socket?.server;
}

/** The other side of a connection that came in. */
export function clientEnd(fd: RuntimeDescriptor | undefined): SocketEnd | undefined {
  return fd?.socket?.remote ?? fd?.socket?.client;
}

/** This side of a connection that came in. */
export function acceptingEnd(fd: RuntimeDescriptor | undefined): SocketEnd | undefined {
  return fd?.socket?.local ?? fd?.socket?.server;
}

/** `tcp` where nobody says. */
export function protocolOf(fd: RuntimeDescriptor | undefined): string {
  return fd?.socket?.protocol ?? 'tcp';
}
