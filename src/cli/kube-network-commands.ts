import { type Command, Option } from 'commander';
import {
  networkDiffHelp,
  networkExplainHelp,
  networkGenerateHelp,
  networkMapHelp,
  networkTestHelp,
} from './help-kube.ts';
import { addFormatOption, addQuietOptions, addSourceOptions } from './kube-options.ts';
import { collect } from './options.ts';
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
  addFacts(network, given);
  addTest(network, given);
  addLint(network, given);
  addGenerate(network, given);
  addWhatIf(network, given);
}

function addLint(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('lint [paths...]')
    .summary('what is most likely not meant in policies')
    .description(
      'Selectors that match nothing, rules that add nothing, missing default deny and DNS. Exits 1 when there is something.',
    );
  finish(command).action(async (paths: readonly string[]) => {
    const { runNetworkLint } = await import('./commands/kube-network.ts');
    outcome.code = await runNetworkLint(paths, command.opts(), terminal);
  });
}

function addGenerate(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('generate [paths...]')
    .summary('least-privilege policies')
    .description(
      'Writes a default deny for each namespace and one policy for each workload: for what manifests announce and flows that were seen. The policies are replayed before they are printed.',
    )
    .addHelpText('after', networkGenerateHelp)
    .optionsGroup('What they are made of:')
    .option('--flows <file>', 'flows that were seen: JSON lines, Hubble, CSV')
    .option('--only-seen', 'without what manifests announce')
    .option('-n, --namespace <name>', 'only for this namespace (repeatable)', collect);
  finish(command, ['yaml', 'json']).action(async (paths: readonly string[]) => {
    const { runNetworkGenerate } = await import('./commands/kube-network.ts');
    outcome.code = await runNetworkGenerate(paths, command.opts(), terminal);
  });
}

function addWhatIf(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('what-if [paths...]')
    .summary('which flows that were seen the policies would deny')
    .description(
      'Replays flows against policies that are not enforced yet. Exits 1 when one is denied.',
    )
    .requiredOption('--flows <file>', 'flows that were seen: JSON lines, Hubble, CSV');
  finish(command).action(async (paths: readonly string[]) => {
    const { runWhatIf } = await import('./commands/kube-network.ts');
    outcome.code = await runWhatIf(paths, command.opts(), terminal);
  });
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

/** For the platform, which asks it of itself. */
function addFacts(network: Command, { terminal, outcome }: Given): void {
  const command = network
    .command('facts', { hidden: true })
    .summary('what the platform keeps of a cluster')
    .description('Exposure, allowed connections and what workloads give, by one reading, as JSON.');
  finish(command).action(async () => {
    const { runFacts } = await import('./commands/kube-network.ts');
    outcome.code = await runFacts(command.opts(), terminal);
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
    .option('--to <name>', 'who can reach it: shop/db')
    .option('--from <name>', 'what it can reach: shop/web')
    .option('--port <port>', 'only connections that open this port: 443, udp/53')
    .optionsGroup('How the network plug-in reads policies:')
    .addOption(
      new Option('--host-network <how>', 'pods with the network of their node are').choices([
        'node',
        'pod',
      ]),
    )
    .addOption(
      new Option('--ip-blocks <how>', 'blocks of addresses mean').choices(['outside', 'pods']),
    );
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
