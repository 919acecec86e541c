import type { LiveProcess } from '#event/process.ts';
import { tupleName } from '#event/tuple-name.ts';
import type { EventArguments, SocketTuple } from '#model/runtime-event.ts';
import type { Context } from './context.ts';
import {
  endsAt,
  endText,
  isConnected,
  kindAt,
  protocolAt,
  socketName,
  tupleOf,
} from './decode-socket.ts';
import type { KnownSocket } from './sockets.ts';
import { layout, wire } from './wire.gen.ts';

const { socket } = layout;
const accepting = new Set(['accept', 'accept4']);
const receiving = new Set(['recvfrom', 'recvmsg', 'recvmmsg', 'recv']);
const firstEphemeral = 32_768;

/** CSN_SOCKET: false when its path does not fit. */
export function tellSocket(context: Context, at: number, end: number): boolean {
  const { view } = context;
  const pathLength = view.u16(at + socket.pathLen);
  if (at + socket.size + pathLength > end) return false;
  const given = view.u32(at + socket.role);
  const type = context.typeAt(at) || (given === wire.role.server ? 'accept' : 'connect');
  const process = context.processAt(at);
  const path = view.text(at + socket.size, pathLength);
  const event = context.begin(at, type, process);
  const result = event.result ?? 0;
  const number = Math.max(-1, accepting.has(type) ? result : view.i32(at + socket.fd));
  const tuple = followed(context, at, process, number);
  const name = socketName(tuple, path);
  event.fd = {
    number,
    kind: kindAt(view, at, socket),
    name,
    rawName: undefined,
    device: undefined,
    inode: undefined,
    socket: tuple,
    upperLayer: undefined,
  };
  event.args = socketArguments(context, at, { type, result, number, tuple, name, path });
  context.tell();
  return true;
}

/** The connection, with what is remembered of it and the names of its peer. */
function followed(context: Context, at: number, process: LiveProcess, fd: number): SocketTuple {
  const { view, sockets, event } = context;
  const cookie = view.u64(at + socket.cookie);
  const key = cookie === 0 ? -(process.pid * 65_536 + (fd & 0xffff)) : cookie;
  const known = event.type === 'socket' ? undefined : sockets.get(key);
  const role = view.u32(at + socket.role) || known?.role || guessedRole(context, at);
  const protocol = protocolAt(view, at, socket);
  const tuple = tupleOf(endsAt(view, at, socket), role, protocol);
  const name = tupleName(tuple);
  const connected = connectedNow(event, protocol, known);
  if (!isSame(known, { pid: process.pid, name, connected, role }))
    sockets.set(key, { pid: process.pid, name, connected, role });
  return {
    ...tuple,
    connected,
    nameChanged: protocol === 'udp' ? known?.name !== name : undefined,
    remoteNames: context.namesOf(process, tuple.remote),
    cookie: cookie === 0 ? undefined : view.decimal(at + socket.cookie),
  };
}

/** A datagram socket is connected by connect alone. */
function connectedNow(
  event: Context['event'],
  protocol: string,
  known: KnownSocket | undefined,
): boolean {
  if (protocol === 'udp' && event.type !== 'connect') return known?.connected === true;
  return isConnected(event.type, event.result ?? 0);
}

function isSame(known: KnownSocket | undefined, now: KnownSocket): boolean {
  return (
    known !== undefined &&
    known.name === now.name &&
    known.connected === now.connected &&
    known.role === now.role &&
    known.pid === now.pid
  );
}

/** Where no call has shown it: who receives first serves, and who serves has the port that is not ephemeral. */
function guessedRole({ view, event }: Context, at: number): number {
  const local = view.u16(at + socket.localPort);
  const remote = view.u16(at + socket.remotePort);
  const serves =
    local !== 0 &&
    local < firstEphemeral &&
    (remote >= firstEphemeral || receiving.has(event.type));
  return serves ? wire.role.server : wire.role.client;
}

interface Told {
  readonly type: string;
  readonly result: number;
  readonly number: number;
  readonly tuple: SocketTuple;
  readonly name: string;
  readonly path: string;
}

type Maker = (context: Context, at: number, told: Told) => EventArguments;

/** Arguments by the names of the event table. */
const makers: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  [
    'socket',
    ({ view }, at, { result }) => ({
      fd: result,
      domain: view.u16(at + socket.family),
      type: view.u16(at + socket.type),
      proto: view.u16(at + socket.protocol),
    }),
  ],
  ['accept', (_, __, { result, name }) => ({ fd: result, tuple: name })],
  [
    'accept4',
    ({ view }, at, { result, name }) => ({
      fd: result,
      tuple: name,
      flags: view.u32(at + socket.flags),
    }),
  ],
  [
    'bind',
    (_, __, { result, number, tuple, path }) => ({
      res: result,
      addr: path || endText(tuple.local),
      fd: number,
    }),
  ],
  [
    'connect',
    (_, __, { result, number, tuple, name, path }) => ({
      res: result,
      tuple: name,
      fd: number,
      addr: path || endText(tuple.remote),
    }),
  ],
  ['listen', withFlags('backlog')],
  ['shutdown', withFlags('how')],
  ['setsockopt', withFlags('optname')],
  ['getsockopt', withFlags('optname')],
]);

function withFlags(flagsName: string): Maker {
  return ({ view }, at, { result, number }) => ({
    res: result,
    fd: number,
    [flagsName]: view.u32(at + socket.flags),
  });
}

function socketArguments(context: Context, at: number, told: Told): EventArguments {
  const make = makers.get(told.type);
  if (make !== undefined) return make(context, at, told);
  const { result, number, name } = told;
  return { res: result, fd: number, size: Math.max(0, result), tuple: name };
}
