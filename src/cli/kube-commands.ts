import type { Command } from 'commander';
import { kubeHelp } from './help-kube.ts';
import { addAccessCommands } from './kube-access-commands.ts';
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
  addAccessCommands(kube, given);
}
