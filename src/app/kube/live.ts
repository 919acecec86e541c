import { openCluster } from '#cluster/open.ts';
import type { Scope } from '#contract/scope.ts';
import type { KubeObject } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import type { GatheredObjects } from './objects.ts';

/** Which cluster, and as whom. */
export interface ClusterRequest {
  /** File of `--kubeconfig`; absent: as kubectl finds it. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

/**
 * Lists everything that questions about a cluster need. Values of Secrets are never asked for. Kinds that may not be listed are
 * gaps. Throws `access.*`, `usage.*` and `input.*` where the cluster cannot be read at all.
 */
export async function readCluster(
  { environment, homeDirectory, ...choice }: ClusterRequest,
  scope: Scope,
): Promise<GatheredObjects> {
  await using cluster = openCluster(choice, { HOME: homeDirectory, ...environment });
  const inventory = await cluster.inventory(scope);
  const objects: KubeObject[] = [];
  for await (const object of inventory.objects) objects.push(object);
  const view = new ClusterView(objects, 'cluster', inventory.unlisted);
  return {
    view,
    parts: [view],
    markers: new Map(),
    gaps: inventory.gaps,
    name: cluster.server,
    files: objects.length,
    bytes: 0,
  };
}
