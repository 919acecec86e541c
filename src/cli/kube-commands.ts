import { type Command, Option } from 'commander';
import { nodeVariants } from '#model/node-posture.ts';
import { kubeHelp, kubeNodeHelp, kubeScanHelp } from './help-kube.ts';
import { addAccessCommands } from './kube-access-commands.ts';
import { addNetworkCommands } from './kube-network-commands.ts';
import { addNamespacesOption, addSourceOptions } from './kube-options.ts';
import {
  addCommonOptions,
  addGateOptions,
  addInspectionOptions,
  addOutputOptions,
  collect,
} from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import type { Terminal } from './terminal.ts';

interface Given {
  readonly terminal: Terminal;
  readonly program: Program;
  readonly outcome: Outcome;
}

/** Commands about Kubernetes: what is wrong, who may do what, who may talk to whom. */
export function addKubeCommands(root: Command, given: Given): void {
  const kube = root
    .command('kube')
    .summary('Kubernetes: posture, rights, network')
    .description(
      'What is deployed, or will be: what is wrong with it, who may do what, who may talk to whom.',
    )
    .addHelpText('after', kubeHelp);
  addScan(kube, given);
  addNode(kube, given);
  addAccessCommands(kube, given);
  addNetworkCommands(kube, given);
}

function addScan(kube: Command, { terminal, program, outcome }: Given): void {
  const command = kube
    .command('scan [paths...]')
    .summary('everything that is wrong with it, by namespace and workload')
    .description(
      'Judges every object by itself and all of them together, and says what to change first. Without paths: the cluster.',
    )
    .addHelpText('after', kubeScanHelp);
  addNamespacesOption(addSourceOptions(addOutputOptions(command)))
    .optionsGroup('What is asked:')
    .option('--policy <path>', 'also ask these policies, as "policy apply" (repeatable)', collect)
    .option('--registry <prefix>', 'images may come from here (repeatable)', collect)
    .option('--label <key>', 'every workload must have this label (repeatable)', collect)
    .addOption(
      new Option('--rotation <days>', 'secrets must change this often (default: 90)').hideHelp(),
    );
  addInspectionOptions(command, true);
  addCommonOptions(addGateOptions(command, 'none')).action(async (paths: readonly string[]) => {
    const { runKubeScan } = await import('./commands/kube-scan.ts');
    outcome.code = await runKubeScan(paths, command.opts(), program, terminal);
  });
}

function addNode(kube: Command, { terminal, program, outcome }: Given): void {
  const command = kube
    .command('node [root]')
    .summary('a node and its control plane, by the benchmark')
    .description(
      'Reads flags, configurations, owners and modes of this machine, or of a directory that holds the files of a node.',
    )
    .addHelpText('after', kubeNodeHelp)
    .optionsGroup('What it is:')
    .option('--variant <name>', `${nodeVariants.join(', ')} (default: what lies there tells)`)
    .option('--kubernetes <version>', 'release that it runs: 1.34')
    .optionsGroup('Results:')
    .option(
      '-o, --output <format[=file]>',
      'table, controls (JSON), or an output of findings',
      collect,
    )
    .option('--all', 'also what passes, and what a person has to judge');
  addCommonOptions(addGateOptions(command)).action(async (root: string | undefined) => {
    const { runKubeNode } = await import('./commands/kube-node.ts');
    outcome.code = await runKubeNode(root ?? '/', command.opts(), program, terminal);
  });
}
