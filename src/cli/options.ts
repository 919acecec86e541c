import { type Command, Option } from 'commander';
import { formats } from '#app/render.ts';

/** Options of every command that reads artifacts or the database. */
export function addCommonOptions(command: Command): Command {
  return command
    .optionsGroup('General:')
    .option('--offline', 'open no network connection [CAISSON_OFFLINE]')
    .option('--db <dir>', 'use this advisory database and no other [CAISSON_DB]')
    .option('--cache-dir <dir>', 'keep results and databases here [CAISSON_CACHE_DIR]')
    .option('--ca <file>', 'trust these authorities too, PEM (repeatable) [CAISSON_CA]', collect)
    .option('--quiet', 'no progress and no warnings on stderr')
    .option('--debug', 'say on stderr what is being done')
    .option('--json-errors', 'write an error as one JSON object');
}

/** Options of `caisson scan`; at most 25 are shown. */
export function addScanOptions(command: Command): Command {
  addGateOptions(addDisplayOptions(command));
  command
    .optionsGroup('What is read and matched:')
    .option('--platform <os/arch>', 'of an image for several (default: linux, this CPU)')
    .option('--declared', 'also match what only a lock file in an image names')
    .addOption(new Option('--kernel-headers', 'also match kernel headers').hideHelp())
    .option('--db-max-age <age>', 'older advisories are a gap: 36h, 5d, 2w')
    .option('--no-cache', 'read every layer anew and keep nothing')
    .optionsGroup('Registries:')
    .option('--mirror <registry=host>', 'ask this mirror first (repeatable)', collect)
    .option('--insecure <host>', 'allow http and unverified https here (repeatable)', collect);
  return addCommonOptions(command);
}

function addDisplayOptions(command: Command): Command {
  return command
    .optionsGroup('Results:')
    .option(
      '-o, --output <format[=file]>',
      `what to write, and where (repeatable); one of ${formats.join(', ')}`,
      collect,
    )
    .addOption(new Option('--format <format>', 'the same as -o').argParser(collect).hideHelp())
    .option('--reproducible', 'leave out times: equal input gives equal bytes')
    .optionsGroup('What the table shows (files always hold everything):')
    .option('--severity <level>', 'this and above, or exactly these: low,unknown')
    .option('--only-fixed', 'only what has a fix')
    .option('--show <expression>', "only what matches: 'kev || epss>=0.1'")
    .option('--flat', 'one row for each finding, not for each fix');
}

function addGateOptions(command: Command): Command {
  return command
    .optionsGroup('What is accepted and what fails:')
    .option('--fail-on <expression>', "exit 1 if a finding matches: high, 'kev && fixable'")
    .option('--exit-code <n>', 'exit with this code in place of 1')
    .option('--exceptions <file>', 'accepted findings (default: .caisson-exceptions.yaml)')
    .option('--vex <file>', 'apply a VEX document (repeatable)', collect)
    .option('--allow-partial', 'exit 0 although a part could not be examined')
    .option('--strict', 'exit 3 when anything at all could not be examined');
}

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
