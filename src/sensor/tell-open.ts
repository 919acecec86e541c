import { normalizePath } from '#kit/path.ts';
import type { DescriptorKind, EventArguments } from '#model/runtime-event.ts';
import type { Context } from './context.ts';
import type { RecordView } from './record-view.ts';
import { layout, wire } from './wire.gen.ts';

const { open, file } = layout;
const currentDirectory = -100;
const formatMask = 0o170_000;
const kinds: ReadonlyMap<number, DescriptorKind> = new Map([
  [0o040_000, 'directory'],
  [0o010_000, 'pipe'],
  [0o140_000, 'unix'],
]);

/** CSN_OPEN: false when its strings do not fit. */
export function tellOpen(context: Context, at: number, end: number): boolean {
  const { view } = context;
  const pathLength = view.u16(at + open.pathLen);
  const rawLength = view.u16(at + open.rawLen);
  const path = at + open.size;
  if (path + pathLength + rawLength > end) return false;
  const process = context.processAt(at);
  const name = view.text(path, pathLength);
  const raw =
    pathLength === rawLength && view.same(path, path + pathLength, pathLength)
      ? name
      : view.text(path + pathLength, rawLength);
  const event = context.begin(at, context.typeAt(at) || 'openat', process);
  const result = event.result ?? 0;
  const full = name === '' ? argumentPath(raw, process.cwd, view.i32(at + open.dirfd)) : name;
  event.fd = {
    number: result < 0 ? -1 : result,
    kind: fileKind(view, at + open.file),
    name: full,
    rawName: full === raw ? undefined : raw,
    device: view.u32(at + open.file + file.dev),
    inode: view.u64(at + open.file + file.ino),
    socket: undefined,
    upperLayer: (view.u32(at + open.file + file.mark) & wire.fileMark.upper) !== 0,
  };
  event.args = openArguments(view, at, event.type, raw);
  context.tell();
  return true;
}

function openArguments(view: RecordView, at: number, type: string, name: string): EventArguments {
  const fd = view.i64(at + layout.header.ret);
  const flags = view.u32(at + open.flags);
  const mode = view.u32(at + open.mode);
  const dev = view.u32(at + open.file + file.dev);
  const ino = view.u64(at + open.file + file.ino);
  if (type === 'open') return { fd, name, flags, mode, dev, ino };
  if (type === 'creat') return { fd, name, mode, dev, ino };
  const dirfd = view.i32(at + open.dirfd);
  if (type === 'open_by_handle_at') return { fd, mountfd: dirfd, flags, path: name, dev, ino };
  return { fd, dirfd, name, flags, mode, dev, ino };
}

/** What the kernel's object is; an ordinary file where nothing is known. */
export function fileKind(view: RecordView, at: number): DescriptorKind {
  if ((view.u32(at + file.mark) & wire.fileMark.memfd) !== 0) return 'memfd';
  return kinds.get(view.u32(at + file.mode) & formatMask) ?? 'file';
}

/** Where there is no object: what the argument means if there were no links. */
export function argumentPath(raw: string, cwd: string, dirfd: number): string {
  if (raw === '' || (!raw.startsWith('/') && dirfd !== currentDirectory)) return raw;
  return normalizePath(raw.startsWith('/') ? raw : `${cwd}${raw}`) ?? raw;
}
