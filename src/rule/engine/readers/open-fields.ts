import type { RuntimeEvent } from '#model/runtime-event.ts';
import { directoryOfArgument } from './argument.ts';
import { isAboutMemory, readsFrom, writesTo } from './event-category.ts';
import { type FieldMakers, ofEvent } from './maker.ts';
import { absolutePath } from './path.ts';

/** Types that open a file by flags. */
export const openTypes: ReadonlySet<string> = new Set([
  'open',
  'openat',
  'openat2',
  'open_by_handle_at',
]);
const created = 1 << 30;
const create = 0o100;
const exclusive = 0o200;
const temporary = 0o20200000;
const executable = 0o111;

/** What opens do, counts for statistics, and absolute paths of calls with a directory. */
export const openFields: FieldMakers = {
  'evt.is_open_read': ofEvent(
    (event) => isOpen(event) && (flagsOf(event) & 3) !== 1,
    accessMode('!==1'),
  ),
  'evt.is_open_write': ofEvent(
    (event) => isOpen(event) && (flagsOf(event) & 3) !== 0,
    accessMode('!==0'),
  ),
  'evt.is_open_exec': ofEvent(makesExecutable),
  'evt.is_open_create': ofEvent((event) => isOpen(event) && hasCreated(event)),
  'evt.buflen': ofEvent((event) => bufferLength(event, true, true)),
  'evt.buflen.in': ofEvent((event) => bufferLength(event, true, false)),
  'evt.buflen.out': ofEvent((event) => bufferLength(event, false, true)),
  'evt.buflen.file': ofEvent((event) =>
    isFile(event) ? bufferLength(event, true, true) : undefined,
  ),
  'evt.buflen.file.in': ofEvent((event) =>
    isFile(event) ? bufferLength(event, true, false) : undefined,
  ),
  'evt.buflen.file.out': ofEvent((event) =>
    isFile(event) ? bufferLength(event, false, true) : undefined,
  ),
  'evt.buflen.net': ofEvent((event) =>
    isNetwork(event) ? bufferLength(event, true, true) : undefined,
  ),
  'evt.buflen.net.in': ofEvent((event) =>
    isNetwork(event) ? bufferLength(event, true, false) : undefined,
  ),
  'evt.buflen.net.out': ofEvent((event) =>
    isNetwork(event) ? bufferLength(event, false, true) : undefined,
  ),
  'evt.count': ofEvent(() => 1),
  'evt.count.error': ofEvent(failures),
  'evt.count.error.file': ofEvent((event) => (isAboutFile(event) ? failures(event) : undefined)),
  'evt.count.error.net': ofEvent((event) => (isAboutSocket(event) ? failures(event) : undefined)),
  'evt.count.error.memory': ofEvent((event) =>
    isAboutMemory(event.type) ? failures(event) : undefined,
  ),
  'evt.count.error.other': ofEvent((event) =>
    isAboutFile(event) || isAboutSocket(event) || isAboutMemory(event.type)
      ? undefined
      : failures(event),
  ),
  'evt.count.exit': ofEvent((event) => (event.direction === '<' ? 1 : undefined)),
  'evt.count.procinfo': ofEvent(() => 0),
  'evt.count.threadinfo': ofEvent(() => 0),
  'evt.abspath': ofEvent((event) => absoluteOf(event, 'source')),
  'evt.abspath.src': ofEvent((event) => absoluteOf(event, 'source')),
  'evt.abspath.dst': ofEvent((event) => absoluteOf(event, 'target')),
};

function accessMode(test: string): (type: string) => string | undefined {
  return (type) =>
    openTypes.has(type) ? `((typeof e.args.flags==='number'?e.args.flags&3:0)${test})` : undefined;
}

function isOpen(event: RuntimeEvent): boolean {
  return openTypes.has(event.type);
}

function flagsOf(event: RuntimeEvent): number {
  const flags = event.args['flags'];
  return typeof flags === 'number' ? flags : 0;
}

function modeOf(event: RuntimeEvent): number {
  const mode = event.args['mode'];
  return typeof mode === 'number' ? mode : 0;
}

function makesExecutable(event: RuntimeEvent): boolean {
  if (event.type === 'creat') return (modeOf(event) & executable) !== 0;
  if (!isOpen(event) || event.type === 'open_by_handle_at') return false;
  const flags = flagsOf(event);
  const makes = (flags & create) !== 0 || (flags & temporary) === temporary;
  return makes && (modeOf(event) & executable) !== 0;
}

/** The kernel does not say whether it made the file; exclusive and temporary opens that went well did. */
function hasCreated(event: RuntimeEvent): boolean {
  const flags = flagsOf(event);
  if ((flags & created) !== 0) return true;
  if (event.result === undefined || event.result < 0) return false;
  const isExclusive = (flags & create) !== 0 && (flags & exclusive) !== 0;
  return isExclusive || (flags & temporary) === temporary;
}

function failures(event: RuntimeEvent): number | undefined {
  return event.result !== undefined && event.result < 0 ? 1 : undefined;
}

function bufferLength(event: RuntimeEvent, reads: boolean, writes: boolean): number | undefined {
  const counts = (reads && readsFrom(event.type)) || (writes && writesTo(event.type));
  if (!counts || event.fd === undefined || event.result === undefined) return undefined;
  return Math.max(event.result, 0);
}

function isFile({ fd }: RuntimeEvent): boolean {
  return fd?.kind === 'file';
}

function isNetwork({ fd }: RuntimeEvent): boolean {
  return fd?.kind === 'ipv4' || fd?.kind === 'ipv6';
}

function isAboutFile(event: RuntimeEvent): boolean {
  if (event.fd === undefined) return isOpen(event) || event.type === 'creat';
  return isFile(event) || event.fd.kind === 'directory';
}

function isAboutSocket(event: RuntimeEvent): boolean {
  if (event.fd !== undefined) return isNetwork(event) || event.fd.kind === 'unix';
  return event.type === 'accept' || event.type === 'accept4' || event.type === 'connect';
}

type Pair = readonly [directory: string, path: string];

const sources: ReadonlyMap<string, Pair> = new Map<string, Pair>([
  ['renameat', ['olddirfd', 'oldpath']],
  ['renameat2', ['olddirfd', 'oldpath']],
  ['linkat', ['olddir', 'oldpath']],
  ['symlinkat', ['linkdirfd', 'linkpath']],
  ['openat', ['dirfd', 'name']],
  ['openat2', ['dirfd', 'name']],
  ['unlinkat', ['dirfd', 'name']],
  ['mkdirat', ['dirfd', 'path']],
  ['fchmodat', ['dirfd', 'filename']],
  ['fchownat', ['dirfd', 'pathname']],
]);
const targets: ReadonlyMap<string, Pair> = new Map<string, Pair>([
  ['renameat', ['newdirfd', 'newpath']],
  ['renameat2', ['newdirfd', 'newpath']],
  ['linkat', ['newdir', 'newpath']],
  ['symlinkat', ['linkdirfd', 'linkpath']],
]);

function absoluteOf(event: RuntimeEvent, side: 'source' | 'target'): string | undefined {
  if (event.type === 'open_by_handle_at') return event.fd?.name;
  const pair = (side === 'target' ? targets : sources).get(event.type);
  const path = pair === undefined ? undefined : event.args[pair[1]];
  if (pair === undefined || typeof path !== 'string' || path === '') return undefined;
  const directory = path.startsWith('/') ? '/' : directoryOfArgument(event, pair[0]);
  return directory === undefined ? `<UNKNOWN>${path}` : absolutePath(directory, path);
}
