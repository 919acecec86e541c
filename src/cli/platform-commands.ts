import { type Command, Option } from 'commander';
import {
  backupHelp,
  configHelp,
  remoteHelp,
  reportHelp,
  restoreHelp,
  upHelp,
  verifyHelp,
} from './help-platform.ts';
import { addQuietOptions } from './kube-options.ts';
import { collect } from './options.ts';
import type { RuntimeGiven } from './runtime-commands.ts';
import { addStateOption } from './runtime-options.ts';

/** Commands of the platform: the program that goes on running, and how to reach one. */
export function addPlatformCommands(root: Command, given: RuntimeGiven): void {
  addUp(root, given);
  addConfig(root, given);
  addBackup(root, given);
  addRemote(root, given);
  addReport(root, given);
}

function addUp(root: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = root
    .command('up')
    .summary('the platform: a console, scans, a watch')
    .description(
      'Finds what runs here, scans it, watches it, and opens a console. One process, embedded database, nothing to install.',
    )
    .addHelpText('after', upHelp)
    .optionsGroup('Where:');
  addConfigOptions(command)
    .option('--listen <address>', 'of the console and the API (127.0.0.1:7480)')
    .option('--url <url>', 'address that people use, where it is another')
    .optionsGroup('What is looked at:')
    .option('--no-discover', 'do not look for containers and images of this machine')
    .addOption(
      new Option('--watch <how>', 'watch through the kernel').choices(['auto', 'on', 'off']),
    )
    .option(
      '--kubeconfigs <file>',
      'a cluster to watch: FILE or FILE#CONTEXT (repeatable)',
      collect,
    )
    .option('--for <duration>', 'stop after this time: 30s, 10m, 24h');
  addQuietOptions(command).action(async () => {
    const { runUp } = await import('./commands/up.ts');
    outcome.code = await runUp(command.opts(), program, terminal);
    outcome.endsBySignal = true;
  });
}

function addConfigOptions(command: Command): Command {
  return addStateOption(
    command
      .option('-c, --config <file>', 'settings (CAISSON_CONFIG)')
      .option('--store <url>', 'postgres://… instead of the embedded database')
      .option('--bus <url>', 'nats://… between several processes'),
  );
}

function addConfig(root: Command, { terminal, outcome }: RuntimeGiven): void {
  const config = root
    .command('config')
    .summary('the settings of the platform')
    .description(
      'Settings come from a file, from the environment and from options, in this order.',
    );
  const command = config
    .command('show')
    .summary('every setting and its value')
    .description('Prints every setting as "caisson up" would take it. Secrets are not printed.')
    .addHelpText('after', configHelp)
    .option('--origin', 'also who says so: default, file, environment, flag');
  addFormatOption(addConfigOptions(command)).action(async () => {
    const { runConfigShow } = await import('./commands/config.ts');
    outcome.code = runConfigShow(command.opts(), terminal);
  });
  const rotation = config
    .command('rotate-key')
    .summary('a new key for the secrets that are stored')
    .description(
      'Adds a key to the key file and seals every stored secret with it. Works while the platform runs.',
    );
  addQuietOptions(addFormatOption(addConfigOptions(rotation))).action(async () => {
    const { runRotateKey } = await import('./commands/backup.ts');
    outcome.code = await runRotateKey(rotation.opts(), terminal);
  });
}

function addBackup(root: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const backup = root
    .command('backup <file>')
    .summary('everything the platform knows, in one file')
    .description('Works while the platform runs. Ends by reading back what it wrote.')
    .addHelpText('after', backupHelp);
  addQuietOptions(addFormatOption(addConfigOptions(backup))).action(async (file: string) => {
    const { runBackup } = await import('./commands/backup.ts');
    outcome.code = await runBackup(file, backup.opts(), program, terminal);
  });
  const restore = root
    .command('restore <file>')
    .summary('a backup, into an empty place')
    .description('Checks the whole backup before anything is written, and compares at the end.')
    .addHelpText('after', restoreHelp)
    .option('--replace', 'what is there is replaced');
  addQuietOptions(addFormatOption(addConfigOptions(restore))).action(async (file: string) => {
    const { runRestore } = await import('./commands/backup.ts');
    outcome.code = await runRestore(file, restore.opts(), terminal);
  });
}

function addRemote(root: Command, { terminal, outcome }: RuntimeGiven): void {
  const remote = root
    .command('remote [operation] [values...]')
    .summary('asks an installation through its API')
    .description(
      'Calls an operation of the API: by its name, or by the path that is read. Without an operation: lists them.',
    )
    .addHelpText('after', remoteHelp)
    .option('--body <file>', 'body of a write, as JSON; - is standard input')
    .option('-O, --output <file>', 'where a file is written');
  addFormatOption(remote).action(
    async (operation: string | undefined, values: readonly string[]) => {
      const { runRemote } = await import('./commands/remote.ts');
      outcome.code = await runRemote([operation, values], remote.opts(), terminal);
    },
  );
  const login = remote
    .command('login <url>')
    .summary('remembers an installation and a token for it')
    .description(
      'Reads the token from standard input, tries it, and keeps both for the next time.',
    );
  addQuietOptions(login).action(async (url: string) => {
    const { runRemoteLogin } = await import('./commands/remote.ts');
    outcome.code = await runRemoteLogin(url, login.opts(), terminal);
  });
}

function addReport(root: Command, { terminal, outcome }: RuntimeGiven): void {
  const report = root
    .command('report')
    .summary('reports of the platform: is one what was signed')
    .description('Works with reports that were downloaded from the platform.')
    .addHelpText('after', reportHelp);
  const verify = report
    .command('verify <file>')
    .summary('whether a signed report is what the platform made')
    .description('Checks the signature of a report in signed JSON. - is standard input.')
    .addHelpText('after', verifyHelp)
    .option('--key <key>', 'the key it must be of: its id, or a file that holds it');
  addQuietOptions(addFormatOption(verify)).action(async (file: string) => {
    const { runReportVerify } = await import('./commands/report-verify.ts');
    outcome.code = runReportVerify(file, verify.opts(), terminal);
  });
}

function addFormatOption(command: Command): Command {
  return command
    .optionsGroup('Results:')
    .addOption(
      new Option('-o, --format <format>', 'what to print')
        .choices(['table', 'json'])
        .default('table'),
    );
}
