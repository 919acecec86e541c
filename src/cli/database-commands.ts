import { type Command, Option } from 'commander';
import type { DbAction } from './commands/db.ts';
import { databaseDescription, databaseHelp } from './help.ts';
import { addCommonOptions, collect } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import type { Terminal } from './terminal.ts';

/** What a command needs when it runs. */
interface Given {
  readonly terminal: Terminal;
  readonly program: Program;
  readonly outcome: Outcome;
}

/** `caisson db …`. */
export function addDatabaseCommands(root: Command, given: Given): void {
  const db = root
    .command('db')
    .summary('the advisory database')
    .description(databaseDescription)
    .addHelpText('after', databaseHelp);
  addUse(db, given);
  addBuild(db, given);
  addShare(db, given);
  for (const command of db.commands) addCommonOptions(command);
}

/** What is in use, and how it is looked into. */
function addUse(db: Command, given: Given): void {
  add(db, given, 'status', 'which database is in use, its segments and how old they are');
  const update = add(
    db,
    given,
    'update',
    'bring a newer one: URL, directory, bundle or oci://registry/name:tag',
    '[source...]',
  )
    .option('--force', 'also take one that is older than the one in use')
    .option('--allow-unsigned', 'also take one that no trusted key signed')
    .option('--kev <url>', 'with a URL of feeds: fetch the exploited catalogue (KEV) here')
    .option('--epss <url>', 'with a URL of feeds: fetch EPSS scores (csv.gz) here');
  addInsecure(update);
  add(db, given, 'search', 'advisories for a package, a CVE or an advisory id', '<package>');
  add(db, given, 'verify', 'check signature, digests and content');
  add(db, given, 'rollback', 'go back to an earlier build', '[build]');
  add(
    db,
    given,
    'diff',
    'what came, went and changed from one database to another',
    '<before> [after]',
  );
}

function addBuild(db: Command, given: Given): void {
  add(db, given, 'fetch', 'fetch feeds of vendors as they are published, for "db build"')
    .option('--to <dir>', 'the directory that "db build --from" reads')
    .option('--feeds <ids>', 'these feeds, comma-separated, or "all" (default: the usual ones)')
    .option('--list', 'list the feeds: address, licence, when they were fetched into --to')
    .option('--from-url <feed=url>', 'ask a mirror for this feed (repeatable)', collect);
  add(db, given, 'build', 'compile feeds of vendors and the OSV bucket into a database')
    .requiredOption('--from <dir>', 'holds <ecosystem>/all.zip, alpine-secdb, KEV, EPSS, <feed>/…')
    .requiredOption('--out <dir>', 'where the database is written')
    .option('--key <file>', 'Ed25519 private key, PEM (default: a key of this machine)')
    .option('--redistributable', 'leave out what may not be handed on')
    .option('--previous <dir>', 'the build before: compare counts with it, and write deltas')
    .option('--deltas <count>', 'how many builds back deltas lead (default: 3)')
    .option('--accept-changes', 'also publish when counts changed by more than 5 %')
    .option('--max-feed-age <days>', 'fail when the newest record of a feed is older')
    .option('--expect <file>', 'fail unless these facts are there: segment package id a line');
}

function addShare(db: Command, given: Given): void {
  add(
    db,
    given,
    'export',
    'write the database in use to a directory or one file',
    '[directory]',
  ).option('--bundle <file>', 'one tar file that "db update" takes on a machine without network');
  const push = add(
    db,
    given,
    'push',
    'publish the database in use: oci://registry/name:tag',
    '<target>',
  ).option('--key <file>', 'sign it with this Ed25519 private key too, PEM');
  addInsecure(push);
  const mirror = add(
    db,
    given,
    'mirror',
    'copy a published database as it is, verified',
    '<source...>',
  )
    .requiredOption('--to <target>', 'a directory, or oci://registry/name:tag')
    .option('--force', 'also replace one by one that is older')
    .option('--allow-unsigned', 'also copy one that no trusted key signed');
  addInsecure(mirror);
}

function addInsecure(command: Command): void {
  command.option('--insecure <host>', 'allow http and unverified https for this registry', collect);
}

function add(
  db: Command,
  { terminal, program, outcome }: Given,
  action: DbAction,
  ...[summary, argument = '']: readonly [summary: string, argument?: string]
): Command {
  const command = db.command(`${action} ${argument}`.trim()).summary(summary);
  const format = new Option('--format <format>', 'what to print').choices(['text', 'json']);
  return command
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .optionsGroup('Options:')
    .addOption(format.default('text'))
    .action(async () => {
      const { runDb } = await import('./commands/db.ts');
      outcome.code = await runDb(action, command.args, command.opts(), { program, terminal });
    });
}
