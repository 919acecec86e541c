import type { Place } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { inParts, marks, numberOf, optionalNumberOf, textOf } from '../row.ts';

/** Where something happened: the workload with its place. `workload` 0 is the host itself. */
export interface Placed {
  readonly workload: number;
  readonly asset: number | undefined;
  readonly cluster: string;
  readonly namespace: string;
  readonly repository: string;
}

/** The places of containers, by id; those that nobody told of are missing. */
export async function placesOfContainers(
  reader: SqlReader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Placed>> {
  const found = new Map<string, Placed>();
  for (const part of inParts([...new Set(ids)])) {
    const rows = await reader.all(
      `SELECT c.id, c.workload, c.asset, w.cluster, w.namespace, w.repository FROM container c
       JOIN workload w ON w.id = c.workload WHERE c.id IN (${marks(part)})`,
      part,
    );
    for (const row of rows) found.set(textOf(row, 'id'), placedOf(row));
  }
  return found;
}

/** From columns `workload`, `asset`, `cluster`, `namespace`, `repository`. */
function placedOf(row: SqlRow): Placed {
  return {
    workload: numberOf(row, 'workload'),
    asset: optionalNumberOf(row, 'asset'),
    ...placeColumns(row),
  };
}

/** What happens on the host itself: places of machines are named as clusters are. */
export function placeOfHost(node: string, cluster: string): Placed {
  return {
    workload: 0,
    asset: undefined,
    cluster: cluster || node,
    namespace: '',
    repository: '',
  };
}

/** The place as changes and rows of the API have it; what is not known is left out. */
export function placeOf(row: SqlRow | Placed): Place {
  const { cluster, namespace, repository } = placeColumns(row);
  return {
    ...(cluster !== '' && { cluster }),
    ...(namespace !== '' && { namespace }),
    ...(repository !== '' && { repository }),
  };
}

function placeColumns(row: SqlRow | Placed) {
  return {
    cluster: String(row['cluster'] ?? ''),
    namespace: String(row['namespace'] ?? ''),
    repository: String(row['repository'] ?? ''),
  };
}
