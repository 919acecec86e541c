import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { CaissonError } from '#kit/error.ts';

/**
 * Nothing that the repository itself configures may run: no hooks, no file monitors, no diff or text filters, no signature
 * checks, no fetching of missing objects.
 */
export const guards: readonly string[] = [
  '--no-pager',
  '--no-optional-locks',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'log.showSignature=false'].flatMap(
    (setting) => ['-c', setting],
  ),
  ...[
    'diff.external=',
    'core.attributesFile=/dev/null',
    'protocol.allow=never',
    'safe.directory=*',
  ].flatMap((setting) => ['-c', setting]),
];

/** Where the program is looked for: only where system packages install it. */
const searchPath = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin:/run/current-system/sw/bin';

/** Nothing of the person's own environment and settings reaches it. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: searchPath,
  LC_ALL: 'C',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
};

/** A running `git`. Dispose it to end it. */
export interface GitProcess extends Disposable {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves when it has ended well. Throws `host.missing-feature` without `git`, `input.malformed` when it failed. */
  ended(): Promise<void>;
}

/** Starts `git` in a repository. `words` are never taken from the repository. */
export function startGit(directory: string, words: readonly string[]): GitProcess {
  const child = spawn('git', [...guards, '-C', directory, ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: gitEnvironment,
  });
  child.stdin.on('error', () => {}); // git ended before it read everything: its exit status tells why
  const end = endOf(child);
  end.catch(() => {}); // told by `ended`, also when nobody asks at once
  return {
    input: child.stdin,
    output: child.stdout,
    ended: () => end,
    [Symbol.dispose]() {
      child.kill('SIGKILL');
    },
  };
}

const maxComplaint = 500;

async function endOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<void> {
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => {
    if (complaint.length < maxComplaint) complaint += part.toString();
  });
  await new Promise<void>((resolve, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new CaissonError('host.missing-feature', 'git cannot be started', {
          cause,
          hint: 'install git, or scan the files alone with "dir:PATH"',
        }),
      );
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(failure(complaint, signal ?? `status ${code}`));
    });
  });
}

function failure(complaint: string, status: string): CaissonError {
  const [line = ''] = complaint.slice(0, maxComplaint).split('\n');
  const said = line.replace(/^fatal: /, '').replace(/[^\x20-\x7e]/g, '?');
  return new CaissonError(
    'input.malformed',
    `git could not read the repository: ${said || status}`,
  );
}

/** Parts of a process's output between zero bytes. */
export async function* zeroTerminated(output: Readable, maxBytes: number): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of output as AsyncIterable<Buffer>) {
    let data = rest.length === 0 ? part : Buffer.concat([rest, part]);
    for (let at = data.indexOf(0); at !== -1; at = data.indexOf(0)) {
      yield data.toString('utf8', 0, at);
      data = data.subarray(at + 1);
    }
    if (data.length > maxBytes)
      throw new CaissonError('limit.size', 'git wrote a path that is too long');
    rest = data;
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
