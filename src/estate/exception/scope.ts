import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { assetWithin, isBelow, placedWithin } from '../reach.ts';
import type { ExceptionScope } from './record.ts';

/**
 * Makes sure that a scope lies within the reach of whoever asks for it or decides about it. Throws `input.not-found` for an asset
 * or workload that is not there for them, `access.forbidden` for places beyond their reach.
 */
export async function checkScope(
  reader: SqlReader,
  { asset, workload, cluster, namespace, repository }: ExceptionScope,
  reach: Reach,
): Promise<void> {
  if (asset !== 0) await mustExist(reader, 'asset', asset, assetWithin(reach, 't.id'));
  if (workload !== 0) await mustExist(reader, 'workload', workload, placedWithin(reach, 't'));
  if (reach === 'all' || asset !== 0 || workload !== 0) return;
  const isWithin = reach.some(
    (place) =>
      (place.cluster === undefined || place.cluster === cluster) &&
      (place.namespace === undefined || place.namespace === namespace) &&
      (place.repository === undefined || isBelow(repository, place.repository)),
  );
  if (!isWithin)
    throw new CaissonError('access.forbidden', 'this exception would reach beyond your scope', {
      hint: 'name an asset, a workload or a place of yours',
    });
}

async function mustExist(
  reader: SqlReader,
  table: 'asset' | 'workload',
  id: number,
  within: ReturnType<typeof placedWithin>,
): Promise<void> {
  const row = await reader.first(`SELECT t.id FROM ${table} t WHERE t.id = ? AND ${within.sql}`, [
    id,
    ...within.values,
  ]);
  if (row === undefined) throw new CaissonError('input.not-found', `there is no such ${table}`);
}
