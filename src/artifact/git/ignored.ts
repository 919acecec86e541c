import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gitEnvironment, guards } from './command.ts';

const maxBytes = 16 * 2 ** 20;
const timeMs = 20_000;

/**
 * Files and directories below a directory that its repository ignores (gitignore(5)) and does not hold, absolute, without a slash at the
 * end. Empty outside of repositories and where `git` cannot answer: then nothing is ignored.
 */
export function ignoredBelow(directory: string): ReadonlySet<string> {
  if (!isInRepository(directory)) return new Set();
  const words = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const { status, stdout } = spawnSync('git', [...guards, '-C', directory, ...words], {
    env: gitEnvironment,
    maxBuffer: maxBytes,
    timeout: timeMs,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status !== 0) return new Set();
  const names = stdout
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
  return new Set(names.map((name) => join(directory, name.replace(/\/$/, ''))));
}

function isInRepository(directory: string): boolean {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}
