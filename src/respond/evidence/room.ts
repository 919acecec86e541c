import { statfsSync } from 'node:fs';

/** This share of a disk stays free, whatever evidence there is. */
const floorShare = 0.1;

/** Bytes that may still be written in a directory; 0 at the floor. */
export function roomIn(directory: string): number {
  const { bavail, blocks, bsize } = statfsSync(directory);
  return Math.max(0, Math.floor(bavail - blocks * floorShare) * bsize);
}

/** Whether a write failed for want of room. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return error.cause !== undefined && isFull(error.cause);
}
