import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLimits, type Scope } from '#contract/scope.ts';
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

export function openSession(options: SessionOptions, terminal: Terminal): Session {
  const { err, environment, clock } = terminal;
  const draws = err.isTTY && !options.quiet && !options.debug && !environment['CI'];
  const progress = draws ? drawnProgress(err, () => clock().getTime()) : silentProgress;
  mkdirSync(terminal.temporaryDirectory, { recursive: true });
  const temporaryDirectory = mkdtempSync(join(terminal.temporaryDirectory, 'caisson-'));
  return {
    scope: {
      signal: terminal.signal,
      log: lineLog((line) => err.write(line), levelOf(options)),
      progress,
      clock,
      limits: defaultLimits,
      temporaryDirectory,
    },
    [Symbol.dispose]() {
      progress[Symbol.dispose]();
      rmSync(temporaryDirectory, { recursive: true, force: true });
    },
  };
}

function levelOf({ quiet, debug }: SessionOptions): 'debug' | 'warn' | 'error' {
  if (debug) return 'debug';
  return quiet ? 'error' : 'warn';
}
