import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { tryReadBytes } from '../proc/read.ts';

/** A mapping of a process, from /proc/PID/smaps or, where that cannot be read, maps. */
export interface Mapping {
  readonly start: number;
  readonly end: number;
  readonly permissions: string;
  readonly offset: string;
  readonly device: string;
  readonly inode: number;
  readonly path: string;
  /** Bytes that are in memory or swapped out; absent when not known. */
  readonly used?: number;
  /** Bytes that belong to the process alone. */
  readonly anonymous?: number;
}

/** A part of the address space. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const line =
  /^([0-9a-f]+)-([0-9a-f]+) ([rwxps-]{4}) ([0-9a-f]+) ([0-9a-f]+:[0-9a-f]+) (\d+)\s*(.*)$/;
const pageBytes = 4096;
/** Of /proc/PID/pagemap, for each page. */
const entryBytes = 8;
/** Mappings from here on are asked page by page, when little of them is used. */
const largeBytes = 8 * 2 ** 20;
const maxPagemapBytes = 64 * 2 ** 20;
/** Holes smaller than this are read with what is around them. */
const bridgeBytes = 64 * 1024;

/** Mappings of a process, in order. At most 65,530 as the kernel allows by default, or what 64 MiB of text hold. */
export function mappingsOf(pid: number, proc: string): readonly Mapping[] {
  const directory = join(proc, String(pid));
  const detailed = tryReadBytes(join(directory, 'smaps'), 64 * 2 ** 20);
  const text = detailed ?? tryReadBytes(join(directory, 'maps')) ?? '';
  const found: Mapping[] = [];
  for (const row of text.split('\n')) {
    const match = line.exec(row);
    if (match !== null) found.push(mappingFrom(match, detailed !== undefined));
    else addDetail(found, row);
  }
  return found;
}

function mappingFrom(match: RegExpExecArray, isDetailed: boolean): Mapping {
  const [, start = '', end = '', permissions = '', offset = '', device = '', inode, path = ''] =
    match;
  return {
    start: Number.parseInt(start, 16),
    end: Number.parseInt(end, 16),
    permissions,
    offset,
    device,
    inode: Number(inode),
    path,
    ...(isDetailed && { used: 0, anonymous: 0 }),
  };
}

function addDetail(found: Mapping[], row: string): void {
  const match = /^(Rss|Swap|Anonymous):\s+(\d+) kB$/.exec(row);
  const last = found.at(-1);
  if (match === null || last === undefined) return;
  const bytes = Number(match[2]) * 1024;
  found[found.length - 1] =
    match[1] === 'Anonymous'
      ? { ...last, anonymous: bytes }
      : { ...last, used: (last.used ?? 0) + bytes };
}

/** Whether the content of a mapping can be read without harm, and tells something. */
export function isReadable({ permissions, path, start }: Mapping): boolean {
  if (!permissions.startsWith('r')) return false;
  if (['[vvar]', '[vdso]', '[vsyscall]', '[vvar_vclock]', '[uprobes]'].includes(path)) return false;
  // Reading from a device may do something to it.
  const isDevice = path.startsWith('/dev/') && !/^\/dev\/(?:zero|shm\/)/.test(path);
  return !isDevice && start < Number.MAX_SAFE_INTEGER;
}

/** Parts of a mapping that were ever used, and where nobody could look; all of it where that cannot be told. */
export function usedRanges(
  pid: number,
  proc: string,
  mapping: Mapping,
): { readonly ranges: readonly Range[]; readonly unknown?: Range } {
  const { start, end, used } = mapping;
  const size = end - start;
  if (used === undefined || size < largeBytes || used > size / 2)
    return { ranges: [{ start, end }] };
  const last = Math.min(end, start + (maxPagemapBytes / entryBytes) * pageBytes);
  try {
    const ranges = bridged(presentPages(join(proc, String(pid), 'pagemap'), start, last));
    return { ranges, ...(last < end && { unknown: { start: last, end } }) };
  } catch {
    return { ranges: [{ start, end }] };
  }
}

function* presentPages(path: string, start: number, end: number): Iterable<Range> {
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(512 * 1024);
    for (let at = start; at < end; ) {
      const wanted = Math.min(chunk.length, ((end - at) / pageBytes) * entryBytes);
      const count = readSync(descriptor, chunk, 0, wanted, (at / pageBytes) * entryBytes);
      if (count < entryBytes) return;
      yield* presentIn(chunk.subarray(0, count), at);
      at += (count / entryBytes) * pageBytes;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Bits 63 and 62 of an entry: in memory, swapped out (Documentation/admin-guide/mm/pagemap.rst). */
function* presentIn(entries: Buffer, first: number): Iterable<Range> {
  for (let last = entryBytes - 1; last < entries.length; last += entryBytes) {
    if (((entries[last] ?? 0) & 0xc0) === 0) continue;
    const start = first + ((last - entryBytes + 1) / entryBytes) * pageBytes;
    yield { start, end: start + pageBytes };
  }
}

function bridged(ranges: Iterable<Range>): readonly Range[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = found.at(-1);
    if (last !== undefined && start - last.end <= bridgeBytes) last.end = end;
    else found.push({ start, end });
  }
  return found;
}
