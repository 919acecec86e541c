import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { readCluster } from './cluster-entry.ts';
import type { Connection, Impersonation } from './connection.ts';
import { textField } from './field.ts';
import type { Environment } from './files.ts';
import { inClusterConnection, isInCluster } from './in-cluster.ts';
import { type Entry, type Kubeconfig, readKubeconfig } from './kubeconfig.ts';
import { readImpersonation, readLogin } from './user-entry.ts';

/** Which cluster, and as whom. With nothing said: what kubectl would take, else the cluster that this runs in. */
export interface ClusterChoice {
  /** Path of a kubeconfig, in place of `KUBECONFIG` and `~/.kube/config`. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Use the service account of the pod that this runs in. */
  readonly inCluster?: boolean;
  /** Where the service account is mounted, if not in the usual place. */
  readonly serviceAccountDirectory?: string;
  /** User to act as, in place of the context's own setting. */
  readonly as?: string;
  readonly asUid?: string;
  readonly asGroups?: readonly string[];
  readonly asExtra?: readonly (readonly [key: string, values: readonly string[]])[];
}

/** Throws `usage.invalid-config`, `input.*` and `host.io` for configurations that do not lead to a server. */
export function resolveConnection(choice: ClusterChoice, environment: Environment): Connection {
  const connection =
    choice.inCluster === true
      ? inClusterConnection(environment, choice.serviceAccountDirectory)
      : outsideConnection(choice, environment);
  const impersonation = chosenImpersonation(choice) ?? connection.impersonation;
  return { ...connection, impersonation };
}

function outsideConnection(choice: ClusterChoice, environment: Environment): Connection {
  const config = readKubeconfig(choice.kubeconfig, environment);
  if (config !== undefined && config.contexts.size + config.clusters.size > 0)
    return contextConnection(config, choice, environment);
  if (choice.context === undefined && isInCluster(environment))
    return inClusterConnection(environment, choice.serviceAccountDirectory);
  throw new CaissonError('usage.invalid-config', 'there is no kubeconfig that names a cluster', {
    hint: 'name one, set KUBECONFIG, or run in a pod with a service account',
  });
}

function contextConnection(
  config: Kubeconfig,
  choice: ClusterChoice,
  environment: Environment,
): Connection {
  const context = contextOf(config, choice.context);
  const cluster = readCluster(
    entryOf(config.clusters, textField(context.body, 'cluster'), 'cluster'),
    environment,
  );
  const userName = textField(context.body, 'user');
  const user = userName === undefined ? undefined : entryOf(config.users, userName, 'user');
  const { info, ...reach } = cluster;
  return {
    ...reach,
    namespace: textField(context.body, 'namespace') ?? 'default',
    login: user === undefined ? { type: 'none' } : readLogin(user, info),
    impersonation: user === undefined ? undefined : readImpersonation(user),
  };
}

function contextOf(config: Kubeconfig, wanted: string | undefined): Entry {
  const name = wanted ?? config.currentContext;
  const known = [...config.contexts.keys()];
  const hint =
    known.length === 0 ? 'it has no contexts' : `contexts: ${known.slice(0, 20).join(', ')}`;
  if (name === undefined)
    throw new CaissonError('usage.invalid-config', 'the kubeconfig has no current-context', {
      hint,
    });
  const context = config.contexts.get(name);
  if (context === undefined)
    throw new CaissonError(
      wanted === undefined ? 'usage.invalid-config' : 'usage.invalid-argument',
      `the kubeconfig has no context ${quote(name)}`,
      { hint },
    );
  return context;
}

function entryOf(
  entries: ReadonlyMap<string, Entry>,
  name: string | undefined,
  what: string,
): Entry {
  const entry = entries.get(name ?? '');
  if (entry === undefined)
    throw new CaissonError(
      'usage.invalid-config',
      `the context names the ${what} ${quote(name ?? '')}, which the kubeconfig does not have`,
    );
  return entry;
}

function chosenImpersonation(choice: ClusterChoice): Impersonation | undefined {
  const { as, asUid, asGroups = [], asExtra = [] } = choice;
  if (as === undefined) {
    if (asGroups.length > 0 || asUid !== undefined || asExtra.length > 0)
      throw new CaissonError('usage.invalid-argument', 'groups to act as need a user to act as');
    return undefined;
  }
  return { user: as, ...(asUid !== undefined && { uid: asUid }), groups: asGroups, extra: asExtra };
}
