import type { RuntimeEvent } from '#model/runtime-event.ts';
import { directoryOfArgument } from './argument.ts';
import { type FieldMakers, ofEvent } from './maker.ts';
import { openTypes } from './open-fields.ts';
import { absolutePath } from './path.ts';

/** Which argument of a type is a path, and which one names the directory that it starts from. */
type PathArgument = readonly [path: string, directory?: string];

const nowhere = '';
const named: ReadonlyMap<string, PathArgument> = new Map<string, PathArgument>([
  ...['mkdir', 'rmdir', 'unlink', 'chown', 'lchown', 'mknod', 'chroot', 'chdir'].map(
    (type): [string, PathArgument] => [type, ['path']],
  ),
  ...['open', 'creat', 'umount', 'umount2', 'access'].map((type): [string, PathArgument] => [
    type,
    ['name'],
  ]),
  ['mkdirat', ['path', 'dirfd']],
  ['mknodat', ['path', 'dirfd']],
  ['unlinkat', ['name', 'dirfd']],
  ['openat', ['name', 'dirfd']],
  ['openat2', ['name', 'dirfd']],
  ['chmod', ['filename']],
  ['fchmodat', ['filename', 'dirfd']],
  ['fchownat', ['pathname', 'dirfd']],
  ['quotactl', ['special']],
]);
const sources: ReadonlyMap<string, PathArgument> = new Map<string, PathArgument>([
  ['rename', ['oldpath']],
  ['renameat', ['oldpath', 'olddirfd']],
  ['renameat2', ['oldpath', 'olddirfd']],
  ['link', ['newpath']],
  ['linkat', ['newpath', 'newdir']],
  ['symlink', ['linkpath']],
  ['symlinkat', ['linkpath', 'linkdirfd']],
  ['mount', ['dev']],
]);
const targets: ReadonlyMap<string, PathArgument> = new Map<string, PathArgument>([
  ['rename', ['newpath']],
  ['renameat', ['newpath', 'newdirfd']],
  ['renameat2', ['newpath', 'newdirfd']],
  ['link', ['oldpath']],
  ['linkat', ['oldpath', 'olddir']],
  ['symlink', ['target']],
  // What it starts from is no argument of the call.
  ['symlinkat', ['target', nowhere]],
  ['mount', ['dir']],
]);

/** Paths of calls that went well. Of a link, the source is the new name and the target what it leads to, as Falco has it. */
export const pathFields: FieldMakers = {
  'fs.path.name': ofEvent(
    (event, { other }) => other ?? canonicalName(event) ?? absolute(event, named),
  ),
  'fs.path.nameraw': ofEvent(
    (event) => event.fd?.rawName ?? raw(event, named) ?? ofChangedFile(event),
  ),
  'fs.path.source': ofEvent((event) => absolute(event, sources)),
  'fs.path.sourceraw': ofEvent((event) => raw(event, sources)),
  'fs.path.target': ofEvent((event) => absolute(event, targets)),
  'fs.path.targetraw': ofEvent((event) => raw(event, targets)),
};

/** Further types whose descriptor is the file that they name. */
const naming: ReadonlySet<string> = new Set(['creat', 'io_uring_submit']);

function canonicalName(event: RuntimeEvent): string | undefined {
  if (hasFailed(event)) return undefined;
  if (openTypes.has(event.type) || naming.has(event.type)) return event.fd?.name;
  return ofChangedFile(event);
}

/** Calls that change a file through its descriptor. */
function ofChangedFile(event: RuntimeEvent): string | undefined {
  const isOne = event.type === 'fchmod' || event.type === 'fchown';
  return isOne && !hasFailed(event) ? event.fd?.name : undefined;
}

function raw(event: RuntimeEvent, paths: ReadonlyMap<string, PathArgument>): string | undefined {
  const argument = paths.get(event.type);
  const path = argument === undefined ? undefined : event.args[argument[0]];
  return typeof path === 'string' && !hasFailed(event) ? path : undefined;
}

function absolute(
  event: RuntimeEvent,
  paths: ReadonlyMap<string, PathArgument>,
): string | undefined {
  const path = raw(event, paths);
  if (path === undefined || path === '') return path;
  const directory = paths.get(event.type)?.[1];
  if (directory === nowhere && !path.startsWith('/')) return `<UNKNOWN>${path}`;
  const from = path.startsWith('/') ? '/' : directoryOfArgument(event, directory);
  return from === undefined ? `<UNKNOWN>${path}` : absolutePath(from, path);
}

function hasFailed(event: RuntimeEvent): boolean {
  return event.result !== undefined && event.result < 0;
}
