import type { Command } from 'commander';
import { addCommonOptions, addMatchOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import type { Terminal } from './terminal.ts';

/** What `caisson up` has done in processes of their own; no person calls these. */
export function addJobCommands(
  root: Command,
  {
    terminal,
    program,
    outcome,
  }: { readonly terminal: Terminal; readonly program: Program; readonly outcome: Outcome },
): void {
  const job = root.command('job').description('Work of "caisson up".');
  const rematch = job
    .command('rematch <directory>')
    .description('Matches the reports NAME.json in a directory again, into NAME.out.');
  addCommonOptions(addMatchOptions(rematch)).action(async (directory: string) => {
    const { runRematch } = await import('./commands/job.ts');
    outcome.code = await runRematch(directory, rematch.opts(), program, terminal);
  });
  const stale = job
    .command('stale <file>')
    .description('Writes which kept inventories newer advisories say something else about.')
    .option('--settle', 'keep what was found: the next time begins there');
  addCommonOptions(stale).action(async (file: string) => {
    const { runStale } = await import('./commands/job.ts');
    outcome.code = await runStale(file, stale.opts(), program, terminal);
  });
}
