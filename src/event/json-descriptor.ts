import type {
  DescriptorKind,
  RuntimeDescriptor,
  SocketEnd,
  SocketTuple,
} from '#model/runtime-event.ts';
import { given } from './given.ts';
import {
  bytesField,
  bytesListField,
  countField,
  flagField,
  Members,
  malformed,
  oneOf,
  type Place,
  wholeField,
} from './json-field.ts';
import { tupleName } from './tuple-name.ts';

const descriptorNames = new Set(
  'number kind name rawName device inode socket upperLayer'.split(' '),
);
const socketNames = new Set(
  'protocol isServer client server local remote connected nameChanged remoteNames cookie'.split(
    ' ',
  ),
);
const endNames = new Set(['address', 'port']);
const kinds: readonly DescriptorKind[] = [
  'file',
  'directory',
  'ipv4',
  'ipv6',
  'unix',
  'pipe',
  'event',
  'signal',
  'timer',
  'inotify',
  'eventpoll',
  'memfd',
  'bpf',
  'userfaultfd',
  'io_uring',
  'pidfd',
  'netlink',
  'other',
];

/** A descriptor of an event: a file unless there is a socket; the name of a connection comes from its ends. */
export function descriptorFromJson(value: unknown, place: Place): RuntimeDescriptor {
  const from = new Members(value, place, descriptorNames);
  const socket = from.optional('socket', socketFromJson);
  return {
    number: from.or('number', wholeField, 3),
    kind: from.or('kind', oneOf(kinds), kindOf(socket)),
    name: from.or('name', bytesField, socket === undefined ? '' : tupleName(socket)),
    ...given({
      rawName: from.optional('rawName', bytesField),
      device: from.optional('device', countField),
      inode: from.optional('inode', countField),
      socket,
      upperLayer: from.optional('upperLayer', flagField),
    }),
  };
}

function kindOf(socket: SocketTuple | undefined): DescriptorKind {
  if (socket === undefined) return 'file';
  const end = socket.server ?? socket.client ?? socket.local ?? socket.remote;
  if (end === undefined) return 'unix';
  return end.address.includes(':') ? 'ipv6' : 'ipv4';
}

/** Local and remote ends follow from client and server when neither is given. */
function socketFromJson(value: unknown, place: Place): SocketTuple {
  const from = new Members(value, place, socketNames);
  const isServer = from.or('isServer', flagField, false);
  const client = from.optional('client', endFromJson);
  const server = from.optional('server', endFromJson);
  const local = from.optional('local', endFromJson);
  const remote = from.optional('remote', endFromJson);
  const told = local !== undefined || remote !== undefined;
  return {
    protocol: from.or('protocol', bytesField, 'tcp'),
    isServer,
    connected: from.or('connected', flagField, true),
    ...given({
      client,
      server,
      local: told ? local : isServer ? server : client,
      remote: told ? remote : isServer ? client : server,
      nameChanged: from.optional('nameChanged', flagField),
      remoteNames: from.optional('remoteNames', bytesListField),
      cookie: from.optional('cookie', bytesField),
    }),
  };
}

function endFromJson(value: unknown, place: Place): SocketEnd {
  const from = new Members(value, place, endNames);
  const port = from.or('port', countField, 0);
  if (port > 65_535) throw malformed(place, 'has a port above 65535');
  return { address: from.required('address', bytesField), port };
}
