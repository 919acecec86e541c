import { type Command, Option } from 'commander';
import { ruleHelp, ruleImportHelp, ruleRunHelp, ruleTestHelp } from './help-runtime.ts';
import { addFormatOption, addQuietOptions } from './kube-options.ts';
import type { RuntimeGiven } from './runtime-commands.ts';
import { addRuleOptions } from './runtime-options.ts';

/** Commands about the rules that judge events. */
export function addRuleCommands(root: Command, given: RuntimeGiven): void {
  const rule = root
    .command('rule')
    .summary('rules for what happens: check, test, replay')
    .description('Rules over events of the kernel and of the Kubernetes audit log.')
    .addHelpText('after', ruleHelp);
  addList(rule, given);
  addShow(rule, given);
  addCheck(rule, given);
  addTest(rule, given);
  addRun(rule, given);
  addBench(rule, given);
  addImport(rule, given);
}

function addList(rule: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = rule
    .command('list [words...]')
    .summary('all rules, or those that hold every word')
    .description('Lists rules in the order in which they are asked.');
  finish(addRuleOptions(command)).action(async (words: readonly string[]) => {
    const { runRuleList } = await import('./commands/rule.ts');
    outcome.code = await runRuleList(words, command.opts(), program, terminal);
  });
}

function addShow(rule: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = rule
    .command('show <rule>')
    .summary('one rule with all that is known of it')
    .description('Shows a rule by its name or id.');
  finish(addRuleOptions(command)).action(async (name: string) => {
    const { runRuleShow } = await import('./commands/rule.ts');
    outcome.code = await runRuleShow(name, command.opts(), program, terminal);
  });
}

function addCheck(rule: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = rule
    .command('check <paths...>')
    .summary('what is wrong with rule files')
    .description(
      'Reads rule files as a watch would: syntax, names, types, what can never be true. Exits 1 for errors.',
    )
    .option('--with-default-rules', 'they build on the built-in rules');
  finish(command).action(async (paths: readonly string[]) => {
    const { runRuleCheck } = await import('./commands/rule.ts');
    outcome.code = await runRuleCheck(paths, command.opts(), program, terminal);
  });
}

function addTest(rule: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = rule
    .command('test [paths...]')
    .summary('whether rules fire where they should')
    .description('Runs recorded traces through rules. Exits 1 when a test fails.')
    .addHelpText('after', ruleTestHelp);
  finish(command).action(async (paths: readonly string[]) => {
    const { runRuleTest } = await import('./commands/rule.ts');
    outcome.code = await runRuleTest(paths, command.opts(), program, terminal);
  });
}

function addRun(rule: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = rule
    .command('run')
    .summary('what rules say of recorded events')
    .description('Judges a recording. Exits 1 when a rule fires.')
    .addHelpText('after', ruleRunHelp)
    .requiredOption('--events <file>', 'what happened; - reads standard input')
    .option('--condition <text>', 'show the events for which this is true, in place of rules')
    .option('--print <format>', 'with --condition: what to print of each: %proc.name %fd.name');
  addRuleOptions(command);
  command
    .optionsGroup('Results:')
    .addOption(
      new Option('-o, --format <format>', 'what to print')
        .choices(['table', 'json', 'falco'])
        .default('table'),
    );
  addQuietOptions(command).action(async () => {
    const { runRuleRun } = await import('./commands/rule-run.ts');
    outcome.code = await runRuleRun(command.opts(), program, terminal);
  });
}

function addBench(rule: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = rule
    .command('bench')
    .summary('what each rule costs over recorded events')
    .description('Measures events a second on one core, and each rule by itself.')
    .requiredOption('--events <file>', 'what happened; - reads standard input');
  finish(addRuleOptions(command)).action(async () => {
    const { runRuleBench } = await import('./commands/rule-run.ts');
    outcome.code = await runRuleBench(command.opts(), program, terminal);
  });
}

function addImport(rule: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = rule
    .command('import <paths...>')
    .summary('translate Sigma rules')
    .description('Writes rules in our language for Sigma rules of Linux.')
    .addHelpText('after', ruleImportHelp);
  addQuietOptions(command).action(async (paths: readonly string[]) => {
    const { runRuleImport } = await import('./commands/rule-import.ts');
    outcome.code = await runRuleImport(paths, command.opts(), terminal);
  });
}

function finish(command: Command): Command {
  return addQuietOptions(addFormatOption(command));
}
