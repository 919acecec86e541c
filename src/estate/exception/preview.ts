import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { type FindingRow, readFindings } from '../finding/view.ts';
import { assetWithin } from '../reach.ts';
import { marks, numberOf, textOf } from '../row.ts';
import { faultsOf, readCandidates } from './candidates.ts';
import { covers } from './cover.ts';
import { placedAt, placesOfAssets } from './places.ts';
import type { ExceptionScope } from './record.ts';

const atOnce = 1000;
const most = 100_000;

/** What an exception of a scope would cover, of what is within reach. */
export interface ExceptionPreview {
  readonly findings: number;
  readonly assets: number;
  readonly byTier: Readonly<Record<string, number>>;
  readonly sample: readonly FindingRow[];
}

/** Counts what a scope covers now; stops counting at 100,000 findings that it was compared with. */
export async function previewScope(
  reader: SqlReader,
  scope: ExceptionScope,
  reach: Reach,
): Promise<ExceptionPreview> {
  const faults = await faultsOf(reader, [scope.rule]);
  const [assets, ids, byTier] = [new Set<number>(), [] as number[], new Map<string, number>()];
  for (let [after, seen] = [0, 0]; seen < most; seen += atOnce) {
    const candidates = await readCandidates(reader, { faults }, after, atOnce);
    const near = await assetsWithin(
      reader,
      candidates.map(({ asset }) => asset),
      reach,
    );
    const places = await placesOfAssets(reader, [...near]);
    for (const { id, asset, covered, row } of candidates) {
      if (!near.has(asset) || !covers(scope, covered, placedAt(places, asset))) continue;
      assets.add(asset);
      ids.push(id);
      byTier.set(textOf(row, 'tier'), (byTier.get(textOf(row, 'tier')) ?? 0) + 1);
    }
    after = candidates.at(-1)?.id ?? 0;
    if (candidates.length < atOnce) break;
  }
  return {
    findings: ids.length,
    assets: assets.size,
    byTier: Object.fromEntries(byTier),
    sample: await readFindings(reader, ids.slice(0, 10), reach),
  };
}

async function assetsWithin(
  reader: SqlReader,
  assets: readonly number[],
  reach: Reach,
): Promise<ReadonlySet<number>> {
  const unique = [...new Set(assets)];
  if (reach === 'all' || unique.length === 0) return new Set(unique);
  const within = assetWithin(reach, 'a.id');
  const rows = await reader.all(
    `SELECT a.id AS id FROM asset a WHERE a.id IN (${marks(unique)}) AND ${within.sql}`,
    [...unique, ...within.values],
  );
  return new Set(rows.map((row) => numberOf(row, 'id')));
}
