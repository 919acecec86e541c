import { join } from 'node:path';
import { textOfBytes } from '#kit/byte-string.ts';
import type { JsonObject } from '#model/json-value.ts';
import { tryReadBytes } from '../proc/read.ts';

const states = [
  '',
  'established',
  'syn-sent',
  'syn-received',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'close',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'new-syn-received',
];
const protocols = ['tcp', 'tcp6', 'udp', 'udp6', 'udplite', 'raw', 'raw6', 'icmp', 'icmp6'];
const maxSockets = 50_000;

/** Sockets of a network namespace, seen through `pid`; `owners`: processes by inode of the socket. With `ownedOnly` those of others are left out. */
export function socketsOf(
  pid: number,
  proc: string,
  owners: ReadonlyMap<number, readonly number[]>,
  ownedOnly: boolean,
): readonly JsonObject[] {
  const directory = join(proc, String(pid), 'net');
  const inet = protocols.flatMap((protocol) =>
    linesOf(directory, protocol).map((line) => inetSocket(protocol, line, owners)),
  );
  const unix = linesOf(directory, 'unix').map((line) => unixSocket(line, owners));
  const packet = linesOf(directory, 'packet').map((line) => packetSocket(line, owners));
  const found = [...inet, ...unix, ...packet].filter((one) => one !== undefined);
  const wanted = ownedOnly ? found.filter(isOwned) : found;
  return wanted.slice(0, maxSockets);
}

function isOwned(socket: JsonObject): boolean {
  const { pids } = socket;
  return Array.isArray(pids) && pids.length > 0;
}

function linesOf(directory: string, name: string): readonly string[] {
  return (tryReadBytes(join(directory, name)) ?? '').split('\n').slice(1).filter(Boolean);
}

function inetSocket(
  protocol: string,
  line: string,
  owners: ReadonlyMap<number, readonly number[]>,
): JsonObject | undefined {
  const [, local, remote, state = '', queues = '', , , uid, , inode] = line.trim().split(/\s+/);
  if (local === undefined || remote === undefined || inode === undefined) return undefined;
  const [sendQueue, receiveQueue] = queues.split(':').map((hex) => Number.parseInt(hex, 16));
  return {
    protocol: protocol.replace('6', ''),
    local: endOf(local),
    remote: endOf(remote),
    state: states[Number.parseInt(state, 16)] ?? state,
    uid: Number(uid),
    inode: Number(inode),
    sendQueue: sendQueue ?? 0,
    receiveQueue: receiveQueue ?? 0,
    pids: owners.get(Number(inode)) ?? [],
  };
}

/** Addresses are words in the byte order of the host (little-endian on all machines that this runs on). */
function endOf(text: string): string {
  const [hex = '', port = '0'] = text.split(':');
  const bytes = hex.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  const ordered = bytes.map((_, at) => bytes[(at & ~3) + 3 - (at & 3)] ?? 0);
  const number = Number.parseInt(port, 16);
  if (ordered.length === 4) return `${ordered.join('.')}:${number}`;
  const words = Array.from({ length: 8 }, (_, at) =>
    (((ordered[2 * at] ?? 0) << 8) | (ordered[2 * at + 1] ?? 0)).toString(16),
  );
  return `[${words.join(':')}]:${number}`;
}

function unixSocket(
  line: string,
  owners: ReadonlyMap<number, readonly number[]>,
): JsonObject | undefined {
  const match = /^\S+ \S+ \S+ (\S+) (\S+) (\S+)\s+(\d+)(?: (.*))?$/s.exec(line);
  if (match === null) return undefined;
  const [, flags = '', type, state, inode, path = ''] = match;
  return {
    protocol: 'unix',
    path: textOfBytes(path),
    listening: (Number.parseInt(flags, 16) & 0x10000) !== 0,
    type: Number(type),
    state: Number(state),
    inode: Number(inode),
    pids: owners.get(Number(inode)) ?? [],
  };
}

function packetSocket(
  line: string,
  owners: ReadonlyMap<number, readonly number[]>,
): JsonObject | undefined {
  const [, , type, protocol, device, , , uid, inode] = line.trim().split(/\s+/);
  if (inode === undefined) return undefined;
  return {
    protocol: 'packet',
    type: Number(type),
    etherType: protocol ?? '',
    interface: Number(device),
    uid: Number(uid),
    inode: Number(inode),
    pids: owners.get(Number(inode)) ?? [],
  };
}
