import { openCluster } from '#cluster/open.ts';
import type { Scope } from '#contract/scope.ts';
import type { KubeObject } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import { ChosenNamespaces } from './chosen-namespaces.ts';
import type { GatheredObjects, GatheringWitness } from './objects.ts';

/** Which cluster, and as whom. */
export interface ClusterRequest {
  /** File of `--kubeconfig`; absent: as kubectl finds it. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Read only these namespaces, and what belongs to the whole cluster; absent: everything. */
  readonly namespaces?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

/**
 * Lists everything that questions about a cluster need. Values of Secrets are never asked for. Kinds that may not be listed are
 * gaps. Throws `access.*`, `usage.*` and `input.*` where the cluster cannot be read at all.
 */
export async function readCluster(
  { environment, homeDirectory, namespaces, ...choice }: ClusterRequest,
  scope: Scope,
  witness: GatheringWitness = {},
): Promise<GatheredObjects> {
  await using cluster = openCluster(choice, { HOME: homeDirectory, ...environment });
  const inventory = await cluster.inventory(scope, namespaces && { namespaces });
  const objects: KubeObject[] = [];
  const chosen = new ChosenNamespaces(namespaces);
  for await (const object of inventory.objects) {
    if (!chosen.has(object)) continue;
    objects.push(object);
    witness.object?.(object, '');
  }
  if (!inventory.unlisted.has('/Namespace')) chosen.check();
  const view = new ClusterView(objects, 'cluster', inventory.unlisted, namespaces);
  return {
    view,
    parts: new Map([['', view]]),
    markers: new Map(),
    gaps: inventory.gaps,
    name: [cluster.server, ...(namespaces ?? [])].join(' '),
    files: objects.length,
    bytes: 0,
  };
}
