import { spawn } from 'node:child_process';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { Credentials } from './settings.ts';

const maxOutputBytes = 65_536;

/** How a helper is run: `environment` gives it `PATH` and `HOME`, nothing of it is interpreted by a shell. */
export interface HelperOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks `docker-credential-NAME get` for the login of `server` (docker-credential-helpers protocol: server on standard
 * input, JSON on standard output). `undefined` when the helper knows none. What it wrote is never part of an error.
 * Throws `host.missing-feature` when there is no such program, `host.io` when it fails or takes too long.
 */
export async function askHelper(
  name: string,
  server: string,
  options: HelperOptions,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  const { code, output } = await run(program, server, options);
  if (code !== 0) {
    if (/credentials not found|no credentials|not found in native keychain/i.test(output))
      return undefined;
    throw new CaissonError('host.io', `${quote(program)} failed with status ${code}`);
  }
  const answer = decode(output, program);
  const username = answer['Username'];
  const secret = answer['Secret'];
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  if (username === '<token>') return { kind: 'identity', token: secret };
  return { kind: 'basic', username, password: secret };
}

function decode(output: string, program: string): Readonly<Record<string, unknown>> {
  try {
    const answer = parseJson(output, program);
    if (isRecord(answer)) return answer;
  } catch {
    // Falls through: the parser's message would quote the secret.
  }
  throw new CaissonError('host.io', `${quote(program)} did not answer with JSON`);
}

function run(
  program: string,
  input: string,
  options: HelperOptions,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{
    code: number | null;
    output: string;
  }>();
  const child = spawn(program, ['get'], {
    env: { ...options.environment },
    shell: false,
    signal: options.signal,
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxOutputBytes) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  child.on('error', (error) => reject(startError(error, program, options.signal)));
  // A child of the helper may still hold the pipe: after a kill nothing more is waited for.
  child.on('exit', (_code, killed) => killed !== null && child.stdout.destroy());
  child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  // A helper that ends without reading its input is judged by its status.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}

function startError(error: Error, program: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const missing = 'code' in error && error.code === 'ENOENT';
  return missing
    ? new CaissonError(
        'host.missing-feature',
        `the credential helper ${quote(program)} is not installed`,
        {
          hint: 'install it, or remove it from "credHelpers" and "credsStore" of the Docker configuration',
        },
      )
    : new CaissonError('host.io', `the credential helper ${quote(program)} cannot be run`);
}
