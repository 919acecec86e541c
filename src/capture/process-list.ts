import type { CapabilitySets } from '#model/runtime-event.ts';
import { blockKinds } from './block.ts';
import { Cursor } from './cursor.ts';
import { splitStrings } from './parameter.ts';

/** A thread that ran when the capture began. Ids are those of the host; -1 stands for none. */
export interface ListedThread {
  readonly thread: number;
  readonly pid: number;
  readonly parentThread: number;
  readonly session: number;
  readonly virtualGroup: number;
  readonly group: number;
  readonly name: string;
  readonly exe: string;
  readonly exePath: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly virtualPid: number;
  /** `controller=path`. */
  readonly cgroups: readonly string[];
  readonly tty: number;
  readonly loginUid: number;
  readonly capabilities: CapabilitySets;
  readonly file: ListedFile;
}

/** What the capture says of the executable. Times in nanoseconds since the Unix epoch. */
export interface ListedFile {
  readonly writable: boolean;
  readonly upperLayer: boolean;
  readonly lowerLayer: boolean;
  readonly memory: boolean;
  readonly inode: number;
  readonly changed: number;
  readonly modified: number;
}

/** Bytes behind the fixed part of entries that libraries before 0.10 wrote. */
const shortTail = 29;

/** Decodes a block of processes of any version. Throws `input.malformed`. */
export function* decodeProcesses(
  block: number,
  body: Buffer,
): Generator<ListedThread, void, undefined> {
  const { version } = blockKinds.formOf(block);
  const cursor = new Cursor(body);
  while (cursor.left >= 4) {
    const start = cursor.at;
    const length = version >= 9 ? cursor.u32() : undefined;
    const end = length === undefined ? undefined : start + length;
    const head = readHead(cursor, version);
    yield { ...head, ...readTail(cursor, end) };
    if (end !== undefined) cursor.skip(Math.max(0, end - cursor.at));
  }
}

function readHead(cursor: Cursor, version: number): Omit<ListedThread, keyof Tail> {
  const thread = cursor.i64();
  const pid = cursor.i64();
  const parentThread = cursor.i64();
  const session = version >= 6 ? cursor.i64() : -1;
  const virtualGroup = version >= 8 ? cursor.i64() : -1;
  const name = cursor.name();
  const exe = cursor.name();
  const exePath = version >= 7 ? cursor.name() : '';
  const args = splitStrings(cursor.text(cursor.u16()));
  const cwd = cursor.name();
  cursor.skip(8 + 4);
  const uid = cursor.u32();
  const gid = cursor.u32();
  if (version >= 2) cursor.skip(4 * 3 + 8 * 2);
  const env = version >= 3 ? splitStrings(cursor.text(cursor.u16())) : [];
  if (version >= 4) cursor.skip(8);
  const virtualPid = version >= 4 ? cursor.i64() : -1;
  const cgroups = version >= 4 ? splitStrings(cursor.text(cursor.u16())) : [];
  if (version >= 5) cursor.skip(cursor.u16());
  const ids = { thread, pid, parentThread, session, virtualGroup, uid, gid, virtualPid };
  return { ...ids, name, exe, exePath, args, env, cwd, cgroups };
}

type Tail = Pick<ListedThread, 'tty' | 'loginUid' | 'capabilities' | 'file' | 'group'>;

/** Each field is there when the entry is long enough for it. */
function readTail(cursor: Cursor, end = 0): Tail {
  function number(size: 1 | 4 | 8, fallback = 0): number {
    if (cursor.at + size > end) return fallback;
    if (size === 1) return cursor.u8();
    return size === 4 ? cursor.u32() : cursor.u64();
  }
  const isShort = end - cursor.at <= shortTail;
  if (!isShort) number(8);
  const tty = isShort ? 0 : number(4);
  const login = number(4, 0xffffffff);
  const loginUid = login === 0xffffffff ? -1 : login;
  const writable = number(1) !== 0;
  const [inheritable, permitted, effective] = [number(8), number(8), number(8)];
  const upperLayer = number(1) !== 0;
  const [inode, changed, modified] = [number(8), number(8), number(8)];
  const memory = number(1) !== 0;
  const lowerLayer = number(1) !== 0;
  return {
    tty,
    loginUid,
    capabilities: { inheritable, permitted, effective },
    file: { writable, upperLayer, lowerLayer, memory, inode, changed, modified },
    group: number(8, -1),
  };
}
