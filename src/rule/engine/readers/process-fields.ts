import type { ExecutedFile, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import { type FieldValue, nanosecondsSince, type Scalar } from '../value.ts';
import {
  absent,
  ancestorOf,
  ancestorsText,
  type FieldMaker,
  type FieldMakers,
  indexOf,
  ofEvent,
  ofProcess,
} from './maker.ts';
import { leaderOf } from './process-leader.ts';
import { argsText, commandLine, makeProcessTexts } from './process-text.ts';

/** Fields of the process, its ancestors and its executable. */
export function processFields(): FieldMakers {
  const texts = makeProcessTexts();
  return {
    ...names,
    ...ids,
    ...files,
    ...ancestors,
    'proc.cmdline': ofProcess(texts.commandLine),
    'proc.exeline': ofProcess(texts.exeLine),
    'proc.pcmdline': ofParent(texts.parentCommandLine),
    'proc.args': (argument, environment) =>
      argument === undefined
        ? ofProcess(texts.args)(argument, environment)
        : ofProcess(({ args }) => args[indexOf(argument) ?? -1] ?? '')(argument, environment),
  };
}

const names: FieldMakers = {
  'proc.name': ofProcess((process) => process.name, 'e.process.name'),
  'proc.pname': ofParent((parent) => parent.name, 'e.process.parent?.name'),
  'proc.exe': ofProcess((process) => process.exe, 'e.process.exe'),
  'proc.pexe': ofParent((parent) => parent.exe, 'e.process.parent?.exe'),
  'proc.exepath': ofProcess((process) => process.exePath, 'e.process.exePath'),
  'proc.pexepath': ofParent((parent) => parent.exePath, 'e.process.parent?.exePath'),
  'proc.cwd': ofProcess((process) => process.cwd),
  'proc.cmdnargs': ofProcess((process) => process.args.length),
  'proc.cmdlenargs': ofProcess(({ args }) => args.reduce((sum, arg) => sum + arg.length, 0)),
  'proc.env': environmentField,
  'proc.sname': ofLeader('session', (leader) => leader.name),
  'proc.sid.exe': ofLeader('session', (leader) => leader.exe),
  'proc.sid.exepath': ofLeader('session', (leader) => leader.exePath),
  'proc.pgid.name': ofLeader('group', (leader) => leader.name),
  'proc.pgid.exe': ofLeader('group', (leader) => leader.exe),
  'proc.pgid.exepath': ofLeader('group', (leader) => leader.exePath),
  'proc.vpgid.name': ofLeader('virtualGroup', (leader) => leader.name),
  'proc.vpgid.exe': ofLeader('virtualGroup', (leader) => leader.exe),
  'proc.vpgid.exepath': ofLeader('virtualGroup', (leader) => leader.exePath),
};

const ids: FieldMakers = {
  'proc.pid': ofProcess((process) => process.pid, 'e.process.pid'),
  'proc.ppid': ofParent((parent) => parent.pid),
  'proc.vpid': ofProcess((process) => process.virtualPid ?? process.pid),
  'proc.pvpid': ofParent((parent) => parent.virtualPid ?? parent.pid),
  'proc.sid': ofProcess((process) => process.virtualSession ?? process.session),
  'proc.pgid': ofProcess((process) => process.group),
  'proc.vpgid': ofProcess((process) => process.virtualGroup ?? process.group),
  'proc.tty': ofProcess((process) => process.tty, 'e.process.tty'),
  'proc.loginshellid': ofProcess(loginShell),
  'proc.is_sid_leader': ofProcess(
    (process) =>
      (process.virtualSession ?? process.session) === (process.virtualPid ?? process.pid),
  ),
  'proc.is_vpgid_leader': ofProcess(
    (process) => (process.virtualGroup ?? process.group) === (process.virtualPid ?? process.pid),
  ),
  'proc.is_pgid_leader': ofProcess((process) => process.group === process.pid),
  'proc.duration': ofEvent((event) => duration(event, event.process)),
  'proc.ppid.duration': ofEvent((event) => duration(event, event.process.parent)),
  'proc.pid.ts': ofProcess((process) => nanoseconds(process.start)),
  'proc.ppid.ts': ofParent((parent) => nanoseconds(parent.start)),
  'proc.pidns_init_start_ts': ofProcess((process) => nanoseconds(firstOfNamespace(process)?.start)),
  'proc.nthreads': ofProcess((process) => process.threads),
  'proc.nchilds': ofProcess(({ threads }) => (threads === undefined ? undefined : threads - 1)),
  ...Object.fromEntries(
    `proc.fdopencount proc.fdlimit proc.fdusage proc.vmsize proc.vmrss proc.vmswap proc.stdin.type
    proc.stdout.type proc.stderr.type proc.stdin.name proc.stdout.name proc.stderr.name`
      .split(/\s+/)
      .map((name) => [name, absent()]),
  ),
};

const files: FieldMakers = {
  'proc.is_exe_writable': ofFile((file) => file.writable),
  'proc.is_exe_upper_layer': ofFile((file) => file.upperLayer),
  'proc.is_exe_lower_layer': ofFile((file) => file.overlay && !file.upperLayer),
  'proc.is_exe_from_memfd': ofFile((file) => file.memory),
  'proc.exe_ino': ofFile((file) => (file.inode === 0 ? undefined : file.inode)),
  'proc.exe_ino.ctime': ofFile((file) => nanoseconds(file.changed)),
  'proc.exe_ino.mtime': ofFile((file) => nanoseconds(file.modified)),
  'proc.exe_ino.ctime_duration_proc_start': ofProcess((process) =>
    laterBy(process.start, process.file?.changed),
  ),
  'proc.exe_ino.ctime_duration_pidns_start': ofProcess((process) =>
    laterBy(process.file?.changed, firstOfNamespace(process)?.start),
  ),
  'proc.file.sha256': ofFile((file) => file.sha256),
  'proc.file.origin': ofFile((file) => file.origin?.kind),
  'proc.file.layer': ofFile((file) => file.origin?.layer),
  'proc.file.package': ofFile((file) => file.origin?.purl),
  'proc.file.deleted': ofFile((file) => file.deleted),
  'proc.file.temporary': ofFile((file) => file.temporary),
  'proc.file.setuid': ofFile((file) => file.setUid),
};

const ancestors: FieldMakers = {
  'proc.aname': ofAncestors((process) => process.name, 'name'),
  'proc.aexe': ofAncestors((process) => process.exe, 'exe'),
  'proc.aexepath': ofAncestors((process) => process.exePath, 'exePath'),
  'proc.acmdline': ofAncestors(commandLine),
  'proc.aargs': ofAncestors(argsText),
  'proc.apid': ancestorIds,
  'proc.aenv': ancestorsEnvironment,
};

/** With an index that ancestor (0 is the process itself), without one any of them; printed with blanks between. */
function ofAncestors(
  read: (process: RuntimeProcess) => Scalar | undefined,
  member?: string,
): FieldMaker {
  return (argument, environment) => {
    const index = indexOf(argument);
    if (index === undefined)
      return {
        ...ofProcess((process) => ancestorsText(process, read))(argument, environment),
        ofProcess: read,
      };
    const inline =
      member === undefined || index > 16
        ? undefined
        : `e.process${'.parent'.repeat(Math.min(index, 1))}${'?.parent'.repeat(Math.max(index - 1, 0))}${index === 0 ? '.' : '?.'}${member}`;
    return ofProcess((process) => {
      const ancestor = ancestorOf(process, index);
      return ancestor === undefined ? undefined : read(ancestor);
    }, inline)(argument, environment);
  };
}

/** Like the others, but without an index it is printed as the id of the process itself. */
function ancestorIds(
  argument: string | undefined,
  environment: Parameters<FieldMaker>[1],
): ReturnType<FieldMaker> {
  const reader = ofAncestors(({ pid }) => pid, 'pid')(argument, environment);
  if (argument !== undefined) return reader;
  return { ...reader, ...ofProcess(({ pid }) => pid)(argument, environment) };
}

function environmentField(
  argument: string | undefined,
  environment: Parameters<FieldMaker>[1],
): ReturnType<FieldMaker> {
  return ofProcess((process) => variable(process, argument))(undefined, environment);
}

/** A variable by name or index; everything with blanks between without argument. Only where the source recorded it. */
function variable({ env }: RuntimeProcess, argument: string | undefined): string | undefined {
  if (env === undefined || argument === undefined) return env?.join(' ');
  const index = indexOf(argument);
  if (index !== undefined) return env[index];
  const found = env.find((entry) => entry.startsWith(`${argument}=`));
  return found === undefined ? '' : found.slice(argument.length + 1);
}

function ancestorsEnvironment(
  argument: string | undefined,
  environment: Parameters<FieldMaker>[1],
): ReturnType<FieldMaker> {
  const index = indexOf(argument);
  if (index !== undefined || argument === undefined)
    return ofProcess((process) => {
      const ancestor = ancestorOf(process, index ?? 0);
      return ancestor === undefined ? undefined : variable(ancestor, undefined);
    })(undefined, environment);
  return ofProcess((process) => nearestVariable(process, argument))(undefined, environment);
}

function nearestVariable(process: RuntimeProcess, name: string): string {
  let ancestor = process.parent;
  for (let step = 0; step < 20 && ancestor !== undefined; step += 1) {
    const value = variable(ancestor, name);
    if (value !== undefined && value !== '') return value;
    ancestor = ancestor.parent;
  }
  return '';
}

function ofParent(
  read: (parent: RuntimeProcess) => FieldValue | undefined,
  inline?: string,
): FieldMaker {
  return ofProcess(({ parent }) => (parent === undefined ? undefined : read(parent)), inline);
}

function ofFile(read: (file: ExecutedFile) => FieldValue | undefined): FieldMaker {
  return ofProcess(({ file }) => (file === undefined ? undefined : read(file)));
}

function ofLeader(
  of: 'session' | 'group' | 'virtualGroup',
  read: (leader: RuntimeProcess) => string,
): FieldMaker {
  return ofProcess((process) => read(leaderOf(process, of)));
}

/** The highest ancestor whose name ends in `sh`, as far as they follow. */
function loginShell(process: RuntimeProcess): number | undefined {
  let shell: number | undefined;
  let each: RuntimeProcess | undefined = process;
  for (let step = 0; step < 256 && each !== undefined; step += 1) {
    if (each.name.endsWith('sh')) shell = each.pid;
    each = each.parent;
  }
  return shell;
}

function firstOfNamespace(process: RuntimeProcess): RuntimeProcess | undefined {
  let each: RuntimeProcess | undefined = process;
  for (let step = 0; step < 256 && each !== undefined; step += 1) {
    if (each.virtualPid === 1) return each;
    each = each.parent;
  }
  return undefined;
}

function duration(event: RuntimeEvent, process: RuntimeProcess | undefined): number | undefined {
  if (process === undefined || process.start === 0) return undefined;
  return nanosecondsSince(process.start, event);
}

/** How much later the first is, in nanoseconds; none when it is not. */
function laterBy(later: number | undefined, earlier: number | undefined): number | undefined {
  if (later === undefined || earlier === undefined || earlier === 0 || later <= earlier)
    return undefined;
  return Math.round((later - earlier) * 1e6);
}

function nanoseconds(milliseconds: number | undefined): bigint | undefined {
  if (milliseconds === undefined || milliseconds === 0 || !Number.isFinite(milliseconds))
    return undefined;
  return BigInt(Math.round(milliseconds * 1000)) * 1000n;
}
