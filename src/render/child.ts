import { spawn } from 'node:child_process';
import { CaissonError } from '#kit/error.ts';

/** What a program wrote. */
export interface ChildResult {
  readonly code: number;
  readonly output: Buffer;
  /** The end of what it complained of. */
  readonly complaint: string;
}

export interface ChildOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const maxComplaint = 4000;

/**
 * Runs a program without a shell and without input. Throws `limit.time`, `limit.size` when it takes longer or writes more than
 * is allowed, `host.missing-feature` when it cannot be started.
 */
export function runChild(
  [command, ...words]: readonly [string, ...string[]],
  options: ChildOptions,
): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, {
      cwd: options.directory,
      env: { ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    let size = 0;
    let complaint = '';
    function stop(error: unknown): void {
      child.kill('SIGKILL');
      reject(error instanceof Error ? error : new Error(String(error)));
    }
    function onAbort(): void {
      stop(options.signal.reason);
    }
    const timer = setTimeout(() => {
      stop(new CaissonError('limit.time', `it took longer than ${options.timeoutMs / 1000} s`));
    }, options.timeoutMs);
    options.signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > options.maxBytes) stop(new CaissonError('limit.size', 'it wrote too much'));
      else parts.push(part);
    });
    child.stderr.on('data', (part: Buffer) => {
      complaint = (complaint + part.toString('utf8')).slice(-maxComplaint);
    });
    child.on('error', (cause) => {
      stop(new CaissonError('host.missing-feature', `${command} cannot be started`, { cause }));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      resolve({ code: code ?? 1, output: Buffer.concat(parts), complaint: complaint.trim() });
    });
  });
}
