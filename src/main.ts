import { enableCompileCache } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stream, Terminal } from '#cli/terminal.ts';
import facts from '../package.json' with { type: 'json' };

/** The composition root: gives the process to the command line, and the command line its implementations. */
async function main(): Promise<void> {
  const [, , ...words] = process.argv;
  if (words.length === 1 && words[0] === '--version') {
    process.stdout.write(`${facts.version}\n`);
    return;
  }
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
    out: streamOf(process.stdout),
    err: streamOf(process.stderr),
    signal: interruptSignal(),
    clock: () => new Date(),
  };
}

const interrupted = 130;

/** The first SIGINT or SIGTERM asks the work to stop, the second ends it. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(interrupted);
      controller.abort(new Error(`interrupted by ${name}`));
    });
  }
  return controller.signal;
}

function streamOf(stream: NodeJS.WriteStream): Stream {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // the reader has seen enough
    throw error;
  });
  return {
    write: (text) => stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

await main();
