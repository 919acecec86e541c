import { spawn } from 'node:child_process';
import type { Scope } from '#contract/scope.ts';
import { printable } from '#kit/text.ts';
import type { Environment } from '../config/files.ts';

export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly timeoutMs: number;
  readonly scope: Scope;
}

/** `failure` says why there is no output; `told` is the end of what the program wrote for people. */
export interface ProgramOutcome {
  readonly output: string;
  readonly failure?: string;
  readonly told: string;
}

const maxOutput = 2 ** 20;
const maxTold = 600;

/** Runs a program without a shell, without a terminal and within its time. Never throws. */
export async function runProgram(call: ProgramCall): Promise<ProgramOutcome> {
  const { command, args, environment, timeoutMs, scope } = call;
  const child = spawn(command, args, {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
    // Its own group: what it started ends with it.
    detached: process.platform !== 'win32',
  });
  const output = new Tail(maxOutput);
  const told = new Tail(maxTold);
  let failure: string | undefined;
  function end(reason: string): void {
    failure ??= reason;
    killGroup(child.pid);
  }
  function onAbort(): void {
    end('it was interrupted');
  }
  const timer = setTimeout(
    () => end(`it did not finish within ${timeoutMs / 1000} seconds`),
    timeoutMs,
  );
  scope.signal.addEventListener('abort', onAbort, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    if (!output.add(chunk)) end('it wrote more than 1 MiB');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told.add(chunk);
    // Programs that log people in tell them here where to go.
    scope.log.warn('the credential plug-in says', {
      text: printable(chunk.toString('utf8').trim()).slice(0, 500),
    });
  });
  const ending = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(explain(error)));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : `it ended with ${code ?? signal ?? 'nothing'}`);
    });
  });
  clearTimeout(timer);
  scope.signal.removeEventListener('abort', onAbort);
  const reason = failure ?? ending;
  return {
    output: output.text,
    told: printable(told.text.trim().slice(-maxTold)),
    ...(reason !== undefined && { failure: reason }),
  };
}

/** The last bytes of an output. */
class Tail {
  readonly #max: number;
  #bytes = Buffer.alloc(0);
  #total = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** False when it is more than the bound. */
  add(chunk: Buffer): boolean {
    this.#total += chunk.length;
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-this.#max);
    return this.#total <= this.#max;
  }

  get text(): string {
    return this.#bytes.toString('utf8');
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended by itself in the same moment.
  }
}

function explain(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ENOENT') return 'it is not installed, or not on the PATH';
  return code === 'EACCES' ? 'it may not be run' : `it cannot be started (${code})`;
}
