import { Argument, Command, Option } from 'commander';
import { completionShells } from './commands/completion.ts';
import type { DbAction } from './commands/db.ts';
import {
  completionHelp,
  databaseDescription,
  databaseHelp,
  explainHelp,
  rootExamples,
  scanDescription,
  scanHelp,
} from './help.ts';
import { addCommonOptions, addScanOptions, collect } from './options.ts';
import type { Program } from './program.ts';
import { addSoftwareCommands } from './software-commands.ts';
import type { Terminal } from './terminal.ts';

/** Where a command leaves its exit code. */
export interface Outcome {
  code: number;
}

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
  addExplain(root, terminal, outcome);
  addSoftwareCommands(root, { terminal, program, outcome });
  addDatabase(root, terminal, program, outcome);
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
      .summary('what is in an artifact, what is wrong and what to do')
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

function addExplain(root: Command, terminal: Terminal, outcome: Outcome): void {
  addCommonOptions(
    root
      .command('explain <finding> [package]')
      .summary('why a finding is one, and what to do about it')
      .description(
        'Explains a finding of the last scans: a CVE, an advisory id or the first digits of a fingerprint, and the package if several have it.',
      )
      .option('--report <file>', 'look in this report (written with -o json=FILE)')
      .addHelpText('after', explainHelp),
  ).action(async (finding: string, name: string | undefined, flags: Record<string, unknown>) => {
    const { runExplain } = await import('./commands/explain.ts');
    const words = name === undefined ? [finding] : [finding, name];
    outcome.code = await runExplain(words, flags, terminal);
  });
}

function addDatabase(root: Command, terminal: Terminal, program: Program, outcome: Outcome): void {
  const db = root
    .command('db')
    .summary('the advisory database')
    .description(databaseDescription)
    .addHelpText('after', databaseHelp);
  function add(action: DbAction, summary: string, argument = ''): Command {
    const command = db.command(`${action} ${argument}`.trim()).summary(summary);
    const format = new Option('--format <format>', 'what to print').choices(['text', 'json']);
    return command
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
      .optionsGroup('Options:')
      .addOption(format.default('text'))
      .action(async (first: unknown) => {
        const { runDb } = await import('./commands/db.ts');
        const word = typeof first === 'string' ? first : undefined;
        outcome.code = await runDb(action, word, command.opts(), { program, terminal });
      });
  }
  add('status', 'which database is in use, its segments and how old they are');
  add('update', 'bring a newer one: URL, directory or oci://registry/name:tag', '[source]')
    .option('--force', 'also take one that is older than the one in use')
    .option('--allow-unsigned', 'also take one that no trusted key signed')
    .option('--kev <url>', 'with a URL of feeds: fetch the exploited catalogue (KEV) here')
    .option('--epss <url>', 'with a URL of feeds: fetch EPSS scores (csv.gz) here')
    .option('--insecure <host>', 'allow http and unverified https for this registry', collect);
  add('build', 'compile advisories in the layout of the OSV bucket into a database')
    .requiredOption('--from <dir>', 'holds <ecosystem>/all.zip, alpine-secdb, KEV, EPSS')
    .requiredOption('--out <dir>', 'where the database is written')
    .option('--key <file>', 'Ed25519 private key, PEM (default: a key of this machine)')
    .option('--redistributable', 'leave out what may not be handed on');
  add('search', 'advisories for a package, a CVE or an advisory id', '<package>');
  add('verify', 'check signature, digests and content');
  add('export', 'write the database in use to a directory', '<directory>');
  add('push', 'publish the database in use: oci://registry/name:tag', '<target>')
    .option('--key <file>', 'sign it with this Ed25519 private key too, PEM')
    .option('--insecure <host>', 'allow http and unverified https for this registry', collect);
  add('rollback', 'go back to an earlier build', '[build]');
  for (const command of db.commands) addCommonOptions(command);
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
