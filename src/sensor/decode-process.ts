import type { LiveProcess } from '#event/process.ts';
import type { ProcessIdentity, ProcessImage } from '#event/process-facts.ts';
import type { CapabilitySets, ExecutedFile } from '#model/runtime-event.ts';
import type { CgroupPaths } from './cgroup-paths.ts';
import type { BootClock } from './clock.ts';
import type { RecordView } from './record-view.ts';
import { layout, wire } from './wire.gen.ts';

const { identity, file, exec } = layout;
const { fileMark } = wire;
const noLogin = 0xffff_ffff;
const commBytes = 16;

/** Who a process is, of the identity that begins at an offset. */
export function identityAt(
  view: RecordView,
  at: number,
  clock: BootClock,
  cgroups: CgroupPaths,
): ProcessIdentity {
  const login = view.u32(at + identity.loginuid);
  const born = view.u64(at + identity.start);
  const unified = view.u64(at + identity.cgroup);
  return {
    parentPid: view.u32(at + identity.ppid),
    born,
    start: clock.ms(born),
    name: view.name(at + identity.comm, commBytes),
    virtualPid: view.u32(at + identity.vpid),
    tty: view.u32(at + identity.tty),
    session: view.u32(at + identity.sid),
    group: view.u32(at + identity.pgid),
    virtualSession: view.u32(at + identity.vsid),
    virtualGroup: view.u32(at + identity.vpgid),
    uid: view.u32(at + identity.uid),
    effectiveUid: view.u32(at + identity.euid),
    gid: view.u32(at + identity.gid),
    effectiveGid: view.u32(at + identity.egid),
    loginUid: login === noLogin ? -1 : login,
    capabilities: capabilitiesAt(view, at),
    namespaces: {
      mount: view.u32(at + identity.mntNs),
      pid: view.u32(at + identity.pidNs),
      network: view.u32(at + identity.netNs),
      user: view.u32(at + identity.userNs),
    },
    cgroup: cgroups.of(unified, view.u64(at + identity.cgroupV1)),
    cgroupId: String(unified),
  };
}

function capabilitiesAt(view: RecordView, at: number): CapabilitySets {
  return {
    effective: view.u64(at + identity.capEffective),
    permitted: view.u64(at + identity.capPermitted),
    inheritable: view.u64(at + identity.capInheritable),
  };
}

/** The file whose facts begin at an offset; undefined when there is none. */
function fileAt(view: RecordView, at: number): ExecutedFile | undefined {
  const inode = view.u64(at + file.ino);
  if (inode === 0) return undefined;
  const mark = view.u32(at + file.mark);
  return {
    device: view.u32(at + file.dev),
    inode,
    changed: view.u64(at + file.ctime) / 1e6,
    modified: view.u64(at + file.mtime) / 1e6,
    upperLayer: (mark & fileMark.upper) !== 0,
    overlay: (mark & fileMark.overlay) !== 0,
    memory: (mark & fileMark.memfd) !== 0,
    temporary: (mark & fileMark.tmpfs) !== 0,
    deleted: (mark & fileMark.deleted) !== 0,
    writable: (mark & fileMark.writable) !== 0,
    setUid: (mark & fileMark.setuid) !== 0,
  };
}

/** Where the strings of an exec record lie; undefined when they do not fit into it. */
export interface ExecStrings {
  readonly path: number;
  readonly raw: number;
  readonly cwd: number;
  readonly argv: number;
  readonly end: number;
}

export function execStrings(view: RecordView, at: number, end: number): ExecStrings | undefined {
  const path = at + exec.size;
  const raw = path + view.u16(at + exec.pathLen);
  const cwd = raw + view.u16(at + exec.rawLen);
  const argv = cwd + view.u16(at + exec.cwdLen);
  const last = argv + view.u16(at + exec.argvLen);
  return last > end ? undefined : { path, raw, cwd, argv, end: last };
}

/** What a process executes, of an exec record. A cwd that is not told is that of before. */
export function imageAt(
  view: RecordView,
  at: number,
  strings: ExecStrings,
  before: LiveProcess | undefined,
): ProcessImage {
  const argv = splitArgv(view.text(strings.argv, strings.end - strings.argv));
  const exePath = view.text(strings.path, strings.raw - strings.path);
  return {
    exe: argv[0] ?? '',
    exePath,
    args: argv.slice(1),
    cwd:
      strings.argv === strings.cwd
        ? (before?.cwd ?? '/')
        : directory(view.text(strings.cwd, strings.argv - strings.cwd)),
    file: fileAt(view, at + exec.file),
  };
}

/** Each argument ends in NUL; the last one may be cut. */
function splitArgv(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

function directory(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
