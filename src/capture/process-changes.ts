import type { LiveProcess } from '#event/process.ts';
import type { ProcessIdentity } from '#event/process-facts.ts';
import type { EventArgument, ExecutedFile } from '#model/runtime-event.ts';
import type { Call } from './call.ts';
import { directoryOf } from './descriptor-changes.ts';
import { absolutePath, asDirectory, withoutDeletion } from './path.ts';
import { fileOf, identityOf, type Thread, type World } from './world.ts';

type Arguments = Readonly<Record<string, EventArgument>>;
type Change = (call: Call, thread: Thread, world: World) => void;

const writable = 1;
const upperLayer = 2;
const memory = 4;
const lowerLayer = 8;
const setName = 15;
const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['execve', execute],
  ['execveat', execute],
  [
    'chdir',
    ({ args }, { process }) => goTo(process, absolutePath(process.cwd, textOf(args['path']))),
  ],
  ['getcwd', ({ args }, { process }) => goTo(process, textOf(args['path']))],
  ['fchdir', fchdir],
  ['setuid', identify((args) => user(args['uid']))],
  ['setgid', identify((args) => group(args['gid']))],
  ['setresuid', identify((args) => user(args['euid']))],
  ['setreuid', identify((args) => user(args['euid']))],
  ['setresgid', identify((args) => group(args['egid']))],
  ['setregid', identify((args) => group(args['egid']))],
  [
    'setsid',
    ({ result }, { process }, world) =>
      world.identify(process, { session: result ?? 0, group: process.pid }),
  ],
  ['setpgid', setGroup],
  ['capset', identify(capabilitiesOf)],
  ['prctl', prctl],
]);

/** What an answered call that went well changes in its process. */
export function followProcess(call: Call, thread: Thread, world: World): void {
  if (call.result === undefined || call.result >= 0) changes.get(call.name)?.(call, thread, world);
}

function execute(call: Call, { id, process }: Thread, world: World): void {
  const { args } = call;
  world.keepOnly(id, process.pid);
  const exe = textOf(args['exe']);
  const cgroup = world.cgroupOf(listOf(args['cgroups']), process.pid);
  const identity: ProcessIdentity = {
    ...identityOf(process),
    parentPid: process.parentPid === 0 ? (numberOf(args['ptid']) ?? 0) : process.parentPid,
    ...given('name', textOr(args['comm'], exe.slice(exe.lastIndexOf('/') + 1).slice(0, 15))),
    ...given('tty', numberOf(args['tty'])),
    ...given('loginUid', loginOf(args['loginuid'])),
    ...given('virtualPid', numberOf(args['vpid'])),
    ...given('virtualGroup', numberOf(args['vpgid'])),
    ...given('group', numberOf(args['pgid'])),
    ...user(args['uid']),
    ...group(args['gid']),
    ...capabilitiesOf(args),
    ...given('cgroup', cgroup),
  };
  world.table.exec(process.pid, world.now, identity, {
    exe,
    exePath: exePathOf(call, process, world),
    args: listOf(args['args']),
    // Relative ones are what the kernel could not tell.
    cwd: cwdOf(args['cwd'], process.cwd),
    env: Array.isArray(args['env']) ? listOf(args['env']) : undefined,
    file: executedFile(args),
  });
}

function cwdOf(told: EventArgument | undefined, before: string): string {
  return typeof told === 'string' && told.startsWith('/') ? asDirectory(told) : before;
}

/** As the kernel says; older captures only know what was asked for. */
function exePathOf({ args, asked }: Call, process: LiveProcess, world: World): string {
  const trusted = args['trusted_exepath'];
  if (typeof trusted === 'string' && trusted !== '') return withoutDeletion(trusted);
  const name = asked.get('filename') ?? asked.get('pathname');
  const descriptors = world.descriptorsOf(process.pid);
  if (typeof name === 'string' && descriptors !== undefined) {
    const from = directoryOf(asked.get('dirfd'), process.cwd, descriptors);
    return name === '' ? from.replace(/\/$/, '') : absolutePath(from, name);
  }
  const exe = textOf(args['exe']);
  return exe.startsWith('/') ? exe : '';
}

function executedFile(args: Arguments): ExecutedFile | undefined {
  const flags = numberOf(args['flags']) ?? 0;
  const file = fileOf({
    writable: (flags & writable) !== 0,
    upperLayer: (flags & upperLayer) !== 0,
    lowerLayer: (flags & lowerLayer) !== 0,
    memory: (flags & memory) !== 0,
    inode: numberOf(args['exe_ino']) ?? 0,
    changed: numberOf(args['exe_ino_ctime']) ?? 0,
    modified: numberOf(args['exe_ino_mtime']) ?? 0,
  });
  const path = textOf(args['trusted_exepath']);
  return file && { ...file, deleted: withoutDeletion(path) !== path };
}

function fchdir({ args }: Call, { process, descriptors }: Thread): void {
  const { fd } = args;
  const name = typeof fd === 'number' ? descriptors.get(fd)?.name : undefined;
  if (name !== undefined) goTo(process, name);
}

function goTo(process: LiveProcess, path: string): void {
  if (path.startsWith('/')) process.cwd = asDirectory(path);
}

function identify(read: (args: Arguments) => Partial<ProcessIdentity>): Change {
  return ({ args }, { process }, world) => world.identify(process, read(args));
}

function setGroup({ args }: Call, { process }: Thread, world: World): void {
  const pid = numberOf(args['pid']) || process.pid;
  const target = world.table.get(pid);
  const leader = numberOf(args['pgid']) || pid;
  if (target !== undefined) world.identify(target, { group: leader, virtualGroup: leader });
}

function prctl({ args }: Call, thread: Thread): void {
  if (args['option'] !== setName || thread.id !== thread.process.pid) return;
  thread.process.rename(textOf(args['arg2_str']).slice(0, 15));
}

/** Captures know one id; that which counts. All ones stand for none. */
export function user(value: EventArgument | undefined): Partial<ProcessIdentity> {
  const uid = numberOf(value);
  return uid === undefined || uid === 0xffffffff ? {} : { uid, effectiveUid: uid };
}

/** The same of groups. */
export function group(value: EventArgument | undefined): Partial<ProcessIdentity> {
  const gid = numberOf(value);
  return gid === undefined || gid === 0xffffffff ? {} : { gid, effectiveGid: gid };
}

function capabilitiesOf(args: Arguments): Partial<ProcessIdentity> {
  const effective = numberOf(args['cap_effective']);
  if (effective === undefined) return {};
  const permitted = numberOf(args['cap_permitted']) ?? 0;
  const inheritable = numberOf(args['cap_inheritable']) ?? 0;
  return { capabilities: { effective, permitted, inheritable } };
}

/** One member, or none when nothing is known. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

/** A number among arguments. */
export function numberOf(value: EventArgument | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Strings among arguments; none when there are none. */
export function listOf(value: EventArgument | undefined): readonly string[] {
  return typeof value === 'object' ? value : [];
}

/** A byte string among arguments. */
export function textOf(value: EventArgument | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textOr(value: EventArgument | undefined, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

/** Nobody logged in where all bits are set; other high numbers are users. */
function loginOf(value: EventArgument | undefined): number | undefined {
  if (typeof value !== 'number') return undefined;
  return value === 0xffffffff ? -1 : value;
}
