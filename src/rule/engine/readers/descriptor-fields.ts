import { bytesOfText } from '#kit/byte-string.ts';
import type {
  RuntimeDescriptor,
  RuntimeEvent,
  SocketEnd,
  SocketTuple,
} from '#model/runtime-event.ts';
import type { Environment, FieldValue } from '../value.ts';
import { directoryOfArgument } from './argument.ts';
import { descriptorLetter, descriptorType } from './descriptor-kind.ts';
import { absent, type FieldMaker, type FieldMakers, ofEvent, withArgument } from './maker.ts';
import { absolutePath, directoryOf, fileNameOf } from './path.ts';

/** Fields of the descriptor that the event is about. */
export const descriptorFields: FieldMakers = {
  'fd.num': ofEvent(numberOf, '(e.fd===undefined?$(e):e.fd.number)'),
  'fd.type': ofFd((fd) => descriptorType(fd.kind)),
  'fd.typechar': ofFd((fd) => descriptorLetter(fd.kind)),
  'fd.name': ofEvent(nameOf, '(e.fd===undefined?$(e):x.other??e.fd.name)'),
  'fd.nameraw': ofEvent(rawNameOf),
  'fd.directory': ofEvent(directory),
  'fd.filename': ofEvent(fileName),
  'fd.containername': ofEvent((event, environment) =>
    inContainer(event, nameOf(event, environment)),
  ),
  'fd.containerdirectory': ofEvent((event, environment) =>
    inContainer(event, directory(event, environment)),
  ),
  'fd.uid': ofEvent((event) =>
    event.fd === undefined ? undefined : `${event.thread}${event.fd.number}`,
  ),
  'fd.dev': hexadecimal(ofFd((fd) => fd.device)),
  'fd.dev.major': ofFd((fd) =>
    fd.device === undefined ? undefined : Math.floor(fd.device / 2 ** 20),
  ),
  'fd.dev.minor': ofFd((fd) => (fd.device === undefined ? undefined : fd.device % 2 ** 20)),
  'fd.ino': ofFd((fd) => fd.inode),
  'fd.is_upper_layer': ofFd((fd) => fd.upperLayer ?? false),
  'fd.is_lower_layer': ofFd((fd) => fd.upperLayer === false),
  'fd.types': withArgument(
    () => (event) => (event.fd === undefined ? undefined : [descriptorType(event.fd.kind)]),
  ),
  'fd.sockfamily': ofFd(familyOf),
  'fd.l4proto': ofSocket((socket) => socket.protocol),
  'fd.is_server': ofFd((fd) => fd.socket?.isServer ?? false),
  'fd.connected': ofFd((fd) => fd.socket?.connected ?? false),
  'fd.name_changed': ofFd((fd) => fd.socket?.nameChanged ?? false),
  'fd.remote_names': ofSocket(({ remoteNames = [] }) =>
    remoteNames.length === 0 ? undefined : remoteNames.map(bytesOfText),
  ),
  'fdlist.nums': absent(),
  'fdlist.names': absent(),
  'fdlist.cips': absent(),
  'fdlist.sips': absent(),
  'fdlist.cports': absent(),
  'fdlist.sports': absent(),
  'fd.ip': ofSocket((socket) => ends(socket, addressOf)),
  'fd.net': ofSocket((socket) => ends(socket, addressOf)),
  'fd.port': ofSocket((socket) => ends(socket, portOf)),
  'fd.proto': ofSocket((socket) => ends(socket, portOf)),
  ...side('c', (socket) => socket.client),
  ...side('s', (socket) => socket.server),
  ...side('l', (socket) => socket.local),
  ...side('r', (socket) => socket.remote),
};

function side(letter: string, endOf: (socket: SocketTuple) => SocketEnd | undefined): FieldMakers {
  const address = ofSocket((socket) => endOf(socket)?.address);
  const port = ofSocket((socket) => endOf(socket)?.port);
  return {
    [`fd.${letter}ip`]: address,
    [`fd.${letter}net`]: address,
    [`fd.${letter}port`]: port,
    [`fd.${letter}proto`]: ofSocket((socket) => serviceOf(endOf(socket))),
    [`fd.${letter}ip.name`]: ofSocket((socket) => namesOf(socket, endOf(socket))),
  };
}

