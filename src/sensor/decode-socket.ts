import { tupleName } from '#event/tuple-name.ts';
import type { DescriptorKind, SocketEnd, SocketTuple } from '#model/runtime-event.ts';
import { endAt, inet, inet6, isIpv4 } from './address.ts';
import type { RecordView } from './record-view.ts';
import { wire } from './wire.gen.ts';

const unix = 1;
const netlink = 16;
const inProgress = -115;
const unspecified = new Set(['0.0.0.0', '::']);
const protocols: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmp'],
  [255, 'raw'],
]);

/** Where a record keeps its socket; offsets from the start of the record. */
export interface SocketLayout {
  readonly family: number;
  readonly protocol: number;
  readonly localPort: number;
  readonly remotePort: number;
  readonly local: number;
  readonly remote: number;
}

/** Both ends of the socket that a record tells of, as client and server. */
export interface Ends {
  readonly local: SocketEnd | undefined;
  readonly remote: SocketEnd | undefined;
}

export function endsAt(view: RecordView, at: number, where: SocketLayout): Ends {
  const family = view.u16(at + where.family);
  const localPort = view.u16(at + where.localPort);
  const remotePort = view.u16(at + where.remotePort);
  return {
    local: endAt(view.bytes, at + where.local, family, localPort),
    remote: told(endAt(view.bytes, at + where.remote, family, remotePort)),
  };
}

/** A remote end of zeros is none. */
function told(end: SocketEnd | undefined): SocketEnd | undefined {
  return end !== undefined && end.port === 0 && unspecified.has(end.address) ? undefined : end;
}

export function kindAt(view: RecordView, at: number, where: SocketLayout): DescriptorKind {
  const family = view.u16(at + where.family);
  if (family === inet) return 'ipv4';
  if (family === unix) return 'unix';
  if (family === netlink) return 'netlink';
  if (family !== inet6) return 'other';
  return isIpv4(view.bytes, at + where.remote, family) ? 'ipv4' : 'ipv6';
}

export function protocolAt(view: RecordView, at: number, where: SocketLayout): string {
  const number = view.u16(at + where.protocol);
  return protocols.get(number) ?? String(number);
}

/** Who is client and who is server follows from the role of this side. */
export function tupleOf(
  ends: Ends,
  role: number,
  protocol: string,
): Pick<SocketTuple, 'protocol' | 'isServer' | 'client' | 'server' | 'local' | 'remote'> {
  const isServer = role === wire.role.server;
  const { local, remote } = ends;
  return isServer
    ? { protocol, isServer, client: remote, server: local, local, remote }
    : { protocol, isServer, client: local, server: remote, local, remote };
}

/** Whether a call that gave this result left a connection behind. */
export function isConnected(type: string, result: number): boolean {
  if (type === 'bind' || type === 'listen' || type === 'socket') return false;
  return result >= 0 && result !== inProgress;
}

/** Name of a descriptor: of its connection, or the path of a unix socket. */
export function socketName(tuple: ReturnType<typeof tupleOf>, path: string): string {
  return path === '' ? tupleName(tuple) : path;
}

/** An end as an argument has it. */
export function endText(end: SocketEnd | undefined): string | undefined {
  return end === undefined ? undefined : `${end.address}:${end.port}`;
}
