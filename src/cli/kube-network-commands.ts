import type { Command } from 'commander';
import {
  networkDiffHelp,
  networkExplainHelp,
  networkMapHelp,
  networkTestHelp,
} from './help-kube.ts';
import { addFormatOption, addQuietOptions, addSourceOptions } from './kube-options.ts';
import type { Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

interface Given {
  readonly terminal: Terminal;
  readonly outcome: Outcome;
}

const mapFormats = ['table', 'json', 'csv', 'markdown', 'dot', 'mermaid', 'html', 'lines'];

/** Commands about who may talk to whom. */
export function addNetworkCommands(kube: Command, given: Given): void {
  const network = kube
    .command('network')
    .summary('who may talk to whom')
    .description(
      'Connections of every pair of workloads and with the outside, by all policies together.',
    );
  addMap(network, given);
  addExplain(network, given);
  addDiff(network, given);
  addExposure(network, given);
  addTest(network, given);
}

function addExposure(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('exposure [paths...]')
    .summary('how far each workload can be reached')
    .description(
      'Says for every workload who gets in and where it gets out, also for pods that do not exist yet.',
    );
  finish(command).action(async (paths: readonly string[]) => {
    const { runExposure } = await import('./commands/kube-network.ts');
    outcome.code = await runExposure(paths, command.opts(), terminal);
  });
}

function addTest(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('test <file>')
    .summary('whether expectations in a file are kept')
    .description('Asks each line of a file. Exits 1 when one is not kept.')
    .addHelpText('after', networkTestHelp);
  finish(command).action(async (file: string) => {
    const { runNetworkTest } = await import('./commands/kube-network.ts');
    outcome.code = await runNetworkTest(file, command.opts(), terminal);
  });
}

function addMap(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('map [paths...]')
    .summary('all connections, as table or picture')
    .description('Lists or draws which workloads may talk to which, to the outside and from it.')
    .addHelpText('after', networkMapHelp)
    .optionsGroup('What is shown:')
    .option('-n, --namespace <name>', 'only connections of this namespace')
    .option('--workload <name>', 'only connections of this workload: shop/web')
    .option('--port <port>', 'only connections that open this port: 443, udp/53');
  finish(command, mapFormats).action(async (paths: readonly string[]) => {
    const { runNetworkMap } = await import('./commands/kube-network.ts');
    outcome.code = await runNetworkMap(paths, command.opts(), terminal);
  });
}

function addExplain(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('explain <from> <to>')
    .summary('why two may talk, or why not')
    .description(
      'Names the policies and rules that decide, in both directions. Exits 1 when nothing is allowed.',
    )
    .addHelpText('after', networkExplainHelp)
    .optionsGroup('The question:')
    .option('--port <port>', 'only this port: 443, udp/53');
  finish(command).action(async (from: string, to: string) => {
    const { runNetworkExplain } = await import('./commands/kube-network.ts');
    outcome.code = await runNetworkExplain([from, to], command.opts(), terminal);
  });
}

function addDiff(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('diff <old> <new>')
    .summary('what a change opens and closes')
    .description('Compares the connections of two sets of manifests. Exits 1 when one was added.')
    .addHelpText('after', networkDiffHelp);
  addQuietOptions(addFormatOption(command, ['table', 'json', 'markdown'])).action(
    async (old: string, fresh: string) => {
      const { runNetworkDiff } = await import('./commands/kube-network.ts');
      outcome.code = await runNetworkDiff([old, fresh], command.opts(), terminal);
    },
  );
}

function finish(command: Command, formats?: readonly string[]): Command {
  return addQuietOptions(addFormatOption(addSourceOptions(command), formats));
}
