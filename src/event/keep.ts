import type {
  EventArgument,
  EventArguments,
  RuntimeDescriptor,
  RuntimeEvent,
  RuntimeProcess,
} from '#model/runtime-event.ts';
import { given } from './given.ts';

/** What of an event is kept. Everything beyond is cut without a mark, for it was whole in the event. */
export interface KeepOptions {
  /** Ancestors above the process. */
  readonly maxAncestors?: number;
  /** Arguments of each process. */
  readonly maxArgs?: number;
  /** Bytes of each argument and of each string in the event's arguments. */
  readonly maxBytes?: number;
  /** Environments; off unless asked for: they hold secrets. */
  readonly environment?: boolean;
}

const defaults = { maxAncestors: 16, maxArgs: 1024, maxBytes: 65_536, environment: false };
type Keep = Required<KeepOptions>;

/** A copy of a live event that stays as it is: plain objects all through, bounded. `process` is a copy of its process, if one is at hand. */
export function keptEvent(
  event: RuntimeEvent,
  options: KeepOptions = {},
  process: RuntimeProcess = keptProcess(event.process, options),
): RuntimeEvent {
  const keep = { ...defaults, ...options };
  return {
    source: 'syscall',
    number: event.number,
    type: event.type,
    seconds: event.seconds,
    nanoseconds: event.nanoseconds,
    cpu: event.cpu,
    direction: event.direction,
    thread: event.thread,
    result: event.result,
    process,
    fd: event.fd === undefined ? undefined : keptDescriptor(event.fd, keep),
    args: keptArguments(event.args, keep),
    marks: event.marks === undefined ? undefined : [...event.marks],
  };
}

/** A copy of a live process and of its ancestors. */
export function keptProcess(process: RuntimeProcess, options: KeepOptions = {}): RuntimeProcess {
  const keep = { ...defaults, ...options };
  const line: RuntimeProcess[] = [];
  let next: RuntimeProcess | undefined = process;
  while (next !== undefined && line.length <= keep.maxAncestors) {
    line.push(next);
    next = next.parent;
  }
  return line.reduceRight<RuntimeProcess | undefined>(
    (parent, each) => keptOne(each, parent, keep),
    undefined,
  ) as RuntimeProcess;
}

function keptOne(
  one: RuntimeProcess,
  parent: RuntimeProcess | undefined,
  keep: Keep,
): RuntimeProcess {
  return {
    pid: one.pid,
    start: one.start,
    name: one.name,
    exe: cut(one.exe, keep),
    exePath: cut(one.exePath, keep),
    args: one.args.slice(0, keep.maxArgs).map((arg) => cut(arg, keep)),
    cwd: cut(one.cwd, keep),
    tty: one.tty,
    session: one.session,
    group: one.group,
    uid: one.uid,
    effectiveUid: one.effectiveUid,
    gid: one.gid,
    effectiveGid: one.effectiveGid,
    loginUid: one.loginUid,
    capabilities: { ...one.capabilities },
    ...given({
      virtualPid: one.virtualPid,
      virtualSession: one.virtualSession,
      virtualGroup: one.virtualGroup,
      userName: one.userName,
      groupName: one.groupName,
      loginName: one.loginName,
      file: one.file,
      namespaces: one.namespaces,
      cgroup: one.cgroup,
      cgroupId: one.cgroupId,
      container: one.container,
      threads: one.threads,
      env: keep.environment ? one.env : undefined,
      parent,
    }),
  };
}

function keptDescriptor(fd: RuntimeDescriptor, keep: Keep): RuntimeDescriptor {
  const copy = { ...fd, name: cut(fd.name, keep) };
  return fd.socket === undefined ? copy : { ...copy, socket: { ...fd.socket } };
}

/** Members that are short and plain are all that most events have. */
function keptArguments(args: EventArguments, keep: Keep): EventArguments {
  for (const name in args) if (!isPlain(args[name], keep)) return cutArguments(args, keep);
  return { ...args };
}

function isPlain(value: EventArgument | undefined, keep: Keep): boolean {
  return typeof value === 'string' ? value.length <= keep.maxBytes : typeof value !== 'object';
}

function cutArguments(args: EventArguments, keep: Keep): EventArguments {
  const copy: Record<string, EventArgument> = {};
  for (const name in args) {
    const value = args[name];
    if (value !== undefined && name !== '__proto__') copy[name] = keptArgument(value, keep);
  }
  return copy;
}

function keptArgument(value: EventArgument, keep: Keep): EventArgument {
  if (typeof value === 'string') return cut(value, keep);
  return typeof value === 'object'
    ? value.slice(0, keep.maxArgs).map((part) => cut(part, keep))
    : value;
}

function cut(text: string, keep: Keep): string {
  return text.length > keep.maxBytes ? text.slice(0, keep.maxBytes) : text;
}
