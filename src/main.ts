import { fstatSync, readSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '#cli/exit.ts';
import type { Stream, Terminal } from '#cli/terminal.ts';
import { CaissonError } from '#kit/error.ts';
import { protectRegexEngine } from '#secret/regex-guard.ts';
import facts from '../package.json' with { type: 'json' };

/** The composition root: gives the process to the command line, and the command line its implementations. */
async function main(): Promise<void> {
  const [, , ...words] = process.argv;
  if (words.length === 1 && words[0] === '--version') {
    process.stdout.write(`${facts.version}\n`);
    return;
  }
  // Work in the background that was told to stop is no bug: who waits for it ends the program.
  process.on('uncaughtException', (error) => {
    if (!(error instanceof Interruption)) endAsBug(error);
  });
  protectRegexEngine();
  if (!import.meta.url.endsWith('.ts')) enableCompileCache(join(import.meta.dirname, '.cache'));
  const [{ run }, { builtIn }] = await Promise.all([
    import('#cli/run.ts'),
    import('./built-in.ts'),
  ]);
  const code = await run(terminalOf(words), builtIn(facts.version));
  // Idle connections must not keep the process alive once everything is written.
  process.stdout.write('', () => process.exit(code));
}

function terminalOf(words: readonly string[]): Terminal {
  return {
    arguments: words,
    environment: process.env,
    workingDirectory: process.cwd(),
    homeDirectory: homedir(),
    temporaryDirectory: tmpdir(),
    out: standardOutput(),
    err: standardError(),
    readInput: readStandardInput,
    signal: interruptSignal(),
    clock: () => new Date(),
    atExit(cleanup) {
      process.on('exit', cleanup);
      return { [Symbol.dispose]: () => process.off('exit', cleanup) };
    },
  };
}

const maxInputBytes = 64 * 2 ** 20;

/** Reads until the end; a pipe that is slow is waited for. */
function readStandardInput(): Uint8Array {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const part = readSomeInput();
    if (part.length === 0) return Buffer.concat(parts);
    parts.push(part);
    total += part.length;
    if (total > maxInputBytes)
      throw new CaissonError('limit.size', 'there are more than 64 MiB on standard input');
  }
}

function readSomeInput(): Buffer {
  const buffer = Buffer.allocUnsafe(65_536);
  for (;;) {
    try {
      return buffer.subarray(0, readSync(process.stdin.fd, buffer));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EOF') return Buffer.alloc(0);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** The reason of the signal that a person or the system gave. */
class Interruption extends Error {}

/** The first SIGINT, SIGTERM or SIGHUP asks the work to stop, the second ends it. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort(new Interruption(`interrupted by ${name}`));
    });
  }
  return controller.signal;
}

/** A reader that has seen enough (`| head`) is no failure: the rest is dropped, and the exit code still tells the verdict. */
function standardOutput(): Stream {
  let isOpen = true;
  function fail(error: NodeJS.ErrnoException): void {
    isOpen = false;
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: cannot write the result to standard output: ${error.message}\n`);
    process.exit(exitCodes.failed);
  }
  process.stdout.on('error', fail);
  const isSynchronous = takesPlainWrites();
  function write(text: string): void {
    if (!isOpen) return;
    if (!isSynchronous) {
      process.stdout.write(text);
      return;
    }
    try {
      writeFileSync(process.stdout.fd, text); // a stream takes a short write for a whole one
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return streamOf(process.stdout, write);
}

/** Whether stdout is a file or a device such as `/dev/full`, but no terminal. */
function takesPlainWrites(): boolean {
  try {
    const stats = fstatSync(process.stdout.fd);
    return stats.isFile() || (stats.isCharacterDevice() && !process.stdout.isTTY);
  } catch {
    return false; // closed: the stream will say so
  }
}

/** What cannot be told on stderr cannot be told at all. */
function standardError(): Stream {
  process.stderr.on('error', () => {});
  return streamOf(process.stderr, (text) => process.stderr.write(text));
}

function streamOf(stream: NodeJS.WriteStream, write: Stream['write']): Stream {
  return {
    write,
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80;
    },
  };
}

/** Node would exit with 1, which means "denied" here. */
function endAsBug(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `error: this is a bug in caisson ${facts.version}: please report it with what you ran and these lines\n${text}\n`,
  );
  process.exit(exitCodes.bug);
}

await main().catch(endAsBug);
