import { type Command, Option } from 'commander';
import { admissionOperations } from '#model/policy-result.ts';
import { policyApplyHelp, policyEvalHelp, policyTestHelp } from './help-kube.ts';
import {
  addFormatOption,
  addNamespacesOption,
  addQuietOptions,
  addSourceOptions,
} from './kube-options.ts';
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
  addLint(policy, given);
  addExplain(policy, given);
  addEval(policy, given);
}

function addLint(policy: Command, { terminal, outcome }: Given): void {
  const command = policy
    .command('lint [paths...]')
    .summary('what is questionable about policies themselves')
    .description(
      'Unknown fields, expressions that are always true or never, policies that no binding makes count. Exits 1 for errors.',
    );
  addQuietOptions(addFormatOption(addSourceOptions(command))).action(
    async (paths: readonly string[]) => {
      const { runPolicyLint } = await import('./commands/policy.ts');
      outcome.code = await runPolicyLint(paths, command.opts(), terminal);
    },
  );
}

function addExplain(policy: Command, { terminal, outcome }: Given): void {
  const command = policy
    .command('explain [paths...]')
    .summary('what policies match and read')
    .description(
      'Says what each policy is about, which bindings make it count, and what its expressions read.',
    );
  addQuietOptions(addFormatOption(addSourceOptions(command))).action(
    async (paths: readonly string[]) => {
      const { runPolicyExplain } = await import('./commands/policy.ts');
      outcome.code = await runPolicyExplain(paths, command.opts(), terminal);
    },
  );
}

function addEval(policy: Command, { terminal, outcome }: Given): void {
  const command = policy
    .command('eval <expression>')
    .summary('what a CEL expression gives')
    .description(
      'Evaluates an expression, for each object of -f as `object`; says value, type and cost.',
    )
    .addHelpText('after', policyEvalHelp)
    .option('--kyverno', 'with the functions of Kyverno');
  addQuietOptions(addFormatOption(addSourceOptions(command))).action(async (text: string) => {
    const { runPolicyEval } = await import('./commands/policy.ts');
    outcome.code = await runPolicyEval(text, command.opts(), terminal);
  });
}

function addApply(policy: Command, { terminal, outcome }: Given): void {
  const command = policy
    .command('apply <policies...>')
    .summary('what policies say of objects')
    .description(
      'Judges objects as the API server would if each were created now. Exits 1 when one is refused.',
    )
    .addHelpText('after', policyApplyHelp);
  addNamespacesOption(addSourceOptions(command))
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
