import { type Command, Option } from 'commander';
import {
  convertHelp,
  diffHelp,
  mergeHelp,
  planHelp,
  rescanHelp,
  sbomHelp,
  vexHelp,
} from './help-software.ts';
import {
  addCommonOptions,
  addGateOptions,
  addMatchOptions,
  addRegistryOptions,
  collect,
} from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import type { Terminal } from './terminal.ts';

/** What a command needs when it runs. */
interface Given {
  readonly terminal: Terminal;
  readonly program: Program;
  readonly outcome: Outcome;
}

/** Commands about software bills, changes over time and advice. */
export function addSoftwareCommands(root: Command, given: Given): void {
  addSbom(root, given);
  addConvert(root, given);
  addMerge(root, given);
  addDiff(root, given);
  addPlan(root, given);
  addVex(root, given);
  addRescan(root, given);
}

function addSbom(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('sbom [reference]')
    .summary('the software of an artifact as an SBOM')
    .description(
      'Writes a software bill of materials. No advisories are asked and nothing is judged.',
    )
    .addHelpText('after', sbomHelp)
    .optionsGroup('Results:');
  addOutputs(command, 'cyclonedx')
    .optionsGroup('What is read:')
    .option('--platform <os/arch>', 'of an image for several (default: linux, this CPU)')
    .option('--no-cache', 'read every layer anew and keep nothing');
  addCommonOptions(addRegistryOptions(command)).action(async (reference: string | undefined) => {
    const { runSbom } = await import('./commands/sbom.ts');
    outcome.code = await runSbom(reference, command.opts(), program, terminal);
  });
}

function addConvert(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('convert <file>')
    .summary('an SBOM or a report in another format')
    .description(
      'Reads an SBOM (CycloneDX, SPDX, Syft) or a report of "scan -o json" and writes it in other formats.',
    )
    .addHelpText('after', convertHelp)
    .optionsGroup('Results:');
  addCommonOptions(addOutputs(command, 'cyclonedx')).action(async (file: string) => {
    const { runConvert } = await import('./commands/sbom.ts');
    outcome.code = await runConvert(file, command.opts(), program, terminal);
  });
}

function addMerge(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('merge <references...>')
    .summary('one SBOM of several')
    .description(
      'Lists the software of several inputs as one SBOM; what is in two of them is listed once.',
    )
    .addHelpText('after', mergeHelp)
    .optionsGroup('Results:')
    .option('--name <name>', 'what the whole is called', 'merged');
  addCommonOptions(addRegistryOptions(addOutputs(command, 'cyclonedx'))).action(
    async (references: readonly string[]) => {
      const { runMerge } = await import('./commands/sbom.ts');
      outcome.code = await runMerge(references, command.opts(), program, terminal);
    },
  );
}

function addDiff(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('diff <before> <after>')
    .summary('what changed between two scans, and why')
    .description(
      'Compares software and findings, each with its cause. With --fail-on only findings that opened are judged.',
    )
    .addHelpText('after', diffHelp)
    .optionsGroup('Results:')
    .addOption(formatOption());
  addGateOptions(command);
  addCommonOptions(addRegistryOptions(addMatchOptions(command))).action(
    async (before: string, after: string) => {
      const { runDiff } = await import('./commands/diff.ts');
      outcome.code = await runDiff([before, after], command.opts(), program, terminal);
    },
  );
}

function addPlan(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('plan [reference]')
    .summary('what to do, ranked, each step simulated')
    .description(
      'Says what to change and what each change removes: every step is simulated by matching the changed software again. Takes an artifact or a saved report.',
    )
    .addHelpText('after', planHelp)
    .optionsGroup('Results:')
    .addOption(formatOption());
  addGateOptions(command);
  addCommonOptions(addRegistryOptions(addMatchOptions(command))).action(
    async (reference: string | undefined) => {
      const { runPlan } = await import('./commands/plan.ts');
      outcome.code = await runPlan(reference, command.opts(), program, terminal);
    },
  );
}

function addVex(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('vex [reference]')
    .summary('proofs and accepted findings as VEX')
    .description(
      'Writes VEX statements: what the scan itself proves to do no harm, with its evidence, and the accepted findings with their reasons.',
    )
    .addHelpText('after', vexHelp)
    .optionsGroup('Results:');
  addOutputs(command, 'openvex');
  addGateOptions(command);
  addCommonOptions(addRegistryOptions(addMatchOptions(command))).action(
    async (reference: string | undefined) => {
      const { runVex } = await import('./commands/vex.ts');
      outcome.code = await runVex(reference, command.opts(), program, terminal);
    },
  );
}

function addRescan(root: Command, { terminal, program, outcome }: Given): void {
  const command = root
    .command('rescan')
    .summary('earlier scans against newer advisories')
    .description(
      'Matches the inventories that this machine keeps against the advisories in use. No image is read; only what the database changed is looked at.',
    )
    .addHelpText('after', rescanHelp)
    .optionsGroup('Results:')
    .addOption(formatOption(['table', 'json']))
    .option('--list', 'list the artifacts that are kept, and match nothing')
    .option('--fail-on <expression>', 'exit 1 if a finding that opened matches');
  addCommonOptions(command).action(async () => {
    const { runRescan } = await import('./commands/rescan.ts');
    outcome.code = await runRescan(command.opts(), program, terminal);
  });
}

function addOutputs(command: Command, usual: string): Command {
  return command
    .option(
      '-o, --output <format[=file]>',
      `what to write, and where (repeatable) (default: ${usual})`,
      collect,
    )
    .addOption(new Option('--format <format>', 'the same as -o').argParser(collect).hideHelp())
    .option('--reproducible', 'leave out times: equal input gives equal bytes');
}

function formatOption(choices: readonly string[] = ['table', 'json', 'markdown']): Option {
  return new Option('--format <format>', 'what to print').choices(choices).default('table');
}
