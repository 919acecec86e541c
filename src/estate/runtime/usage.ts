import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { inParts, marks, numberOf, optionalNumberOf, textOf } from '../row.ts';
import { UsageIndex } from './usage-match.ts';

/** How long use must have been watched before its absence says something (risk: rules of evidence). */
const observationMs = 86_400_000;
/** What the use of files changed for an asset: how many of its components have another state than before. */
export interface UsageChange {
  readonly asset: number;
  readonly changed: number;
}

/**
 * Works out which components of an asset are loaded, not loaded or unknown, for all that runs it. Not loaded needs: every
 * container of the image watched from its start, for a day, without a loss; and that use of the component would have been seen.
 */
export async function refreshUsage(
  tx: SqlWriter,
  asset: number,
  now: number,
): Promise<UsageChange> {
  const components = await tx.all(
    'SELECT o.component, o.path, c.purl FROM occurrence o JOIN component c ON c.id = o.component WHERE o.asset = ?',
    [asset],
  );
  if (components.length === 0) return { asset, changed: 0 };
  const index = new UsageIndex(
    components.map((row) => ({
      component: numberOf(row, 'component'),
      purl: textOf(row, 'purl'),
      path: textOf(row, 'path'),
    })),
  );
  await saveLoaded(tx, asset, index);
  const loaded = await markLoaded(tx, asset);
  const rest = await markRest(tx, asset, await isCovered(tx, asset, now));
  return { asset, changed: loaded + rest };
}

interface Load {
  readonly workload: number;
  readonly component: number;
  readonly how: string;
  readonly first: number;
  readonly last: number;
}

async function saveLoaded(tx: SqlWriter, asset: number, index: UsageIndex): Promise<void> {
  const files = await tx.all(
    'SELECT workload, path, how, purl, first_used, last_used FROM used_file WHERE asset = ?',
    [asset],
  );
  const loads = new Map<string, Load>();
  for (const row of files) {
    const workload = numberOf(row, 'workload');
    const used = { path: textOf(row, 'path'), purl: textOf(row, 'purl') };
    const first = numberOf(row, 'first_used');
    const last = numberOf(row, 'last_used');
    for (const component of index.componentsOf(used)) {
      const key = `${workload} ${component}`;
      const load = { workload, component, how: textOf(row, 'how'), first, last };
      loads.set(key, together(loads.get(key), load));
    }
  }
  await tx.runMany(
    `INSERT INTO loaded (workload, asset, component, how, first_loaded, last_loaded) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (workload, component) DO UPDATE SET asset = excluded.asset, how = excluded.how, first_loaded = excluded.first_loaded, last_loaded = excluded.last_loaded`,
    [...loads.values()].map(({ workload, component, how, first, last }) => [
      workload,
      asset,
      component,
      how,
      first,
      last,
    ]),
  );
}

const strength = ['exec', 'mmap', 'open'];

function together(a: Load | undefined, b: Load): Load {
  if (a === undefined) return b;
  const how = strength.indexOf(a.how) <= strength.indexOf(b.how) ? a.how : b.how;
  return { ...a, how, first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}

async function markLoaded(tx: SqlWriter, asset: number): Promise<number> {
  const rows = await tx.all(
    `SELECT component, min(first_loaded) AS first_loaded, max(last_loaded) AS last_loaded FROM loaded WHERE asset = ? GROUP BY component`,
    [asset],
  );
  const before = await tx.first(
    `SELECT count(*) AS n FROM occurrence o WHERE o.asset = ? AND o.usage <> 'loaded' AND EXISTS (SELECT 1 FROM loaded l WHERE l.asset = o.asset AND l.component = o.component)`,
    [asset],
  );
  await tx.runMany(
    `UPDATE occurrence SET usage = 'loaded', first_loaded = ?, last_loaded = ? WHERE asset = ? AND component = ?`,
    rows.map((row) => [
      optionalNumberOf(row, 'first_loaded') ?? null,
      optionalNumberOf(row, 'last_loaded') ?? null,
      asset,
      numberOf(row, 'component'),
    ]),
  );
  return before === undefined ? 0 : numberOf(before, 'n');
}

/** What nobody loaded: known not to be where its use would have been seen, unknown else. */
async function markRest(tx: SqlWriter, asset: number, covered: boolean): Promise<number> {
  const unloaded = `asset = ? AND NOT EXISTS (SELECT 1 FROM loaded l WHERE l.asset = occurrence.asset AND l.component = occurrence.component)`;
  const told = `EXISTS (SELECT 1 FROM tellable t JOIN component c ON c.purl = t.purl WHERE t.asset = occurrence.asset AND c.id = occurrence.component)`;
  const known = covered
    ? await tx.run(
        `UPDATE occurrence SET usage = 'not-loaded' WHERE ${unloaded} AND ${told} AND usage <> 'not-loaded'`,
        [asset],
      )
    : 0;
  const stays = covered ? `AND NOT ${told}` : '';
  const unknown = await tx.run(
    `UPDATE occurrence SET usage = 'unknown', first_loaded = NULL, last_loaded = NULL WHERE ${unloaded} ${stays} AND usage <> 'unknown'`,
    [asset],
  );
  return known + unknown;
}

/** Whether everything that runs the image was watched from its start for long enough, and still is. */
async function isCovered(tx: SqlReader, asset: number, now: number): Promise<boolean> {
  const row = await tx.first(
    `SELECT count(*) AS n, sum(CASE WHEN v.whole = 1 AND c.seen_start = 1 AND v.since <= ? AND v.until >= ? THEN 1 ELSE 0 END) AS covered
     FROM container c LEFT JOIN coverage v ON v.container = c.id WHERE c.asset = ? AND c.gone_at IS NULL`,
    [now - observationMs, now - staleMs, asset],
  );
  return (
    row !== undefined && numberOf(row, 'n') > 0 && numberOf(row, 'n') === numberOf(row, 'covered')
  );
}

/** A container that nobody told of for so long is not watched any more. */
const staleMs = 3_600_000;

/** Images that run, whose usage has to be looked at again as time goes by. */
export async function watchedAssets(reader: SqlReader): Promise<readonly number[]> {
  const rows = await reader.all(
    'SELECT DISTINCT c.asset FROM container c WHERE c.asset IS NOT NULL AND c.gone_at IS NULL ORDER BY c.asset LIMIT 10000',
  );
  return rows.map((row) => numberOf(row, 'asset'));
}

/** Of these assets those of which an inventory is stored. */
export function scannedOf(
  reader: SqlReader,
  assets: readonly number[],
): Promise<readonly number[]> {
  return assetsThat(reader, 'scanned_at IS NOT NULL', assets);
}

/** Of these assets those that nobody has scanned or tried to. */
export function unscannedOf(
  reader: SqlReader,
  assets: readonly number[],
): Promise<readonly number[]> {
  return assetsThat(reader, "scanned_at IS NULL AND scan_state = 'never'", assets);
}

async function assetsThat(
  reader: SqlReader,
  condition: string,
  assets: readonly number[],
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const part of inParts(assets)) {
    const sql = `SELECT id FROM asset WHERE id IN (${marks(part)}) AND ${condition}`;
    for (const row of await reader.all(sql, part)) found.push(numberOf(row, 'id'));
  }
  return found;
}
