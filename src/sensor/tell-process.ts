import type { LiveProcess } from '#event/process.ts';
import type { ProcessIdentity } from '#event/process-facts.ts';
import type { EventArguments } from '#model/runtime-event.ts';
import type { Context } from './context.ts';
import { execStrings, identityAt, imageAt } from './decode-process.ts';
import { layout } from './wire.gen.ts';

const { exec, fork, exit, ids, header } = layout;
const vforkFlags = 0x4100;
const cloneIntoCgroup = 2 ** 33;
/** Bits of `flags` that the table of events gives to exec: writable, upper layer, memfd, lower layer. */
const execFlags = { writable: 1, upper: 2, memfd: 4, lower: 8 };

/** CSN_EXEC: false when its strings do not fit. */
export function tellExec(context: Context, at: number, end: number): boolean {
  const { view, table } = context;
  const strings = execStrings(view, at, end);
  if (strings === undefined) return false;
  const pid = view.u32(at + header.tgid);
  const identity = identityAt(view, at + exec.id, context.clock, context.cgroups);
  const image = imageAt(view, at, strings, table.get(pid));
  const process = table.exec(pid, view.u64(at + header.ts), identity, image);
  const raw = view.text(strings.raw, strings.cwd - strings.raw);
  const event = context.begin(at, context.typeAt(at) || 'execve', process);
  event.result = 0;
  event.args = execArguments(process, context.event.thread, raw);
  context.tell();
  return true;
}

/** CSN_PROCESS: it was there before anyone looked. */
export function learnProcess(context: Context, at: number, end: number): boolean {
  const { view, table } = context;
  const strings = execStrings(view, at, end);
  if (strings === undefined) return false;
  const pid = view.u32(at + header.tgid);
  const identity = identityAt(view, at + exec.id, context.clock, context.cgroups);
  table.put(pid, identity, imageAt(view, at, strings, table.get(pid)));
  return true;
}

/** CSN_FORK: the event is the parent's. */
export function tellFork(context: Context, at: number): boolean {
  const { view, table } = context;
  const identity = identityAt(view, at + fork.id, context.clock, context.cgroups);
  const pid = view.i64(at + header.ret);
  const creator = context.processAt(at);
  table.fork(creator.pid, pid, identity);
  const flags = view.u64(at + fork.flags);
  // Moves between cgroups are not told, but a child begins where its creator is by now.
  if (flags < cloneIntoCgroup) creator.move(identity.cgroup, identity.cgroupId);
  const event = context.begin(at, context.typeAt(at) || forkType(flags), creator);
  event.args = forkArguments(creator, identity, pid, flags);
  context.tell();
  return true;
}

/** CSN_EXIT: told while the process is still there. */
export function tellExit(context: Context, at: number): boolean {
  const { view, table } = context;
  const time = view.u64(at + header.ts);
  const pid = view.u32(at + header.tgid);
  const process = table.get(pid);
  if (process === undefined || process.exited !== undefined) return true;
  const status = view.i64(at + header.ret);
  const event = context.begin(at, 'procexit', process);
  event.result = undefined;
  event.args = {
    status,
    ret: (status >> 8) & 0xff,
    sig: view.u32(at + exit.signal),
    core: (status & 0x80) !== 0,
  };
  context.tell();
  table.exit(pid, time);
  return true;
}

/** CSN_IDENTITY: the call that changed it is told by a record of its own. */
export function learnIdentity(context: Context, at: number): boolean {
  const { view, table } = context;
  const identity = identityAt(view, at + ids.id, context.clock, context.cgroups);
  table.identify(view.u32(at + header.tgid), identity);
  return true;
}

function forkType(flags: number): string {
  if (flags === vforkFlags) return 'vfork';
  return flags === 0 ? 'fork' : 'clone';
}

function forkArguments(
  creator: LiveProcess,
  identity: ProcessIdentity,
  pid: number,
  flags: number,
): EventArguments {
  return {
    res: pid,
    exe: creator.exe,
    args: argumentBytes(creator.args),
    tid: pid,
    pid,
    ptid: identity.parentPid,
    cwd: creator.cwd,
    comm: identity.name,
    cgroups: identity.cgroup ?? '',
    flags,
    uid: identity.uid,
    gid: identity.gid,
    vtid: identity.virtualPid ?? pid,
    vpid: identity.virtualPid ?? pid,
  };
}

function execArguments(process: LiveProcess, thread: number, raw: string): EventArguments {
  const { capabilities, file } = process;
  return {
    res: 0,
    exe: process.exe,
    args: argumentBytes(process.args),
    tid: thread,
    pid: process.pid,
    ptid: process.parentPid,
    cwd: process.cwd,
    comm: process.name,
    cgroups: process.cgroup ?? '',
    tty: process.tty,
    vpgid: process.virtualGroup ?? process.group,
    loginuid: process.loginUid,
    flags: flagsOf(process),
    cap_inheritable: capabilities.inheritable,
    cap_permitted: capabilities.permitted,
    cap_effective: capabilities.effective,
    exe_ino: file?.inode ?? 0,
    exe_ino_ctime: (file?.changed ?? 0) * 1e6,
    exe_ino_mtime: (file?.modified ?? 0) * 1e6,
    uid: process.uid,
    trusted_exepath: process.exePath,
    pgid: process.group,
    gid: process.gid,
    filename: raw,
  };
}

function flagsOf({ file }: LiveProcess): number {
  if (file === undefined) return 0;
  return (
    (file.writable ? execFlags.writable : 0) |
    (file.upperLayer ? execFlags.upper : 0) |
    (file.memory ? execFlags.memfd : 0) |
    (file.overlay && !file.upperLayer ? execFlags.lower : 0)
  );
}

/** Each argument ends in NUL, as the kernel has them. */
function argumentBytes(args: readonly string[]): string {
  return args.length === 0 ? '' : `${args.join('\0')}\0`;
}
