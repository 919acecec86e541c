import { startSinceBoot } from '../proc/start.ts';

/** This process, so that another one can tell whether it still lives. */
export function ownOwner(proc: string): string {
  return `${process.pid}@${startSinceBoot(process.pid, proc) ?? 0}`;
}

/** Whether what was begun was left behind: by a process that is gone, or by this one in an earlier life. */
export function isLeft(owner: string | undefined, proc: string): boolean {
  if (owner === undefined) return true;
  const [pid, start] = owner.split('@').map(Number);
  if (pid === undefined || pid === process.pid) return true;
  return startSinceBoot(pid, proc) !== start;
}
