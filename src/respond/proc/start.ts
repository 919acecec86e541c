import { join } from 'node:path';
import { tryReadBytes } from './read.ts';

/** Ticks of /proc/PID/stat a second (USER_HZ is 100 on all architectures that count). */
const tickMs = 10;
/** Both clocks are read at different times, and the wall clock may be slewed meanwhile. */
const toleranceMs = 250;

/** When a process started, in milliseconds since boot with 10 ms of resolution; `undefined` when it is gone. */
export function startSinceBoot(pid: number, proc: string): number | undefined {
  const stat = tryReadBytes(join(proc, String(pid), 'stat'));
  // The name in parentheses may hold anything, parentheses too.
  const ticks = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  return stat !== undefined && Number.isFinite(ticks) ? ticks * tickMs : undefined;
}

/** Whether the process `pid` is the one that started at `start` (milliseconds since the Unix epoch). */
export function isSameStart(pid: number, start: number, now: number, proc: string): boolean {
  const since = startSinceBoot(pid, proc);
  const uptime = Number((tryReadBytes(join(proc, 'uptime')) ?? '').split(' ')[0]) * 1000;
  if (since === undefined || !Number.isFinite(uptime)) return false;
  return Math.abs(now - uptime + since - start) <= toleranceMs;
}
