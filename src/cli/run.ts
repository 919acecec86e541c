import { Command, CommanderError } from 'commander';
import type { DbAction } from './commands/db.ts';
import { exitCodes } from './exit.ts';
import { addCommonOptions, addScanOptions, collect } from './options.ts';
import type { Program } from './program.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line; gives the exit code. Never throws. */
export async function run(terminal: Terminal, program: Program): Promise<number> {
  const outcome = { code: exitCodes.ok as number };
  const root = buildCommands(terminal, program, outcome);
  try {
    await root.parseAsync(terminal.arguments, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const json = terminal.arguments.includes('--json-errors');
    return reportError(error, terminal, { version: program.version, json });
  }
}

interface Outcome {
  code: number;
}

function buildCommands(terminal: Terminal, program: Program, outcome: Outcome): Command {
  const root = new Command('caisson')
    .description('Container security from build to deploy to runtime, in one program.')
    .version(program.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError('(caisson --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      getOutHelpWidth: () => Math.min(terminal.out.columns, 110),
      getErrHelpWidth: () => Math.min(terminal.err.columns, 110),
    });
  root.addHelpText('after', examples);
  addScan(root, terminal, program, outcome);
  addExplain(root, terminal, outcome);
  addDatabase(root, terminal, program, outcome);
  addCompletion(root, terminal);
  for (const command of allCommands(root)) command.copyInheritedSettings(root);
  return root;
}

const examples = `
Examples:
  caisson scan                              this machine
  caisson scan debian:12                    an image: local engines first, then the registry
  caisson scan image.tar -o html=out.html   an archive, with a report to read in a browser
  caisson scan . --fail-on high             a source tree, as a gate
  caisson explain CVE-2024-3094             why a finding of the last scan is one
`;

const scanReferences = `
References:
  name:tag, name@sha256:…                   docker, podman, containerd, then the registry
  registry: docker: podman: containerd:     this source and no other
  docker-archive: oci-archive: oci-dir:     an archive or layout on disk (also found by itself)
  dir: rootfs: host: pid: container:        a tree, this machine, a process, a running container
  sbom:                                     a CycloneDX or SPDX document

Exit codes: 0 ok, 1 denied by --fail-on, 2 usage, 3 incomplete, 4 failed, 5 integrity, 70 bug, 130 interrupted
`;

function addScan(root: Command, terminal: Terminal, program: Program, outcome: Outcome): void {
  addScanOptions(
    root
      .command('scan [reference]')
      .summary('say what is in an artifact, what is wrong with it and what to do')
      .description(
        'Says what is in an image, a tree or an SBOM, what is wrong with it and what to do.',
      )
      .addHelpText('after', scanReferences),
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
      .command('explain <finding...>')
      .summary('say why a finding is one, and what to do about it')
      .description(
        'Explains a finding of the last scans: a CVE, an advisory id or the first digits of a fingerprint, and the package if several have it.',
      )
      .option('--report <file>', 'look in this report (written with -o json=FILE)'),
  ).action(async (words: readonly string[], flags: Record<string, unknown>) => {
    const { runExplain } = await import('./commands/explain.ts');
    outcome.code = await runExplain(words, flags, terminal);
  });
}

function addDatabase(root: Command, terminal: Terminal, program: Program, outcome: Outcome): void {
  const db = root.command('db').summary('the advisory database').description(databaseHelp);
  function add(action: DbAction, summary: string, argument?: string): Command {
    const command = db.command(argument === undefined ? action : `${action} ${argument}`);
    return addCommonOptions(command.summary(summary).description(summary))
      .option('--format <format>', 'text or json', 'text')
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
    .option('--insecure <host>', 'allow http and unverified https for this registry', collect);
  add('build', 'compile advisories in the layout of the OSV bucket into a database')
    .requiredOption('--from <dir>', 'holds <ecosystem>/all.zip, alpine-secdb, KEV, EPSS')
    .requiredOption('--out <dir>', 'where the database is written')
    .option(
      '--key <file>',
      'sign with this Ed25519 private key (PEM); default: a key of this machine',
    )
    .option('--redistributable', 'leave out what may not be handed on');
  add('search', 'advisories for a package', '<package>');
  add('verify', 'check signature, digests and content');
  add('export', 'write the database in use to a directory', '<directory>');
  add('rollback', 'go back to an earlier build', '[build]');
}

const databaseHelp = `The advisory database. A scan needs none of these: a snapshot comes with the program.`;

function addCompletion(root: Command, terminal: Terminal): void {
  root
    .command('completion <shell>')
    .summary('print a completion script: bash, zsh or fish')
    .description('Prints a completion script. For bash: source <(caisson completion bash)')
    .action(async (shell: string) => {
      const { completionScript } = await import('./commands/completion.ts');
      terminal.out.write(completionScript(shell, root));
    });
}

function allCommands(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}
