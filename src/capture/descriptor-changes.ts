import type { DescriptorKind, RuntimeDescriptor } from '#model/runtime-event.ts';
import type { Call } from './call.ts';
import { closingOf } from './close-on-exec.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { absolutePath, workingDirectory } from './path.ts';
import { accepted, bound, connected, exchanged, newSocket } from './socket-changes.ts';
import type { Thread, World } from './world.ts';

/** Keeps descriptors as a call leaves them, and says which one it was about. */
type Follow = (call: Call, thread: Thread, world: World) => RuntimeDescriptor | undefined;

const descriptorTypes = new Set([14, 47]);
const openDirectory = 0o200000;
/** As `flag-value.ts` has them. */
const openUpper = 1 << 29;
const openLower = 1 << 28;
const madeUpper = 1;
const madeLower = 2;
const duplicates = new Set([0, 1030]);
const soError = 4;
const closeOnExec = 4;
/** Where it is not the first descriptor of the parameters. */
const ownParameter: ReadonlyMap<string, string> = new Map([
  ['splice', 'fd_out'],
  ['sendfile', 'out_fd'],
]);
const made: ReadonlyMap<string, DescriptorKind> = new Map<string, DescriptorKind>([
  ['eventfd', 'event'],
  ['eventfd2', 'event'],
  ['signalfd', 'signal'],
  ['signalfd4', 'signal'],
  ['timerfd_create', 'timer'],
  ['inotify_init', 'inotify'],
  ['inotify_init1', 'inotify'],
  ['epoll_create', 'eventpoll'],
  ['epoll_create1', 'eventpoll'],
  ['bpf', 'bpf'],
  ['userfaultfd', 'userfaultfd'],
  ['io_uring_setup', 'io_uring'],
  ['memfd_create', 'memfd'],
  ['pidfd_open', 'pidfd'],
]);

const follows: ReadonlyMap<string, Follow> = new Map<string, Follow>([
  ...['open', 'openat', 'openat2', 'creat', 'open_by_handle_at'].map(
    (name) => [name, opened] as const,
  ),
  ...[...made.keys()].map((name) => [name, makeOther] as const),
  ...['dup', 'dup2', 'dup3'].map((name) => [name, duplicated] as const),
  ...['send', 'sendto', 'sendmsg', 'sendmmsg'].map((name) => [name, sends(true)] as const),
  ...['recv', 'recvfrom', 'recvmsg', 'recvmmsg'].map((name) => [name, sends(false)] as const),
  ...['accept', 'accept4'].map((name) => [name, accept] as const),
  ...['pipe', 'pipe2', 'socketpair'].map((name) => [name, pair] as const),
  [
    'socket',
    (call, { descriptors }) =>
      keep(descriptors, (call.result ?? -1) < 0 ? undefined : newSocket(call)),
  ],
  [
    'connect',
    (call, thread, world) =>
      keep(thread.descriptors, connected(call, aboutOf(call, thread), world.interfaces)),
  ],
  ['bind', (call, thread) => keep(thread.descriptors, bound(call, aboutOf(call, thread)))],
  ['fcntl', fcntl],
  ['getsockopt', getsockopt],
  ['pidfd_getfd', fromOther],
]);

/** What an answered call was about, with what it changed. */
export function followDescriptor(
  call: Call,
  thread: Thread,
  world: World,
): RuntimeDescriptor | undefined {
  const about = (follows.get(call.name) ?? aboutOf)(call, thread, world);
  const closing = closingOf(call);
  for (const number of closing?.numbers ?? [])
    thread.descriptors.closeOnExec(number, closing?.closes === true);
  return about;
}

/** Afterwards: what is closed was there while the call was told. */
export function forgetDescriptors(
  { name, args, result = -1 }: Call,
  { descriptors }: Thread,
): void {
  if (result < 0) return;
  if (name === 'execve' || name === 'execveat') descriptors.exec();
  if (name === 'close' && typeof args['fd'] === 'number') descriptors.delete(args['fd']);
  if (name === 'close_range') closeRange(args, descriptors);
}

function closeRange({ first, last, flags }: Call['args'], descriptors: DescriptorTable): void {
  if (typeof first !== 'number' || typeof last !== 'number') return;
  const isLater = typeof flags === 'number' && (flags & closeOnExec) !== 0;
  if (!isLater) descriptors.deleteRange(first, last);
}

/** The descriptor that the parameters name. */
function aboutOf(
  { kind, name, args }: Call,
  { descriptors }: Thread,
): RuntimeDescriptor | undefined {
  if (!kind.usesDescriptor) return undefined;
  const parameter =
    ownParameter.get(name) ?? kind.parameters.find(({ type }) => descriptorTypes.has(type))?.name;
  const number = parameter === undefined ? undefined : args[parameter];
  if (typeof number !== 'number' || number < 0) return undefined;
  return descriptors.get(number) ?? { number, kind: 'other', name: '' };
}

