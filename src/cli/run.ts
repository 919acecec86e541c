import { CommanderError } from 'commander';
import { buildCommands } from './command-tree.ts';
import { exitCodes } from './exit.ts';
import { addJobCommands } from './job-commands.ts';
import type { Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** Runs one command line; gives the exit code. Never throws. */
export async function run(terminal: Terminal, program: Program): Promise<number> {
  const outcome: Outcome = { code: exitCodes.ok };
  const root = buildCommands(terminal, program, outcome);
  const words = terminal.arguments;
  if (words[0] === 'job') addJobCommands(root, { terminal, program, outcome }); // no person calls it
  const options = { version: program.version, json: words.includes('--json-errors') };
  try {
    await root.parseAsync(words, { from: 'user' });
    const isCutShort = terminal.signal.aborted && outcome.endsBySignal !== true;
    return isCutShort ? exitCodes.interrupted : outcome.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, terminal, options);
    if (error.exitCode === 0) return exitCodes.ok;
    if (error.code === 'commander.help') return exitCodes.usage; // it was printed in place of an error
    return reportError(usageError(error, root, words), terminal, options);
  }
}
