import type { RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';

const opens: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'readlink', 'readlinkat']);
/** Access mode, O_CREAT and O_TRUNC of Linux. */
const writing = 0o3 | 0o100 | 0o1000;
const maxDepth = 8;

/** This program, as its process is seen by the kernel. */
export interface OwnProgram {
  readonly pid: number;
  /** Path of the executable. */
  readonly executable: string;
}

/**
 * Whether an event is this program reading a file, itself or in a process that it started: scanners read everything. What such a
 * process does beside reading (another program, a write, a connection) is told as of anybody.
 */
export function isOwnReading(event: RuntimeEvent, own: OwnProgram): boolean {
  const { type, args, process } = event;
  if (!opens.has(type)) return false;
  const flags = args['flags'];
  if (typeof flags === 'number' && (flags & writing) !== 0) return false;
  return process.container === undefined && isOurs(process, own);
}

function isOurs(process: RuntimeProcess, own: OwnProgram): boolean {
  let at: RuntimeProcess | undefined = process;
  for (let depth = 0; at !== undefined && depth < maxDepth; depth += 1) {
    if (at.exePath !== own.executable) return false;
    if (at.pid === own.pid) return true;
    at = at.parent;
  }
  return false;
}
