import { databaseFault } from '#contract/sql.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { Fault } from '#kit/order-thread.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html) that a person or a caller can act on. */
const faults: ReadonlyMap<number, Omit<Fault, 'message'>> = new Map([
  [5, { code: 'host.io', hint: 'another process writes to the database; only one may' }],
  [6, { code: 'host.io', hint: 'another process writes to the database; only one may' }],
  [8, { code: 'host.io', hint: 'make the directory of the database writable' }],
  [10, { code: 'host.io', hint: 'look at the disk and its mount' }],
  [11, { code: 'host.io', hint: 'the database is damaged: restore a backup' }],
  [13, { code: 'host.io', hint: 'the disk is full: free space, work continues by itself' }],
  [14, { code: 'host.io', hint: 'the directory must exist and be writable' }],
  [19, { code: 'state.conflict' }],
  [26, { code: 'host.io', hint: 'the file is no database: choose another, or restore a backup' }],
]);

/** What went wrong, in a form that can be posted between threads. */
export function faultOf(error: unknown): Fault {
  if (isCaissonError(error)) {
    const { code, message, hint } = error;
    return { code, message, ...(hint !== undefined && { hint }) };
  }
  const text = error instanceof Error ? error.message : String(error);
  const result = isRecord(error) ? error['errcode'] : undefined;
  const known = typeof result === 'number' ? faults.get(result & 0xff) : undefined;
  return { ...(known ?? { code: 'internal.bug' }), message: `${databaseFault}${text}` };
}
