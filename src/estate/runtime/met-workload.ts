import type { SqlWriter } from '#contract/sql.ts';
import type { WorkloadContainer, WorkloadKey } from '#model/workload.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import { numberOf, storable } from '../row.ts';
import { orderWorkload } from '../workload-order.ts';
import type { MetImage } from './met-image.ts';

/** Where a workload is; empty where that is not known. */
export interface WorkloadPlace {
  readonly cluster: string;
  readonly namespace: string;
  readonly repository: string;
}

/** The workload that a container is one of, made if need be. */
export async function meetWorkload(
  tx: SqlWriter,
  container: WorkloadContainer,
  parts: {
    readonly place: WorkloadPlace;
    readonly image: MetImage | undefined;
    readonly time: number;
  },
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const { place, image, time } = parts;
  const { identity, name, kind } = identityOf(container, place);
  const row = await tx.first(
    `INSERT INTO workload (identity, name, kind, cluster, namespace, repository, asset, image, digest, privileged, watched, first_seen, last_seen)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
     ON CONFLICT (identity) DO UPDATE SET last_seen = excluded.last_seen, gone_at = NULL, watched = 1,
       privileged = CASE WHEN excluded.privileged = 1 THEN 1 ELSE workload.privileged END,
       asset = CASE WHEN excluded.asset IS NULL THEN workload.asset ELSE excluded.asset END,
       repository = CASE WHEN excluded.repository = '' THEN workload.repository ELSE excluded.repository END,
       image = CASE WHEN excluded.image = '' THEN workload.image ELSE excluded.image END,
       digest = CASE WHEN excluded.digest = '' THEN workload.digest ELSE excluded.digest END
     RETURNING id, first_seen`,
    [
      storable(identity, 1000),
      storable(name, 300),
      storable(kind, 100),
      place.cluster,
      place.namespace,
      place.repository,
      image?.asset ?? null,
      storable(container.image?.reference, 500),
      image?.image.id ?? image?.image.digest ?? '',
      container.privileged === true ? 1 : 0,
      time,
      time,
    ],
  );
  const id = numberOf(row, 'id');
  await orderWorkload(tx, id);
  return { id, isNew: numberOf(row, 'first_seen') === time };
}

/** What it is called and what kind of thing it is: its owner in a cluster, a service of compose, or a container by itself. */
function identityOf(container: WorkloadContainer, { cluster }: WorkloadPlace) {
  const key = workloadKeyOf(container);
  if (container.pod === undefined) {
    const kind = key.workload === '' ? 'Container' : 'Service';
    const name = key.container || container.shortId;
    return { identity: identityOfService(key.workload, name, cluster), name, kind };
  }
  const [, kind = 'Pod', name = ''] = key.workload.split('/');
  return { identity: identityOfPods(key.workload, cluster), name, kind };
}

function identityOfService(project: string, name: string, cluster: string): string {
  return `${cluster}/${project}/${name}`;
}

/** `workload` is `namespace/Deployment/name`. */
function identityOfPods(workload: string, cluster: string): string {
  return `${cluster}/${workload.split('/', 3).join('/')}`;
}

/** The workload that a profile is about, as its containers have named it. */
export function identityOfKey({ workload, container }: WorkloadKey, cluster: string): string {
  return workload.split('/').length < 3
    ? identityOfService(workload, container, cluster)
    : identityOfPods(workload, cluster);
}
