import { type Command, Option } from 'commander';
import { fixSafeties } from '#model/source-range.ts';
import { checkHelp, checksHelp, fixHelp } from './help-check.ts';
import {
  addCommonOptions,
  addGateOptions,
  addInspectionOptions,
  addOutputOptions,
} from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import type { Terminal } from './terminal.ts';

interface Given {
  readonly terminal: Terminal;
  readonly program: Program;
  readonly outcome: Outcome;
}

/** Commands about source files and the catalogue of checks. */
export function addCheckCommands(root: Command, given: Given): void {
  addCheck(root, given);
  addFix(root, given);
  addChecks(root, given);
}

function addCheck(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('check [paths...]')
    .summary('Dockerfiles, pipelines and secrets in source files')
    .description(
      'Checks files and directories: recognises what each file is, and says what is wrong with it and how to change it.',
    )
    .addHelpText('after', checkHelp);
  addOutputOptions(command)
    .optionsGroup('What is checked:')
    .option('--stdin <name>', 'take the text of this one file from standard input')
    .option('--all', 'also .git, node_modules and what git ignores');
  addInspectionOptions(command);
  addGateOptions(command, 'low');
  addCommonOptions(command).action(async (paths: readonly string[]) => {
    const { runCheck } = await import('./commands/check.ts');
    outcome.code = await runCheck(paths, command.opts(), program, terminal);
  });
}

function addFix(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('fix [paths...]')
    .summary('patches for what "check" finds')
    .description(
      'Prints a patch with every fix that is known, or applies it. Each fix is checked again before it counts.',
    )
    .addHelpText('after', fixHelp)
    .optionsGroup('Fixes:')
    .option('--write', 'change the files')
    .addOption(
      new Option('--safety <level>', 'fixes up to this level: safe keeps what a file does')
        .choices(fixSafeties)
        .default('safe'),
    )
    .option('--only <ids>', 'only these checks, with commas')
    .addOption(new Option('--format <format>', 'what to print').choices(['patch', 'json']))
    .option('--enable <ids>', 'also checks that are off by default')
    .option('--disable <ids>', 'without these checks');
  addCommonOptions(command).action(async (paths: readonly string[]) => {
    const { runFix } = await import('./commands/fix.ts');
    outcome.code = await runFix(paths, command.opts(), program, terminal);
  });
}

function addChecks(root: Command, { terminal, program, outcome }: Given): void {
  const group = root
    .command('checks')
    .summary('the catalogue of checks and secret rules')
    .description('The catalogue: what is looked for, under which ids.');
  const list = group
    .command('list [words...]')
    .summary('all checks, or those that hold all words')
    .description('Lists checks and secret rules. "caisson explain ID" says all about one.')
    .addHelpText('after', checksHelp)
    .option('--family <name>', 'only these: dockerfile, image, pipeline, credential, secret …')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    );
  list.action(async (words: readonly string[]) => {
    const { runChecksList } = await import('./commands/checks.ts');
    outcome.code = await runChecksList(words, list.opts(), program, terminal);
  });
}