/** Names are known of the other side only: from the DNS answers that the container got. */
function namesOf(socket: SocketTuple, end: SocketEnd | undefined): FieldValue | undefined {
  const { remote, remoteNames } = socket;
  if (end === undefined || remote === undefined || remoteNames === undefined) return undefined;
  if (end.address !== remote.address || remoteNames.length === 0) return undefined;
  return remoteNames.map(bytesOfText);
}

/** Ports are told by number, as Falco does by default. */
function serviceOf(end: SocketEnd | undefined): string | undefined {
  return end === undefined ? undefined : String(end.port);
}

function addressOf(end: SocketEnd): string {
  return end.address;
}

function portOf(end: SocketEnd): number {
  return end.port;
}

function ends<Value extends string | number>(
  { client, server, local }: SocketTuple,
  read: (end: SocketEnd) => Value,
): readonly Value[] | undefined {
  if (client !== undefined && server !== undefined) return [read(client), read(server)];
  const only = server ?? client ?? local;
  return only === undefined ? undefined : [read(only)];
}

/** A failed call has no descriptor; its number is the error, as Falco has it. */
function numberOf(event: RuntimeEvent): number | undefined {
  if (event.fd !== undefined) return event.fd.number;
  return event.result !== undefined && event.result < 0 ? -1 : undefined;
}

/** The name that the event is judged by now: canonical, or as the process gave it. */
function nameOf(event: RuntimeEvent, environment: Environment): string | undefined {
  return environment.other ?? event.fd?.name ?? failedName(event);
}

/** A call that failed has no descriptor: the name that was asked for. */
function failedName(event: RuntimeEvent): string | undefined {
  const name = event.args['name'];
  if (typeof name !== 'string' || event.result === undefined || event.result >= 0) return undefined;
  const from = directoryOfArgument(event, 'dirfd');
  return from === undefined || name === '' ? name : absolutePath(from, name);
}

function rawNameOf(event: RuntimeEvent): string | undefined {
  const { fd, args } = event;
  const given = fd?.rawName ?? args['name'] ?? fd?.name;
  // The canonical name has no double slashes.
  if (typeof given !== 'string' || given === fd?.name) return fd?.name;
  return given.includes('//') ? given.replace(/\/{2,}/g, '/') : given;
}

function directory(event: RuntimeEvent, environment: Environment): string | undefined {
  const name = nameOf(event, environment);
  if (name === undefined) return undefined;
  const kind = event.fd?.kind;
  if (kind === 'directory') return name;
  return kind === undefined || isFileLike(kind) ? directoryOf(name) : undefined;
}

function fileName(event: RuntimeEvent, environment: Environment): string | undefined {
  if (event.fd === undefined || !isFileLike(event.fd.kind)) return undefined;
  const name = nameOf(event, environment);
  return name === undefined ? undefined : fileNameOf(name);
}

function isFileLike(kind: RuntimeDescriptor['kind']): boolean {
  return kind === 'file';
}

function inContainer(event: RuntimeEvent, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return `${event.process.container?.shortId ?? 'host'}:${name}`;
}

function familyOf({ kind }: RuntimeDescriptor): string | undefined {
  if (kind === 'ipv4' || kind === 'ipv6') return 'ip';
  return kind === 'unix' ? 'unix' : undefined;
}

function ofFd(read: (fd: RuntimeDescriptor) => FieldValue | undefined): FieldMaker {
  return ofEvent((event) => (event.fd === undefined ? undefined : read(event.fd)));
}

function ofSocket(read: (socket: SocketTuple) => FieldValue | undefined): FieldMaker {
  return ofEvent((event) => (event.fd?.socket === undefined ? undefined : read(event.fd.socket)));
}

function hexadecimal(maker: FieldMaker): FieldMaker {
  return (argument, environment) => ({ ...maker(argument, environment), print: 'hexadecimal' });
}
