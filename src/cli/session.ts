import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { lineLog } from './log.ts';
import { drawnProgress, silentProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

export interface SessionOptions {
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** A scope for one command: its log, its progress line and a temporary directory that goes away with it. */
export interface Session extends Disposable {
  readonly scope: Scope;
}

/** Opens the session of a command. Throws `host.io` when no temporary directory can be made. */
export function openSession(options: SessionOptions, terminal: Terminal): Session {
  const { err, environment, clock } = terminal;
  const isPlain = environment['TERM'] === 'dumb' || Boolean(environment['CI']);
  const draws = err.isTTY && !options.quiet && !options.debug && !isPlain;
  const temporaryDirectory = makeDirectory(terminal.temporaryDirectory);
  const progress = draws ? drawnProgress(err, () => clock().getTime()) : silentProgress;
  function cleanUp(): void {
    progress[Symbol.dispose]();
    rmSync(temporaryDirectory, { recursive: true, force: true });
  }
  const atExit = terminal.atExit(cleanUp);
  return {
    scope: {
      signal: terminal.signal,
      log: lineLog((line) => progress.above(() => err.write(line)), levelOf(options)),
      progress,
      clock,
      limits: defaultLimits,
      temporaryDirectory,
    },
    [Symbol.dispose]() {
      atExit[Symbol.dispose]();
      cleanUp();
    },
  };
}

function makeDirectory(parent: string): string {
  try {
    makeDirectories(parent);
    return mkdtempSync(join(parent, 'caisson-'));
  } catch (cause) {
    throw new CaissonError('host.io', `cannot make a temporary directory in ${quote(parent)}`, {
      cause,
      hint: 'set TMPDIR to a directory that can be written',
    });
  }
}

function levelOf({ quiet, debug }: SessionOptions): 'debug' | 'warn' | 'error' {
  if (debug) return 'debug';
  return quiet ? 'error' : 'warn';
}
