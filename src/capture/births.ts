import type { LiveProcess } from '#event/process.ts';
import type { ProcessIdentity } from '#event/process-facts.ts';
import type { EventArgument } from '#model/runtime-event.ts';
import type { Call } from './call.ts';
import { asDirectory } from './path.ts';
import { given, group, listOf, numberOf, textOf, user } from './process-changes.ts';
import { identityOf, type Thread, type World } from './world.ts';

const births = new Set(['clone', 'clone3', 'fork', 'vfork']);
const cloneFiles = 0x400;
const cloneParent = 0x8000;
const cloneThread = 0x10000;
const cloneNewPid = 0x20000000;

/** Whether a call makes threads or processes. */
export function isBirth(name: string): boolean {
  return births.has(name);
}

/**
 * Both sides of a fork tell of it: the creator with the child's id, the child with 0. Inside a container the creator knows
 * the child by another number: then only the child's word counts.
 */
export function followBirth(call: Call, world: World): void {
  const { result = -1, thread } = call;
  if (result < 0) return;
  if (result === 0) {
    if (!world.isKnown(thread)) bear(call, thread, world);
    else refresh(call, world.thread(thread), world);
    return;
  }
  const creator = world.thread(thread);
  if (!isInNamespace(call, creator.process) && !world.isKnown(result)) bear(call, result, world);
}

/** With the parent's word alone, who the child is is known; with its own, everything. */
function bear(call: Call, child: number, world: World): void {
  const { args, result, thread } = call;
  const flags = flagsOf(call);
  const creator = creatorOf(call, result === 0 ? (numberOf(args['ptid']) ?? 0) : thread, world);
  const pid = processOf(call, creator, child);
  if ((flags & cloneThread) !== 0 && pid !== child) {
    world.addThread(child, pid);
    return;
  }
  const parentPid = parentOf(call, creator, flags) ?? 0;
  const known = creator && identityOf(creator.process);
  const identity = { ...childIdentity(call, world, known), parentPid };
  dress(world.table.fork(creator?.process.pid ?? -1, child, identity), args);
  world.addProcess(child, creator?.descriptors, (flags & cloneFiles) !== 0);
}

/** The process that a new thread is of. */
function processOf({ args, result }: Call, creator: Thread | undefined, child: number): number {
  const told = result === 0 ? numberOf(args['pid']) : creator?.process.pid;
  return told ?? child;
}

function creatorOf(call: Call, thread: number, world: World): Thread | undefined {
  if (call.result !== 0) return world.thread(thread);
  return world.isKnown(thread) ? world.thread(thread) : undefined;
}

function parentOf(
  { args, result }: Call,
  creator: Thread | undefined,
  flags: number,
): number | undefined {
  // With CLONE_PARENT the parent is that of the creator; the child's own word names it already.
  if (result === 0) return creator?.process.pid ?? numberOf(args['ptid']);
  return (flags & cloneParent) === 0 ? creator?.process.pid : creator?.process.parentPid;
}

function childIdentity(
  { args, time, result }: Call,
  world: World,
  creator: ProcessIdentity | undefined,
): ProcessIdentity {
  const isOwn = result === 0;
  const pid = numberOf(args['pid']) ?? 0;
  const cgroup = world.cgroupOf(listOf(args['cgroups']), pid);
  return {
    ...(creator ?? emptyIdentity),
    born: world.now,
    start: Number(time / 1000n) / 1000,
    ...given('name', nameOf(args['comm']) ?? creator?.name),
    virtualPid: isOwn ? numberOf(args['vpid']) : undefined,
    ...user(args['uid']),
    ...group(args['gid']),
    ...given('cgroup', cgroup),
  };
}

/** What the event says of the image of a child. */
function dress(process: LiveProcess, args: Readonly<Record<string, EventArgument>>): void {
  const { exe, exePath, env, file, cwd } = process;
  const told = textOf(args['cwd']);
  process.execute({
    exe: textOf(args['exe']) || exe,
    exePath,
    args: args['args'] === undefined ? process.args : listOf(args['args']),
    cwd: told.startsWith('/') ? asDirectory(told) : cwd,
    env,
    file,
  });
}

/** The creator told of it before: the child says the rest. */
function refresh({ args }: Call, { id, process }: Thread, world: World): void {
  if (id !== process.pid) return;
  const cgroup = world.cgroupOf(listOf(args['cgroups']), process.pid);
  const virtualPid = numberOf(args['vpid']);
  const known = { ...given('cgroup', cgroup), ...given('virtualPid', virtualPid) };
  world.identify(process, { ...known, ...user(args['uid']), ...group(args['gid']) });
}

function flagsOf({ args }: Call): number {
  return numberOf(args['flags']) ?? 0;
}

function isInNamespace(call: Call, creator: LiveProcess): boolean {
  const { args } = call;
  const flags = flagsOf(call);
  if ((flags & cloneNewPid) !== 0 || (flags & cloneParent) !== 0) return true;
  const virtual = numberOf(args['vpid']) ?? creator.virtualPid;
  return virtual !== undefined && virtual > 0 && virtual !== creator.pid;
}

function nameOf(value: EventArgument | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const emptyIdentity: ProcessIdentity = {
  parentPid: 0,
  born: 0,
  start: 0,
  name: '',
  tty: 0,
  session: 0,
  group: 0,
  uid: 0xffffffff,
  effectiveUid: 0xffffffff,
  gid: 0xffffffff,
  effectiveGid: 0xffffffff,
  loginUid: -1,
  capabilities: { effective: 0, permitted: 0, inheritable: 0 },
};
