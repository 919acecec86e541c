import type { SqlReader } from '#contract/sql.ts';
import { marks, numberOf, padded, textOf } from '../row.ts';

/** Where an asset is. Of one that is in several places all must lie within a scope: an exception never reaches beyond it. */
export interface AssetPlaces {
  readonly id: number;
  readonly firstSeen: number;
  readonly places: readonly {
    readonly cluster: string;
    readonly namespace: string;
    readonly repository: string;
  }[];
  /** Those that run it. */
  readonly workloads: readonly number[];
}

/** Where an asset is and what runs it. */
export async function readAssetPlaces(reader: SqlReader, asset: number): Promise<AssetPlaces> {
  return placedAt(await placesOfAssets(reader, [asset]), asset);
}

/** The same of many assets at once, by id; those that are not there are missing. */
export async function placesOfAssets(
  reader: SqlReader,
  assets: readonly number[],
): Promise<ReadonlyMap<number, AssetPlaces>> {
  if (assets.length === 0) return new Map();
  const values = padded([...new Set(assets)]);
  const among = `IN (${marks(values)})`;
  const seen = await reader.all(`SELECT id, first_seen FROM asset WHERE id ${among}`, values);
  const places = Map.groupBy(
    await reader.all(
      `SELECT asset, cluster, namespace, repository FROM asset_place WHERE asset ${among}`,
      values,
    ),
    (row) => numberOf(row, 'asset'),
  );
  const workloads = Map.groupBy(
    await reader.all(
      `SELECT id, asset FROM workload WHERE asset ${among} AND gone_at IS NULL`,
      values,
    ),
    (row) => numberOf(row, 'asset'),
  );
  return new Map(
    seen.map((row) => {
      const id = numberOf(row, 'id');
      const found = {
        id,
        firstSeen: numberOf(row, 'first_seen'),
        places: (places.get(id) ?? []).map((place) => ({
          cluster: textOf(place, 'cluster'),
          namespace: textOf(place, 'namespace'),
          repository: textOf(place, 'repository'),
        })),
        workloads: (workloads.get(id) ?? []).map((workload) => numberOf(workload, 'id')),
      };
      return [id, found];
    }),
  );
}

/** The places of one of them; nowhere where it is not there. */
export function placedAt(found: ReadonlyMap<number, AssetPlaces>, asset: number): AssetPlaces {
  return found.get(asset) ?? { id: asset, firstSeen: 0, places: [], workloads: [] };
}
