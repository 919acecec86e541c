import { tupleName } from '#event/tuple-name.ts';
import type {
  DescriptorKind,
  RuntimeDescriptor,
  SocketEnd,
  SocketTuple,
} from '#model/runtime-event.ts';
import { family, isEmpty, isUnspecified } from './address.ts';
import type { Call } from './call.ts';
import { type ListedInterface, nearestAddress } from './interface-list.ts';
import type { SocketParameter } from './parameter.ts';

type Descriptor = RuntimeDescriptor;
type Interfaces = readonly ListedInterface[];
type State = Pick<SocketTuple, 'protocol' | 'connected' | 'isServer'>;

const netlink = 16;
const stream = 1;
const datagram = 2;
const raw = 3;
const protocols: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [255, 'raw'],
]);
const domains: ReadonlyMap<number, DescriptorKind> = new Map<number, DescriptorKind>([
  [family.unix, 'unix'],
  [family.ipv4, 'ipv4'],
  [family.ipv6, 'ipv6'],
  [netlink, 'netlink'],
]);
const inProgress = -115;

/** What `socket` made: nothing is known but family and protocol. */
export function newSocket({ args, result = -1 }: Call): Descriptor {
  const kind = domains.get(numberOf(args['domain'])) ?? 'other';
  const isNetwork = kind === 'ipv4' || kind === 'ipv6';
  const type = numberOf(args['type']) & 0xff;
  const protocol = isNetwork ? protocolOf(type, numberOf(args['proto'])) : '';
  return {
    number: result,
    kind,
    name: '',
    socket: { protocol, isServer: false, connected: false },
  };
}

/** `connect`: the other end, and this one where it is told. A call that failed leaves a connection as it was. */
export function connected(
  call: Call,
  before: Descriptor | undefined,
  interfaces: Interfaces,
): Descriptor | undefined {
  const socket = destinationOf(call);
  if (socket === undefined || before === undefined || isRefused(call, before)) return before;
  const { kind, path = '', source = before.socket?.local } = socket;
  const state: State = {
    protocol: protocolFor(kind, before),
    connected: call.result === 0,
    isServer: false,
  };
  if (kind === 'unix') return { ...before, kind, name: path, socket: state };
  const local = towards(source, socket.destination, interfaces);
  return withPair(before, socket, state, [local, socket.destination]);
}

/** Of a socket that nobody saw being made, a connection is of TCP. */
function protocolFor(kind: SocketParameter['kind'], before: Descriptor | undefined): string {
  return kind === 'unix' ? '' : before?.socket?.protocol || 'tcp';
}

function isRefused({ result = -1 }: Call, { socket }: Descriptor): boolean {
  return result < 0 && result !== inProgress && socket?.connected === true;
}

/** `accept`: a new descriptor; the other side is the client. */
export function accepted(call: Call, listener: Descriptor | undefined): Descriptor | undefined {
  const { result = -1, sockets } = call;
  if (result < 0) return undefined;
  const socket = sockets.get('tuple') ?? { kind: kindOf(listener) };
  const protocol = protocolFor(socket.kind, listener);
  const state: State = { protocol, isServer: true, connected: true };
  const name = socket.path ?? '';
  const made: Descriptor = { number: result, kind: socket.kind, name, socket: state };
  if (socket.kind === 'unix') return made;
  return withPair(made, socket, state, [socket.destination, socket.source]);
}

function kindOf(listener: Descriptor | undefined): SocketParameter['kind'] {
  const kind = listener?.kind;
  return kind === 'ipv4' || kind === 'ipv6' ? kind : 'unix';
}

/** `bind`: the end of this side. */
export function bound(call: Call, before: Descriptor | undefined): Descriptor | undefined {
  const socket = call.sockets.get('addr');
  if (socket === undefined || before === undefined || (call.result ?? -1) < 0) return before;
  if (socket.kind === 'unix') return { ...before, kind: 'unix', name: socket.path ?? '' };
  const state: State = {
    protocol: before.socket?.protocol ?? '',
    connected: false,
    isServer: true,
  };
  return withPair(before, socket, state, [socket.destination, undefined]);
}

/** Sends and receives tell the ends of datagrams; the first one to speak is the client. */
export function exchanged(
  call: Call,
  before: Descriptor | undefined,
  isSend: boolean,
  interfaces: Interfaces,
): Descriptor | undefined {
  const socket = call.sockets.get('tuple');
  if (socket === undefined || before === undefined || (call.result ?? -1) < 0) return before;
  if (socket.kind === 'unix')
    return socket.path ? { ...before, kind: 'unix', name: socket.path } : before;
  const [local, remote] = isSend
    ? [socket.source, socket.destination]
    : [socket.destination, socket.source];
  if (remote === undefined || isEmpty(remote)) return before;
  const state = stateOf(before.socket, isSend);
  return withPair(before, socket, state, [towards(local, remote, interfaces), remote]);
}

function stateOf(known: SocketTuple | undefined, isSend: boolean): State {
  const hasRole = known?.client !== undefined || known?.server !== undefined;
  return {
    protocol: known?.protocol || 'udp',
    connected: known?.connected ?? false,
    isServer: hasRole ? known.isServer : !isSend,
  };
}

/** What a connect was for: the connection, or where that was not told, the address. */
function destinationOf({ sockets }: Call): SocketParameter | undefined {
  const tuple = sockets.get('tuple');
  const isTold = tuple?.destination !== undefined && !isEmpty(tuple.destination);
  return isTold ? tuple : (sockets.get('addr') ?? tuple);
}

/** The address, where it is any, is that of the interface towards the other end. */
function towards(
  told: SocketEnd | undefined,
  remote: SocketEnd | undefined,
  interfaces: Interfaces,
): SocketEnd {
  const local = told ?? { address: '0.0.0.0', port: 0 };
  if (!isUnspecified(local.address) || remote === undefined) return local;
  return { address: nearestAddress(interfaces, remote.address) ?? local.address, port: local.port };
}

function withPair(
  from: Descriptor,
  { kind }: SocketParameter,
  state: State,
  [local, remote]: readonly [SocketEnd | undefined, SocketEnd | undefined],
): Descriptor {
  const [client, server] = state.isServer ? [remote, local] : [local, remote];
  const tuple: SocketTuple = {
    ...state,
    ...(client && { client }),
    ...(server && { server }),
    ...(local && { local }),
    ...(remote && { remote }),
  };
  const name = tupleName(tuple);
  return { ...from, kind, name, socket: { ...tuple, nameChanged: name !== from.name } };
}

function protocolOf(type: number, protocol: number): string {
  if (type === raw) return 'raw';
  const named = protocols.get(protocol);
  if (named !== undefined || protocol !== 0) return named ?? String(protocol);
  if (type === stream) return 'tcp';
  return type === datagram ? 'udp' : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
