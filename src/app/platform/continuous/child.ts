import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { CaissonError, type ErrorCode } from '#kit/error.ts';
import { printable } from '#kit/text.ts';
import type { OwnProgram } from './options.ts';

/** What a child may cost. */
interface ChildLimits {
  readonly timeMs: number;
  readonly memoryBytes: number;
}

/** Where it runs. `output` is a file for what it writes; absent: nobody reads it. */
export interface ChildPlace {
  readonly limits: ChildLimits;
  readonly directory: string;
  readonly output?: string;
}

/** What every command of this program is told: nobody looks on, and errors are read by `errorOfChild`. */
export const unattended = ['--quiet', '--json-errors'] as const;

const maxErrorCharacters = 4000;
const lookMs = 250;
const graceMs = 2000;

/**
 * Runs a command of this program in a process of its own and gives its exit code. Whatever it reads cannot take us down: it is
 * killed, with all that it started, when it takes too long (`limit.time`), grows too large (`limit.size`) or we stop.
 */
export async function runOwnProgram(
  program: OwnProgram,
  words: readonly string[],
  { limits, directory, output }: ChildPlace,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly error: string }> {
  signal.throwIfAborted();
  const heapMegabytes = Math.max(64, Math.floor((limits.memoryBytes * 0.75) / 2 ** 20));
  const file = output === undefined ? undefined : openSync(output, 'w', 0o600);
  const child = spawn(
    program.executable,
    [`--max-old-space-size=${heapMegabytes}`, ...program.arguments, ...words, ...program.options],
    {
      cwd: directory,
      env: { ...program.environment, CI: '1' },
      stdio: ['ignore', file ?? 'ignore', 'pipe'],
      detached: true,
    },
  );
  if (file !== undefined) closeSync(file);
  return attend(child, limits, signal);
}

/** The same for what has done nothing where it did not end with 0: then it throws what the command said. */
export async function runToSuccess(...given: Parameters<typeof runOwnProgram>): Promise<void> {
  const { code, error } = await runOwnProgram(...given);
  if (code !== 0) throw errorOfChild(code, error);
}

async function attend(
  child: ChildProcess,
  limits: ChildLimits,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly error: string }> {
  let error = '';
  let overrun: CaissonError | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    error = (error + text).slice(-maxErrorCharacters);
  });
  function end(reason: CaissonError | undefined): void {
    overrun ??= reason;
    killGroup(child, 'SIGTERM');
    setTimeout(() => killGroup(child, 'SIGKILL'), graceMs).unref();
  }
  function stop(): void {
    end(undefined);
  }
  const clock = setTimeout(() => end(tooLong(limits)), limits.timeMs);
  const look = setInterval(() => {
    if (residentBytes(child.pid) > limits.memoryBytes) {
      overrun = tooLarge(limits);
      killGroup(child, 'SIGKILL');
    }
  }, lookMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code] = await ended(child);
    signal.throwIfAborted();
    if (overrun !== undefined) throw overrun;
    if (code === null || code === 134) throw diedOf(child, error);
    return { code, error };
  } finally {
    clearTimeout(clock);
    clearInterval(look);
    signal.removeEventListener('abort', stop);
    killGroup(child, 'SIGKILL'); // what it started and left behind
  }
}

/** What a command said before it ended without a result: the last error line, as `--json-errors` writes it. */
export function errorOfChild(code: number, text: string): CaissonError {
  const line = text.split('\n').findLast((one) => one.startsWith('{'));
  const { message, errorCode } = parseError(line ?? '');
  const last = text.trim().split('\n').at(-1) ?? '';
  const reason = message ?? (last === '' ? `it ended with code ${code}` : last);
  return new CaissonError(errorCode ?? 'host.io', printable(reason.slice(0, 1000)));
}

const passedOn: readonly ErrorCode[] = [
  'input.malformed',
  'input.not-found',
  'input.unsupported',
  'access.unauthenticated',
  'access.forbidden',
  'access.unreachable',
  'access.rate-limited',
  'limit.size',
  'limit.time',
  'limit.entries',
  'usage.invalid-argument',
];

function parseError(line: string): { readonly message?: string; readonly errorCode?: ErrorCode } {
  try {
    const value: unknown = JSON.parse(line);
    const inner = memberOf(value, 'error') ?? value;
    const message = memberOf(inner, 'message');
    const code = memberOf(inner, 'code');
    const errorCode = passedOn.find((one) => one === code);
    return {
      ...(typeof message === 'string' && { message }),
      ...(errorCode !== undefined && { errorCode }),
    };
  } catch {
    return {}; // it was no error of ours
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function ended(child: ChildProcess): Promise<readonly [number | null]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly [number | null]>();
  child.once('close', (code) => resolve([code]));
  child.once('error', (cause) =>
    reject(new CaissonError('host.io', 'the program could not be started', { cause })),
  );
  return promise;
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // it is gone already
  }
}

function residentBytes(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/statm`, 'utf8');
    return Number(text.split(' ')[1]) * 4096;
  } catch {
    return 0; // it has just ended
  }
}

function tooLong({ timeMs }: ChildLimits): CaissonError {
  return new CaissonError('limit.time', `it took longer than ${Math.round(timeMs / 1000)} s`, {
    hint: 'raise scan.time',
  });
}

function tooLarge({ memoryBytes }: ChildLimits): CaissonError {
  const text = `it took more than ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`;
  return new CaissonError('limit.size', text, { hint: 'raise scan.memory' });
}

function diedOf({ signalCode }: ChildProcess, error: string): CaissonError {
  if (/heap out of memory|allocation failed/iu.test(error))
    return new CaissonError('limit.size', 'it ran out of memory', { hint: 'raise scan.memory' });
  return new CaissonError('host.io', `the process ended by ${signalCode ?? 'an abort'}`);
}
