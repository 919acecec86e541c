import { type Command, Option } from 'commander';

/** Options of every command that reads artifacts or the database. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--offline', 'no network access at all')
    .option('--cache-dir <dir>', 'where results and the database are kept [CAISSON_CACHE_DIR]')
    .option('--db <dir>', 'an advisory database directory in place of the bundled one [CAISSON_DB]')
    .option('--ca <file>', 'also trust the certificate authorities in this PEM file', collect)
    .option('--quiet', 'no progress, no warnings')
    .option('--debug', 'tell on stderr what is being done')
    .option('--json-errors', 'errors on stderr as one JSON object');
}

/** Options of `caisson scan`. */
export function addScanOptions(command: Command): Command {
  return addCommonOptions(command)
    .option('-o, --output <format[=file]>', 'what to write, and where (repeatable)', collect)
    .addOption(new Option('--format <format>', 'the same as -o').argParser(collect).hideHelp())
    .option('--severity <level>', 'show this severity and above, or exactly these: low,unknown')
    .option('--only-fixed', 'show only what has a fix')
    .option('--show <expression>', "show what matches, for example 'kev || epss>=0.1'")
    .option('--flat', 'one row for each finding in the table')
    .option('--fail-on <expression>', "exit 1 when a finding matches: high, or 'kev && fixable'")
    .option('--exit-code <n>', 'use this code in place of 1')
    .option('--exceptions <file>', 'accepted findings (default: .caisson-exceptions.yaml)')
    .option('--vex <file>', 'apply the statements of a VEX document (repeatable)', collect)
    .option('--allow-partial', 'exit 0 even when a part could not be examined')
    .option('--strict', 'exit 3 when anything could not be examined')
    .option('--declared', 'also match what only a lock file in an image names')
    .option(
      '--platform <os/arch>',
      'which image of a multi-platform index (default: linux, this CPU)',
    )
    .option('--db-max-age <duration>', 'treat older advisories as a gap, for example 5d')
    .option('--no-cache', 'read every layer again and keep nothing')
    .option('--insecure <host>', 'allow http and unverified https for this registry', collect)
    .option('--mirror <registry=host>', 'ask this mirror first (repeatable)', collect)
    .option('--reproducible', 'leave out times, so that equal input gives equal bytes');
}

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
