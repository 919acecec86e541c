import type { LiveProcess } from '#event/process.ts';
import { tupleName } from '#event/tuple-name.ts';
import type { EventArgument, EventArguments, SocketTuple } from '#model/runtime-event.ts';
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
import { layout, wire } from './wire.gen.ts';

const { socket } = layout;
const listening = new Set(['bind', 'listen']);
const accepting = new Set(['accept', 'accept4']);

/** CSN_SOCKET: false when its path does not fit. */
export function tellSocket(context: Context, at: number, end: number): boolean {
  const { view } = context;
  const pathLength = view.u16(at + socket.pathLen);
  if (at + socket.size + pathLength > end) return false;
  const given = view.u32(at + socket.role);
  const type = context.typeAt(at) || (given === wire.role.server ? 'accept' : 'connect');
  const role = listening.has(type) ? wire.role.server : given;
  const process = context.processAt(at);
  const path = view.text(at + socket.size, pathLength);
  const tuple = tupleOf(endsAt(view, at, socket), role, protocolAt(view, at, socket));
  const event = context.begin(at, type, process);
  const result = event.result ?? 0;
  const name = socketName(tuple, path);
  event.fd = {
    number: accepting.has(type) ? result : view.i32(at + socket.fd),
    kind: kindAt(view, at, socket),
    name,
    rawName: undefined,
    device: undefined,
    inode: undefined,
    socket: remembered(context, at, process, { ...tuple, connected: isConnected(type, result) }),
    upperLayer: undefined,
  };
  event.args = socketArguments(type, result, event.fd.number, { tuple, name, path });
  context.tell();
  return true;
}

/** With what the socket was before, and the names of its peer. */
function remembered(
  context: Context,
  at: number,
  process: LiveProcess,
  tuple: SocketTuple,
): SocketTuple {
  const { view, peerNames } = context;
  const cookie = view.u64(at + socket.cookie);
  const remote = tuple.remote?.address;
  const known = cookie === 0 ? tuple : followed(context, cookie, process.pid, tuple);
  if (remote === undefined && cookie === 0) return known;
  return {
    ...known,
    remoteNames:
      remote === undefined ? undefined : peerNames.of(process.container?.id ?? '', remote),
    cookie: cookie === 0 ? undefined : view.decimal(at + socket.cookie),
  };
}

/** A datagram socket is connected by connect alone, and may have another peer each time. */
function followed(
  { sockets, event }: Context,
  cookie: number,
  pid: number,
  tuple: SocketTuple,
): SocketTuple {
  const known = sockets.get(cookie);
  const name = tupleName(tuple);
  const isDatagram = tuple.protocol === 'udp';
  const connected =
    isDatagram && event.type !== 'connect' ? known?.connected === true : tuple.connected;
  if (known?.name !== name || known.connected !== connected || known.pid !== pid)
    sockets.set(cookie, { pid, name, connected });
  return isDatagram ? { ...tuple, connected, nameChanged: known?.name !== name } : tuple;
}

interface Told {
  readonly tuple: ReturnType<typeof tupleOf>;
  readonly name: string;
  readonly path: string;
}

function socketArguments(type: string, result: number, fd: number, told: Told): EventArguments {
  const { tuple, name, path } = told;
  const addr = path === '' ? endText(type === 'bind' ? tuple.local : tuple.remote) : path;
  switch (type) {
    case 'accept':
    case 'accept4':
      return { fd: result, tuple: name };
    case 'bind':
      return withText({ res: result, fd }, 'addr', addr);
    case 'connect':
      return withText({ res: result, tuple: name, fd }, 'addr', addr);
    case 'listen':
      return { res: result, fd };
    default:
      return { res: result, fd, size: Math.max(0, result), tuple: name };
  }
}

function withText(
  args: Record<string, EventArgument>,
  name: string,
  text: string | undefined,
): EventArguments {
  if (text !== undefined) args[name] = text;
  return args;
}
