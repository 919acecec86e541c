import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtIn } from '../src/built-in.ts';
import type { Program } from '../src/cli/program.ts';
import { run } from '../src/cli/run.ts';
import type { Terminal } from '../src/cli/terminal.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a test may set; the rest is a terminal of 80 columns without colour and a clock that stands still. */
export interface Setting {
  readonly environment?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** What stands on standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal;
  readonly clock?: () => Date;
  readonly program?: Program;
}

/** A private directory with what a user has: a home with caches, a working directory, a place for temporary files. */
export interface Desk {
  readonly root: string;
  readonly work: string;
  readonly temporary: string;
  /** Runs the real program in this process. */
  caisson(words: readonly string[], setting?: Setting): Promise<Ended>;
}

export const now = '2026-11-22T12:00:00.000Z';

/** A new desk below the machine's temporary directory; the test removes `root`. */
export function newDesk(): Desk {
  const root = mkdtempSync(join(tmpdir(), 'caisson-desk-'));
  const [work, temporary, home] = ['work', 'tmp', 'home'].map((name) => join(root, name));
  if (work === undefined || temporary === undefined || home === undefined) throw new Error();
  for (const directory of [work, temporary, home]) mkdirSync(directory);
  return {
    root,
    work,
    temporary,
    caisson: (words, setting = {}) => call(words, setting, { work, temporary, home }),
  };
}

async function call(
  words: readonly string[],
  setting: Setting,
  { work, temporary, home }: { readonly [place in 'work' | 'temporary' | 'home']: string },
): Promise<Ended> {
  const written = { out: '', err: '' };
  const { isTTY = false, columns = 80 } = setting;
  const terminal: Terminal = {
    arguments: words,
    environment: { CI: '1', ...setting.environment },
    workingDirectory: work,
    homeDirectory: home,
    temporaryDirectory: temporary,
    out: { write: (text) => (written.out += text), isTTY, columns },
    err: { write: (text) => (written.err += text), isTTY, columns },
    readInput: () => Buffer.from(setting.input ?? ''),
    signal: setting.signal ?? new AbortController().signal,
    clock: setting.clock ?? (() => new Date(now)),
    atExit: () => ({ [Symbol.dispose]() {} }),
  };
  const code = await run(terminal, setting.program ?? builtIn('0.0.0-test'));
  return { code, ...written };
}
