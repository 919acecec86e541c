import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A lock of another machine (a shared volume) counts so long; nobody can ask whether its holder lives. */
const foreignMs = 24 * 3_600_000;

/**
 * Keeps a second fetch out of a directory: both would write into the same partial files. A lock whose holder is gone counts for
 * nothing. Throws `usage.invalid-argument` when a fetch is under way, `host.io` when the directory cannot be written.
 */
export function lockDirectory(directory: string, now: Date): Disposable {
  const path = join(directory, '.caisson-fetch.lock');
  if (isHeld(path, now))
    throw new CaissonError(
      'usage.invalid-argument',
      `another fetch into ${quote(directory)} is under way`,
      { hint: `if none is, remove ${quote(path)}` },
    );
  rmSync(path, { force: true });
  try {
    writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new CaissonError('host.io', `cannot write to ${quote(directory)}`, { cause });
  }
  return {
    [Symbol.dispose]() {
      rmSync(path, { force: true });
    },
  };
}

function isHeld(path: string, now: Date): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  const [, pid = '', host = ''] =
    /^(\d{1,10}) (\S{1,255})\n$/.exec(readFileSync(path, 'utf8')) ?? [];
  if (host !== hostname()) return host !== '' && now.getTime() - stat.mtimeMs < foreignMs;
  return isAlive(Number(pid));
}

/** Signal 0 only asks; a process that may not be signalled lives (kill(2)). */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
