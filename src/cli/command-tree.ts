import { Argument, Command, Option } from 'commander';
import { addCheckCommands } from './check-commands.ts';
import { completionShells } from './commands/completion.ts';
import { addDatabaseCommands } from './database-commands.ts';
import { completionHelp, explainHelp, rootExamples, scanDescription, scanHelp } from './help.ts';
import { addKubeCommands } from './kube-commands.ts';
import { addCommonOptions, addScanOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { addPlatformCommands } from './platform-commands.ts';
import { addPolicyCommands } from './policy-commands.ts';
import type { Program } from './program.ts';
import { addRuntimeCommands } from './runtime-commands.ts';
import { addSoftwareCommands } from './software-commands.ts';
import type { Terminal } from './terminal.ts';

/** All commands with their options; what a command does is loaded when it is run. */
export function buildCommands(terminal: Terminal, program: Program, outcome: Outcome): Command {
  const root = new Command('caisson')
    .description('Container security from build to deploy to runtime, in one program.')
    .version(program.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => termOf(command) })
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      outputError: () => {}, // reported as all other errors are
      getOutHelpWidth: () => Math.min(terminal.out.columns, 100),
      getErrHelpWidth: () => Math.min(terminal.err.columns, 100),
    })
    .addHelpText('after', rootExamples);
  addScan(root, terminal, program, outcome);
  addExplain(root, { terminal, program, outcome });
  addCheckCommands(root, { terminal, program, outcome });
  addSoftwareCommands(root, { terminal, program, outcome });
  addKubeCommands(root, { terminal, program, outcome });
  addPolicyCommands(root, { terminal, outcome });
  addPlatformCommands(root, { terminal, program, outcome });
  addRuntimeCommands(root, { terminal, program, outcome });
  addDatabaseCommands(root, { terminal, program, outcome });
  addCompletion(root, terminal);
  for (const command of allCommands(root)) {
    const group = command.options.length > 0 ? 'General:' : 'Options:';
    command
      .copyInheritedSettings(root)
      .addHelpOption(new Option('-h, --help', 'print help').helpGroup(group));
  }
  return root;
}

function addScan(root: Command, terminal: Terminal, program: Program, outcome: Outcome): void {
  addScanOptions(
    root
      .command('scan [reference]')
      .summary('what is in it, what is wrong, what to do')
      .description(scanDescription)
      .addHelpText('after', scanHelp),
  ).action(async (reference: string | undefined, flags: Record<string, unknown>) => {
    const { runScan } = await import('./commands/scan.ts');
    outcome.code = await runScan(reference, withFormats(flags), program, terminal);
  });
}

function withFormats({ output, format, ...flags }: Record<string, unknown>): object {
  const both = [output ?? [], format ?? []].flat();
  return both.length === 0 ? flags : { ...flags, output: both };
}

function addExplain(
  root: Command,
  { terminal, program, outcome }: { terminal: Terminal; program: Program; outcome: Outcome },
): void {
  addCommonOptions(
    root
      .command('explain <finding> [package]')
      .summary('why a finding is one, and what to do about it')
      .description(
        'Explains a finding of the last scans: a CVE, an advisory id or the first digits of a fingerprint, and the package if several have it. Or a check of the catalogue, by its id or that of another tool.',
      )
      .option('--report <file>', 'look in this report (written with -o json=FILE)')
      .addHelpText('after', explainHelp),
  ).action(async (finding: string, name: string | undefined, flags: Record<string, unknown>) => {
    const { runExplain } = await import('./commands/explain.ts');
    const words = name === undefined ? [finding] : [finding, name];
    outcome.code = await runExplain(words, flags, program, terminal);
  });
}

function addCompletion(root: Command, terminal: Terminal): void {
  root
    .command('completion')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(completionShells))
    .summary('completion for bash, zsh or fish')
    .description('Prints a script that completes commands and options in a shell.')
    .addHelpText('after', completionHelp)
    .action(async (shell: string) => {
      const { completionScript } = await import('./commands/completion.ts');
      terminal.out.write(completionScript(shell, root));
    });
}

function termOf(command: Command): string {
  const names = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [command.name(), ...names].join(' ');
}

function allCommands(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}
