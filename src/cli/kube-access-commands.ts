import { type Command, Option } from 'commander';
import { canIHelp, whatCanHelp, whoCanHelp } from './help-kube.ts';
import { addFormatOption, addQuietOptions, addSourceOptions } from './kube-options.ts';
import { collect } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

interface Given {
  readonly terminal: Terminal;
  readonly outcome: Outcome;
}

/** Commands about who may do what. */
export function addAccessCommands(kube: Command, given: Given): void {
  addWhoCan(kube, given);
  addCanI(kube, given);
  addWhatCan(kube, given);
  addAccessDiff(kube, given);
  addEscalations(kube, given);
  addUnused(kube, given);
  addLeastPrivilege(kube, given);
}

function addEscalations(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('escalations [subject]')
    .summary('ways to more than the rights say')
    .description(
      'Shows the shortest way of every subject, or of one, to cluster-admin, a node or all secrets. Exits 1 when one is open.',
    )
    .optionsGroup('The question:')
    .addOption(
      new Option('--goal <goal>', 'where the way leads')
        .choices(['cluster-admin', 'node', 'secrets'])
        .default('cluster-admin'),
    );
  finish(command).action(async (subject: string | undefined) => {
    const { runEscalations } = await import('./commands/kube-access.ts');
    outcome.code = await runEscalations(subject, command.opts(), terminal);
  });
}

function addUnused(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('unused')
    .summary('rights that nobody used, by an audit log')
    .description('Compares the rights of every subject with what an audit log shows.')
    .optionsGroup('The question:')
    .requiredOption('--audit <file>', 'audit log of the API server: JSON lines');
  finish(command).action(async () => {
    const { runUnused } = await import('./commands/kube-access.ts');
    outcome.code = await runUnused(command.opts(), terminal);
  });
}

function addLeastPrivilege(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('least-privilege')
    .summary('roles that allow what an audit log shows')
    .description('Writes roles and bindings for every user of an audit log, or for some.')
    .optionsGroup('The question:')
    .requiredOption('--audit <file>', 'audit log of the API server: JSON lines')
    .option('--user <name>', 'only this user (repeatable)', collect);
  addQuietOptions(addFormatOption(command, ['yaml', 'json'])).action(async () => {
    const { runLeastPrivilege } = await import('./commands/kube-access.ts');
    outcome.code = await runLeastPrivilege(command.opts(), terminal);
  });
}

function addWhoCan(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('who-can <verb> <resource> [name]')
    .summary('who may do something, and through which binding')
    .description(
      'Lists every subject that may do it: in the whole cluster, in one namespace, with some objects only.',
    )
    .addHelpText('after', whoCanHelp)
    .optionsGroup('The question:')
    .option('-n, --namespace <name>', 'only in this namespace');
  finish(command).action(async (verb: string, resource: string, name: string | undefined) => {
    const { runWhoCan } = await import('./commands/kube-access.ts');
    outcome.code = await runWhoCan([verb, resource, name], command.opts(), terminal);
  });
}

function addCanI(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('can-i <verb> <resource> [name]')
    .summary('whether a subject may do something, and why')
    .description('Answers as the RBAC authorizer of the API server does. Exits 1 for no.')
    .addHelpText('after', canIHelp)
    .optionsGroup('The question:')
    .requiredOption('--as <subject>', 'user, group:NAME or service account NAMESPACE/NAME')
    .option('--as-group <name>', 'group that the user is in (repeatable)', collect)
    .option('-n, --namespace <name>', 'in this namespace');
  finish(command).action(async (verb: string, resource: string, name: string | undefined) => {
    const { runCanI } = await import('./commands/kube-access.ts');
    outcome.code = await runCanI([verb, resource, name], command.opts(), terminal);
  });
}

function addWhatCan(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('what-can <subject>')
    .summary('everything that a subject may do')
    .description('Lists what all bindings together allow a user, group or service account.')
    .addHelpText('after', whatCanHelp)
    .optionsGroup('The question:')
    .option('--as-group <name>', 'group that the user is in (repeatable)', collect);
  finish(command).action(async (subject: string) => {
    const { runAbilities } = await import('./commands/kube-access.ts');
    outcome.code = await runAbilities(subject, command.opts(), terminal);
  });
}

function addAccessDiff(kube: Command, { terminal, outcome }: Given): void {
  const command = kube
    .command('access-diff <old> <new>')
    .summary('what a change lets whom do')
    .description(
      'Compares the rights of every subject in two sets of manifests. Exits 1 when somebody gains one.',
    );
  addQuietOptions(addFormatOption(command)).action(async (old: string, fresh: string) => {
    const { runAccessDiff } = await import('./commands/kube-access.ts');
    outcome.code = await runAccessDiff([old, fresh], command.opts(), terminal);
  });
}

function finish(command: Command): Command {
  return addQuietOptions(addFormatOption(addSourceOptions(command)));
}
