import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rematch } from '#app/platform/continuous/rematch.ts';
import { readReport } from '#app/saved-report.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { type JudgeFlags, judgeOptions } from './judged.ts';

/** `caisson job rematch DIRECTORY`: each `NAME.json` as it would be found now, into `NAME.out`. */
export async function runRematch(
  directory: string,
  flags: JudgeFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const options = await judgeOptions(flags, terminal);
  using session = openSession(flags, terminal);
  const { scope } = session;
  const toolbox = await program.createToolbox(readSettings(flags, terminal), scope);
  using _history = toolbox.history;
  using index = toolbox.openIndex();
  for (const name of readdirSync(directory).filter((one) => one.endsWith('.json'))) {
    checkpoint(scope.signal);
    const report = await rematch(
      readReport(join(directory, name)),
      options,
      { toolbox, index },
      scope,
    );
    writeFileSync(join(directory, name.replace(/json$/u, 'out')), JSON.stringify(report));
  }
  return exitCodes.ok;
}

/** `caisson job stale FILE`: digests of what is kept, and of what newer advisories say something else about. */
export async function runStale(
  file: string,
  flags: CommonOptions & SessionOptions & { readonly settle?: boolean },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const toolbox = await program.createToolbox(readSettings(flags, terminal), session.scope);
  using history = toolbox.history;
  if (history === undefined)
    throw new CaissonError('usage.invalid-argument', 'nothing is kept without a cache');
  using index = toolbox.openIndex();
  const { changes, matched } = history.rescan(index, session.scope, flags.settle !== true);
  const stale = changes.flatMap(({ artifacts }) => artifacts.map(({ digest = '' }) => digest));
  const known = history.list().map(({ digest = '' }) => digest);
  writeFileSync(
    file,
    JSON.stringify({ matched, known: [...new Set(known)], stale: [...new Set(stale)] }),
  );
  return exitCodes.ok;
}
