import { tupleName } from '#event/tuple-name.ts';
import type {
  DescriptorKind,
  RuntimeDescriptor,
  SocketEnd,
  SocketTuple,
} from '#model/runtime-event.ts';
import { ipv4Text, ipv6Text, isMapped } from './address.ts';
import { blockKinds } from './block.ts';
import { Cursor } from './cursor.ts';

/** Descriptors that a thread had open when the capture began. */
export interface ListedDescriptors {
  readonly thread: number;
  readonly descriptors: readonly RuntimeDescriptor[];
}

const kinds: ReadonlyMap<number, DescriptorKind> = new Map<number, DescriptorKind>([
  [1, 'file'],
  [2, 'directory'],
  [3, 'ipv4'],
  [4, 'ipv6'],
  [5, 'ipv4'],
  [6, 'ipv6'],
  [7, 'pipe'],
  [8, 'unix'],
  [9, 'event'],
  [11, 'signal'],
  [12, 'eventpoll'],
  [13, 'inotify'],
  [14, 'timer'],
  [15, 'netlink'],
  [16, 'file'],
  [17, 'bpf'],
  [18, 'userfaultfd'],
  [19, 'io_uring'],
  [20, 'memfd'],
  [21, 'pidfd'],
]);
const regular = 16;
const lastType = 21;
const unixSocket = 8;
const protocols = ['', '', 'tcp', 'udp', 'icmp', 'raw'];

/** Decodes a block of descriptors. Throws `input.malformed`. */
export function decodeDescriptors(block: number, body: Buffer): ListedDescriptors {
  const isMeasured = blockKinds.formOf(block).version === 2;
  const cursor = new Cursor(body);
  const thread = cursor.i64();
  const descriptors: RuntimeDescriptor[] = [];
  while (cursor.left >= 4) {
    const start = cursor.at;
    const end = isMeasured ? start + cursor.u32() : undefined;
    descriptors.push(readDescriptor(cursor, end));
    if (end !== undefined) cursor.skip(Math.max(0, end - cursor.at));
  }
  return { thread, descriptors };
}

function readDescriptor(cursor: Cursor, end: number | undefined): RuntimeDescriptor {
  const number = cursor.i64();
  const inode = cursor.u64();
  const type = cursor.u8();
  const kind = kinds.get(type) ?? 'other';
  if (isNetwork(type)) return { number, inode, ...readSocket(cursor, type) };
  // What no version that we know has: its length alone says where it ends.
  if (type === 0 || type > lastType) return { number, kind, name: '', inode };
  if (type === unixSocket) cursor.skip(16);
  if (type === regular) cursor.skip(4);
  // Old captures have the end of the line of /proc/net/unix in the name.
  const name = cursor.name().replace(/\n$/, '');
  const hasDevice = type === regular && end !== undefined && cursor.at + 4 <= end;
  return { number, kind, name, inode, ...(hasDevice && { device: cursor.u32() }) };
}

function isNetwork(type: number): boolean {
  return type >= 3 && type <= 6;
}

function readSocket(
  cursor: Cursor,
  type: number,
): Pick<RuntimeDescriptor, 'kind' | 'name' | 'socket'> {
  const isServer = type >= 5;
  const size = type === 3 || type === 5 ? 4 : 16;
  const addresses = [cursor.bytes(size), ...(isServer ? [] : [cursor.bytes(size)])];
  const [local, remote] = addresses.map((address) => ({
    address: textOf(address),
    port: cursor.u16(),
  }));
  const protocol = protocols[cursor.u8()] ?? '';
  const isFour = addresses.every((address) => address.length === 4 || isMapped(address));
  const socket = tupleOf(
    protocol,
    local ?? { address: '', port: 0 },
    isServer ? 'listening' : remote,
  );
  return { kind: isFour ? 'ipv4' : 'ipv6', name: tupleName(socket), socket };
}

function tupleOf(
  protocol: string,
  local: SocketEnd,
  remote: SocketEnd | 'listening' | undefined,
): SocketTuple {
  if (remote === 'listening')
    return { protocol, connected: false, isServer: true, server: local, local };
  const connected = protocol === 'tcp';
  const ends = remote === undefined ? {} : { server: remote, remote };
  return { protocol, connected, isServer: false, client: local, local, ...ends };
}

function textOf(bytes: Uint8Array): string {
  return bytes.length === 4 ? ipv4Text(bytes) : ipv6Text(bytes);
}