function keep(
  descriptors: DescriptorTable,
  descriptor: RuntimeDescriptor | undefined,
): RuntimeDescriptor | undefined {
  if (descriptor !== undefined) descriptors.set(descriptor);
  return descriptor;
}

function opened(call: Call, { process, descriptors }: Thread): RuntimeDescriptor | undefined {
  const { args, result = -1, name } = call;
  const raw = args['name'] ?? args['path'];
  if (typeof raw !== 'string' || result < 0) return undefined;
  const full = absolutePath(directoryOf(args['dirfd'], process.cwd, descriptors), raw);
  const isDirectory = name !== 'creat' && (numberOf(args['flags']) & openDirectory) !== 0;
  return keep(descriptors, {
    number: result,
    kind: isDirectory ? 'directory' : 'file',
    name: full,
    ...(full !== raw && { rawName: raw }),
    ...inodeOf(args),
    ...layerOf(args),
  });
}

/** The layer of an overlay; absent on other file systems and in older captures. */
function layerOf({ flags, creat_flags }: Call['args']): Pick<RuntimeDescriptor, 'upperLayer'> {
  const isUpper = (numberOf(flags) & openUpper) !== 0 || (numberOf(creat_flags) & madeUpper) !== 0;
  const isLower = (numberOf(flags) & openLower) !== 0 || (numberOf(creat_flags) & madeLower) !== 0;
  return isUpper || isLower ? { upperLayer: isUpper } : {};
}

function inodeOf({ dev, ino }: Call['args']): Pick<RuntimeDescriptor, 'device' | 'inode'> {
  return {
    ...(typeof dev === 'number' && { device: dev }),
    ...(typeof ino === 'number' && { inode: ino }),
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** The directory that relative paths start from; what is not known is said to be so. */
export function directoryOf(number: unknown, cwd: string, descriptors: DescriptorTable): string {
  if (number === undefined || number === workingDirectory) return cwd;
  const known = typeof number === 'number' ? descriptors.get(number) : undefined;
  return known === undefined || known.name === '' ? '<UNKNOWN>/' : `${known.name}/`;
}

function makeOther(
  { name, args, result = -1 }: Call,
  { descriptors }: Thread,
): RuntimeDescriptor | undefined {
  if (result < 0) return undefined;
  const called = name === 'memfd_create' ? args['name'] : '';
  const text = typeof called === 'string' ? called : '';
  return keep(descriptors, { number: result, kind: made.get(name) ?? 'other', name: text });
}

function duplicated(call: Call, { descriptors }: Thread): RuntimeDescriptor | undefined {
  return copied(call, call.args['oldfd'], descriptors);
}

function copied(
  { result = -1 }: Call,
  from: unknown,
  descriptors: DescriptorTable,
  source = descriptors,
): RuntimeDescriptor | undefined {
  const known = typeof from === 'number' ? source.get(from) : undefined;
  if (result < 0) return known;
  return keep(descriptors, { ...(known ?? { kind: 'other', name: '' }), number: result });
}

function fcntl(call: Call, thread: Thread): RuntimeDescriptor | undefined {
  const { cmd, fd } = call.args;
  if (typeof cmd !== 'number' || !duplicates.has(cmd)) return aboutOf(call, thread);
  return copied(call, fd, thread.descriptors);
}

function fromOther(
  call: Call,
  { descriptors }: Thread,
  world: World,
): RuntimeDescriptor | undefined {
  const { pid, target_fd: target } = call.args;
  const other = typeof pid === 'number' ? world.descriptorsOf(pid) : undefined;
  return copied(call, target, descriptors, other ?? descriptors);
}

function sends(isSend: boolean): Follow {
  return (call, thread, world) =>
    keep(thread.descriptors, exchanged(call, aboutOf(call, thread), isSend, world.interfaces));
}

/** The listening socket is not among the arguments: it is what listens at that end. */
function accept(call: Call, { descriptors }: Thread): RuntimeDescriptor | undefined {
  const listener = call.asked.get('fd');
  const known = typeof listener === 'number' ? descriptors.get(listener) : undefined;
  return keep(descriptors, accepted(call, known));
}

function pair({ name, args, result = -1 }: Call, { descriptors }: Thread): undefined {
  const kind = name === 'socketpair' ? 'unix' : 'pipe';
  const { fd1, fd2, ino } = args;
  if (result < 0) return undefined;
  for (const number of [fd1, fd2])
    if (typeof number === 'number' && number >= 0)
      keep(descriptors, { number, kind, name: '', ...(typeof ino === 'number' && { inode: ino }) });
  return undefined;
}

/** Asked without waiting: the connection stands when there is no error. */
function getsockopt(call: Call, thread: Thread): RuntimeDescriptor | undefined {
  const about = aboutOf(call, thread);
  const { optname, val } = call.args;
  const isDone = optname === soError && val === 0 && call.result === 0;
  if (!isDone || about?.socket?.remote === undefined) return about;
  return keep(thread.descriptors, { ...about, socket: { ...about.socket, connected: true } });
}
