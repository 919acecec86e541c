import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A transaction takes milliseconds: what is older was left behind. */
const staleMs = 10_000;
const patience = 1000;
const pauseMs = 3;

/**
 * Holds the lock file while `work` runs, across processes. A lock of a process that is gone is taken over. Throws `host.io` when it
 * cannot be had within three seconds.
 */
export function withLock<Result>(path: string, now: number, work: () => Result): Result {
  acquire(path, now);
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function acquire(path: string, now: number): void {
  for (let attempt = 0; attempt < patience; attempt += 1) {
    if (tryAcquire(path)) return;
    if (isLeftBehind(path, now)) takeAway(path);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  throw new CaissonError('host.io', `somebody else holds ${quote(path)}`, {
    hint: 'remove it when no other caisson is running',
  });
}

function tryAcquire(path: string): boolean {
  try {
    const descriptor = openSync(path, 'wx', 0o600);
    try {
      writeSync(descriptor, `${process.pid}\n`);
    } catch (error) {
      rmSync(path, { force: true }); // a full disk: without a name in it everybody would wait
      throw error;
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw new CaissonError('host.io', `cannot lock ${quote(path)}`, { cause: error });
  }
}

function isLeftBehind(path: string, now: number): boolean {
  try {
    if (now - statSync(path).mtimeMs > staleMs) return true;
    const owner = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(owner) && owner > 0 && !isAlive(owner);
  } catch {
    // It went in between: the next attempt will tell.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/** By a rename, so that of two who see an old lock only one removes it. */
function takeAway(path: string): void {
  const away = `${path}.${process.pid}.old`;
  try {
    renameSync(path, away);
    rmSync(away, { force: true });
  } catch {
    // Somebody else was faster.
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
