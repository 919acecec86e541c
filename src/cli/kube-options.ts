import { type Command, Option } from 'commander';
import { collect } from './options.ts';
import type { SessionOptions } from './session.ts';

/** Where the objects come from, and how they are rendered; the same for every command about Kubernetes. */
export interface SourceFlags extends SessionOptions {
  readonly file?: readonly string[];
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly kubernetes?: string;
  readonly strict?: boolean;
}

/** Options of every command that reads objects from files or a cluster. */
export function addSourceOptions(command: Command): Command {
  return command
    .optionsGroup('Where the objects are:')
    .option(
      '-f, --file <path>',
      'manifests, charts, kustomizations, - (repeatable); else the cluster',
      collect,
    )
    .option('--context <name>', 'of the kubeconfig, in place of the current one')
    .option('--kubeconfig <file>', 'in place of KUBECONFIG and ~/.kube/config')
    .option('--values <file>', 'values for charts (repeatable)', collect)
    .addOption(new Option('--set <key=value>', 'value for charts').argParser(collect).hideHelp())
    .option('--kubernetes <version>', 'release that the objects are for: 1.34 (default: 1.36)');
}

/** `--namespace` of commands that can leave the other namespaces unread. */
export function addNamespacesOption(command: Command): Command {
  return command.option(
    '-n, --namespace <name>',
    'only this namespace, and what belongs to all (repeatable)',
    collect,
  );
}

/** `--format` of answers. */
export function addFormatOption(
  command: Command,
  formats: readonly string[] = ['table', 'json'],
): Command {
  return command
    .optionsGroup('Results:')
    .addOption(
      new Option('-o, --format <format>', 'what to print').choices(formats).default(formats[0]),
    )
    .option('--strict', 'exit 3 when anything could not be examined');
}

/** Options of commands that need no database. */
export function addQuietOptions(command: Command): Command {
  return command
    .optionsGroup('General:')
    .option('--quiet', 'no progress and no warnings on stderr')
    .option('--debug', 'say on stderr what is being done')
    .addOption(new Option('--json-errors', 'write an error as one JSON object').hideHelp());
}
