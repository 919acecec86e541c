import { basename } from '#kit/path.ts';
import type {
  CapabilitySets,
  ExecutedFile,
  FileOrigin,
  ProcessNamespaces,
  RuntimeProcess,
} from '#model/runtime-event.ts';
import { given } from './given.ts';
import { containerFromJson } from './json-container.ts';
import {
  bytesField,
  bytesListField,
  countField,
  flagField,
  Members,
  malformed,
  numberField,
  oneOf,
  type Place,
  wholeField,
} from './json-field.ts';

const maxAncestors = 64;
const maxComm = 15;

const processNames = new Set(
  'pid virtualPid start name exe exePath args env cwd tty session group virtualSession virtualGroup uid effectiveUid gid effectiveGid loginUid userName groupName loginName capabilities file namespaces cgroup cgroupId container parent threads'.split(
    ' ',
  ),
);
const fileNames = new Set(
  'device inode changed modified upperLayer overlay memory temporary deleted writable setUid sha256 origin'.split(
    ' ',
  ),
);
const originNames = new Set(['kind', 'layer', 'purl']);
const capabilityNames = new Set(['effective', 'permitted', 'inheritable']);
const namespaceNames = new Set(['mount', 'pid', 'network', 'user']);
const originKinds = ['image', 'altered', 'added', 'mount', 'unknown'] as const;

/** What is not said of a process. `start` is one second before the event. */
export const processDefaults = { pid: 1000, cwd: '/', tty: 0, uid: 0, gid: 0, loginUid: -1 };

/** A process of an event, its ancestors inside one another. Everything may be left out. */
export function processFromJson(
  value: unknown,
  place: Place,
  eventMs: number,
  depth = 0,
): RuntimeProcess {
  if (depth > maxAncestors) throw malformed(place, `has more than ${maxAncestors} ancestors`);
  const from = new Members(value, place, processNames);
  const pid = from.optional('pid', countField) ?? Math.max(1, processDefaults.pid - depth);
  const uid = from.or('uid', countField, processDefaults.uid);
  const gid = from.or('gid', countField, processDefaults.gid);
  const file = fileAndName(from);
  return {
    pid,
    start: from.or('start', timeField, eventMs - 1000 * (depth + 1)),
    ...file,
    args: from.or('args', bytesListField, []),
    cwd: from.or('cwd', bytesField, processDefaults.cwd),
    tty: from.or('tty', countField, processDefaults.tty),
    session: from.or('session', wholeField, pid),
    group: from.or('group', wholeField, pid),
    uid,
    effectiveUid: from.or('effectiveUid', countField, uid),
    gid,
    effectiveGid: from.or('effectiveGid', countField, gid),
    loginUid: from.or('loginUid', wholeField, processDefaults.loginUid),
    capabilities: from.or('capabilities', capabilitiesFromJson, noCapabilities),
    ...given({
      parent: from.optional('parent', (parent, at) =>
        processFromJson(parent, at, eventMs, depth + 1),
      ),
      ...placesFromJson(from),
    }),
  };
}

const noCapabilities: CapabilitySets = { effective: 0, permitted: 0, inheritable: 0 };

/** Each of name, argv[0] and path is told from the others where they are known. */
function fileAndName(from: Members): Pick<RuntimeProcess, 'name' | 'exe' | 'exePath'> {
  const name = from.optional('name', bytesField);
  const exe = from.optional('exe', bytesField);
  const path = from.optional('exePath', bytesField);
  const argument = exe ?? path ?? name ?? '';
  return {
    name: name ?? basename(path ?? argument).slice(0, maxComm),
    exe: argument,
    exePath: path ?? (argument.startsWith('/') ? argument : ''),
  };
}

function placesFromJson(from: Members) {
  return {
    virtualPid: from.optional('virtualPid', countField),
    virtualSession: from.optional('virtualSession', wholeField),
    virtualGroup: from.optional('virtualGroup', wholeField),
    env: from.optional('env', bytesListField),
    userName: from.optional('userName', bytesField),
    groupName: from.optional('groupName', bytesField),
    loginName: from.optional('loginName', bytesField),
    file: from.optional('file', fileFromJson),
    namespaces: from.optional('namespaces', namespacesFromJson),
    cgroup: from.optional('cgroup', bytesField),
    cgroupId: from.optional('cgroupId', bytesField),
    container: from.optional('container', containerFromJson),
    threads: from.optional('threads', countField),
  };
}

function fileFromJson(value: unknown, place: Place): ExecutedFile {
  const from = new Members(value, place, fileNames);
  return {
    device: from.or('device', countField, 0),
    inode: from.or('inode', countField, 0),
    changed: from.or('changed', timeField, 0),
    modified: from.or('modified', timeField, 0),
    upperLayer: from.or('upperLayer', flagField, false),
    overlay: from.or('overlay', flagField, false),
    memory: from.or('memory', flagField, false),
    temporary: from.or('temporary', flagField, false),
    deleted: from.or('deleted', flagField, false),
    writable: from.or('writable', flagField, false),
    setUid: from.or('setUid', flagField, false),
    ...given({
      sha256: from.optional('sha256', bytesField),
      origin: from.optional('origin', originFromJson),
    }),
  };
}

function originFromJson(value: unknown, place: Place): FileOrigin {
  const from = new Members(value, place, originNames);
  return {
    kind: from.required('kind', oneOf(originKinds)),
    ...given({
      layer: from.optional('layer', bytesField),
      purl: from.optional('purl', bytesField),
    }),
  };
}

function capabilitiesFromJson(value: unknown, place: Place): CapabilitySets {
  const from = new Members(value, place, capabilityNames);
  return {
    effective: from.or('effective', countField, 0),
    permitted: from.or('permitted', countField, 0),
    inheritable: from.or('inheritable', countField, 0),
  };
}

function namespacesFromJson(value: unknown, place: Place): ProcessNamespaces {
  const from = new Members(value, place, namespaceNames);
  return {
    mount: from.or('mount', countField, 0),
    pid: from.or('pid', countField, 0),
    network: from.or('network', countField, 0),
    user: from.or('user', countField, 0),
  };
}

/** Milliseconds since the Unix epoch, or a time as ISO 8601 has it. */
function timeField(value: unknown, place: Place): number {
  if (typeof value === 'number') return numberField(value, place);
  const time = typeof value === 'string' && value.length < 40 ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw malformed(place, 'must be milliseconds or a time');
  return time;
}
