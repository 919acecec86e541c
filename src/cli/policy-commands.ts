import { type Command, Option } from 'commander';
import { admissionOperations } from '#model/policy-result.ts';
import { policyApplyHelp, policyTestHelp } from './help-kube.ts';
import { addFormatOption, addQuietOptions, addSourceOptions } from './kube-options.ts';
import { collect } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

interface Given {
  readonly terminal: Terminal;
  readonly outcome: Outcome;
}

/** Commands about policies in CEL: those of Kubernetes and of Kyverno. */
export function addPolicyCommands(root: Command, given: Given): void {
  const policy = root
    .command('policy')
    .summary('policies of Kubernetes and Kyverno: apply, test')
    .description(
      'Runs ValidatingAdmissionPolicies, MutatingAdmissionPolicies and Kyverno policies as they are, over files and clusters.',
    );
  addApply(policy, given);
  addTest(policy, given);
}

function addApply(policy: Command, { terminal, outcome }: Given): void {
  const command = policy
    .command('apply <policies...>')
    .summary('what policies say of objects')
    .description(
      'Judges objects as the API server would if each were created now. Exits 1 when one is refused.',
    )
    .addHelpText('after', policyApplyHelp);
  addSourceOptions(command)
    .optionsGroup('The request:')
    .option('--bound', 'only policies that a binding makes count')
    .addOption(
      new Option('--operation <name>', 'what is done with the objects')
        .choices(admissionOperations)
        .default('CREATE'),
    )
    .option('--as <user>', 'who does it (default: kubernetes-admin)')
    .option('--as-group <name>', 'group that the user is in (repeatable)', collect);
  addQuietOptions(
    addFormatOption(command, ['table', 'json', 'yaml']).option('--all', 'also what passed'),
  ).action(async (paths: readonly string[]) => {
    const { runPolicyApply } = await import('./commands/policy.ts');
    outcome.code = await runPolicyApply(paths, command.opts(), terminal);
  });
}

function addTest(policy: Command, { terminal, outcome }: Given): void {
  const command = policy
    .command('test [paths...]')
    .summary('whether tests of policies pass')
    .description('Runs kyverno-test.yaml and *.caisson-test.yaml. Exits 1 when one fails.')
    .addHelpText('after', policyTestHelp)
    .option('--kubernetes <version>', 'release that the policies are for (default: 1.36)');
  addQuietOptions(addFormatOption(command).option('--all', 'also what passed')).action(
    async (paths: readonly string[]) => {
      const { runPolicyTest } = await import('./commands/policy.ts');
      outcome.code = await runPolicyTest(paths, command.opts(), terminal);
    },
  );
}
