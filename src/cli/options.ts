import { type Command, Option } from 'commander';
import { exposures } from '#app/exposure.ts';
import { skippableKinds } from '#app/inspection-settings.ts';
import { formats } from '#app/render.ts';
import { sortOrders } from '#contract/output.ts';

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
    .addOption(new Option('--json-errors', 'write an error as one JSON object').hideHelp());
}

/** Options of `caisson scan`; at most 25 are shown. */
export function addScanOptions(command: Command): Command {
  addGateOptions(addDisplayOptions(command));
  command.addOption(new Option('--exit-code <n>', 'exit with this code in place of 1').hideHelp());
  return addCommonOptions(addRegistryOptions(addMatchOptions(addInspectionOptions(command, true))));
}

/** What is read and matched. */
export function addMatchOptions(command: Command): Command {
  return command
    .optionsGroup('What is read and matched:')
    .option('--platform <os/arch>', 'of an image for several (default: linux, this CPU)')
    .option('--include <what>', `also match: ${includable.join(',')}`)
    .addOption(new Option('--declared', 'the same as --include declared').hideHelp())
    .addOption(new Option('--kernel-headers', 'as --include kernel-headers').hideHelp())
    .option('--exposure <where>', `it will be reachable from: ${exposures.join(', ')}`)
    .option('--db-max-age <age>', 'older advisories are a gap: 36h, 5d, 2w')
    .option('--no-cache', 'read every layer anew and keep nothing');
}

/** How registries are reached. */
export function addRegistryOptions(command: Command): Command {
  return command
    .optionsGroup('Registries:')
    .addOption(
      new Option('--mirror <registry=host>', 'ask this mirror first (repeatable)')
        .argParser(collect)
        .hideHelp(),
    )
    .option('--insecure <host>', 'allow http and unverified https here (repeatable)', collect);
}

/** What is looked for beside packages. */
export function addInspectionOptions(command: Command, isHidden = false): Command {
  const options = [
    new Option('--skip <kinds>', `look for none of ${skippableKinds.join(', ')}`),
    new Option('--enable <ids>', 'also checks that are off by default; all for every one'),
    new Option('--disable <ids>', 'without these checks: ids, also of other tools'),
    new Option(
      '--secret-rules <file>',
      'trivy-secret.yaml, gitleaks.toml … (repeatable)',
    ).argParser(collect),
    new Option('--hash-list <file>', 'digests of known malware (repeatable)').argParser(collect),
    new Option('--yara <rules>', 'show files to YARA-X with these rules'),
    new Option('--clamd <socket>', 'show files to this clamd'),
    new Option('--validate <issuers>', 'ask these issuers whether a secret still works'),
    new Option('--no-inline-ignores', 'markers in files accept nothing'),
  ];
  for (const [at, option] of options.entries())
    command.addOption(isHidden || at > 3 ? option.hideHelp() : option);
  return command;
}

/** What is written, and what the table shows of it. */
export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Results:')
    .option(
      '-o, --output <format[=file]>',
      'what to write, and where (repeatable): table, lines, json, sarif …',
      collect,
    )
    .addOption(new Option('--format <format>', 'the same as -o').argParser(collect).hideHelp())
    .addOption(
      new Option('--reproducible', 'leave out times: equal input gives equal bytes').hideHelp(),
    )
    .option('--severity <level>', 'show this and above, or exactly these: low,medium')
    .option('--show <expression>', "show what matches: 'kind==secret || tier<=P1'")
    .addOption(new Option('--sort <order>', sortOrders.join(', ')).hideHelp())
    .option('--flat', 'one row for each finding');
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
    .addOption(
      new Option('--reproducible', 'leave out times: equal input gives equal bytes').hideHelp(),
    )
    .optionsGroup('What the table shows (files always hold everything):')
    .option('--severity <level>', 'this and above, or exactly these: low,unknown')
    .option('--only-fixed', 'only what has a fix')
    .option('--show <expression>', "only what matches: 'tier<=P1 || epss>=0.1'")
    .option('--sort <order>', `${sortOrders.join(', ')} (default: risk)`)
    .option('--flat', 'one row for each finding, not for each fix');
}

/** What is accepted and what fails. */
export function addGateOptions(command: Command, usual?: string): Command {
  return command
    .optionsGroup('What is accepted and what fails:')
    .option(
      '--fail-on <expression>',
      usual === undefined
        ? "exit 1 if a finding matches: high, P1, 'kev && fixable'"
        : `exit 1 if a finding matches; none for never (default: ${usual})`,
    )
    .option('--baseline <report>', 'findings of this report (-o json) never fail')
    .option('--exceptions <file>', 'accepted findings (default: .caisson-exceptions.yaml)')
    .addOption(
      new Option('--vex <path>', 'apply VEX: a file or directory (repeatable)')
        .argParser(collect)
        .hideHelp(usual !== undefined),
    )
    .addOption(new Option('--attached-vex', 'apply VEX that came with the image').hideHelp())
    .addOption(
      new Option('--licenses <file>', 'licence policy (default: .caisson-licenses.yaml)').hideHelp(
        usual !== undefined,
      ),
    )
    .option('--allow-partial', 'exit 0 although a part could not be examined')
    .option('--strict', 'exit 3 when anything at all could not be examined');
}

/** What `--include` can name. */
export const includable = ['declared', 'removed', 'kernel-headers', 'excused'] as const;

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
