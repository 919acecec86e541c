import { type Command, Option } from 'commander';
import { priorities } from '#model/detection.ts';
import { collect } from './options.ts';
import type { SessionOptions } from './session.ts';

/** Where things are kept; the same for every command about what runs. */
export interface StateFlags extends SessionOptions {
  readonly state?: string;
}

/** Which rules are asked. */
export interface RuleFlags {
  readonly rules?: readonly string[];
  readonly defaultRules?: boolean;
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  readonly priority?: string;
  readonly falcoStrict?: boolean;
}

export function addRuleOptions(command: Command): Command {
  return command
    .optionsGroup('Rules:')
    .option('-r, --rules <path>', 'rule file or folder, beside the built-in (repeatable)', collect)
    .option('--no-default-rules', 'without the built-in rules')
    .option('--enable <rule>', 'switch on: name, id, tag or glob (repeatable)', collect)
    .option('--disable <rule>', 'switch off: name, id, tag or glob (repeatable)', collect)
    .addOption(
      new Option('--priority <name>', 'only rules of this priority or above').choices(priorities),
    )
    .addOption(
      new Option('--falco-strict', 'as Falco judges, its known defects included').hideHelp(),
    );
}

export function addStateOption(command: Command): Command {
  return command.option(
    '--state <dir>',
    'where detections, incidents and profiles are (CAISSON_STATE)',
  );
}

/** Which cluster this machine is a node of. In a pod its own cluster is taken. */
export function addClusterOptions(command: Command): Command {
  return command
    .optionsGroup('The cluster of this machine:')
    .option('--kubeconfig <file>', 'pods, labels and actions of this cluster')
    .addOption(new Option('--context <name>', 'of the kubeconfig').hideHelp());
}
