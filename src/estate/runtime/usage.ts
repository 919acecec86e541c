import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import {
  inParts,
  marks,
  numberOf,
  optionalNumberOf,
  storable,
  storableTime,
  textOf,
} from '../row.ts';
import { UsageIndex } from './usage-match.ts';

/** Files that a container used, with how well it is watched. Times in milliseconds since the Unix epoch. */
export interface ToldUsage {
  readonly container: string;
  readonly workload: number;
  readonly asset: number;
  readonly files: readonly {
    readonly path: string;
    readonly how: 'exec' | 'mmap' | 'open';
    readonly first: number;
    readonly last: number;
    readonly purl?: string | undefined;
  }[];
  /** Since when its files are watched. */
  readonly since: number;
  /** Its start was seen, and nothing was missed since. */
  readonly complete: boolean;
  readonly tellable?: readonly string[] | undefined;
}

/** How long use must have been watched before its absence says something (risk: rules of evidence). */
const observationMs = 86_400_000;
/** Paths that are kept for one workload. */
const maxPaths = 20_000;

/** Keeps which files were used; what that says of components is worked out by `refreshUsage`. Answers with the assets to refresh. */
export async function keepUsage(
  tx: SqlWriter,
  told: readonly ToldUsage[],
  time: number,
): Promise<readonly number[]> {
  for (const usage of told) await keepFiles(tx, usage);
  await tx.runMany(
    `INSERT INTO coverage (container, asset, since, until, whole) VALUES (?, ?, ?, ?, ?) ON CONFLICT (container) DO UPDATE SET until = excluded.until,
       since = CASE WHEN coverage.whole = 0 AND excluded.whole = 1 AND excluded.since < coverage.since THEN coverage.since ELSE excluded.since END,
       whole = excluded.whole`,
    told.map((one) => [
      one.container,
      one.asset,
      storableTime(one.since),
      time,
      one.complete ? 1 : 0,
    ]),
  );
  await tx.runMany(
    'UPDATE container SET seen_start = 1 WHERE id = ?',
    told.filter(({ complete }) => complete).map(({ container }) => [container]),
  );
  for (const { asset, tellable } of told)
    if (tellable !== undefined)
      await tx.runMany(
        'INSERT INTO tellable (asset, purl) VALUES (?, ?) ON CONFLICT (asset, purl) DO NOTHING',
        tellable.map((purl) => [asset, storable(purl, 1000)]),
      );
  return [...new Set(told.map(({ asset }) => asset))];
}

async function keepFiles(tx: SqlWriter, { workload, asset, files }: ToldUsage): Promise<void> {
  const row = await tx.first(
    'SELECT count(*) AS n FROM used_file WHERE workload = ? AND asset = ?',
    [workload, asset],
  );
  const room = Math.max(0, maxPaths - (row === undefined ? 0 : numberOf(row, 'n')));
  await tx.runMany(
    `INSERT INTO used_file (workload, asset, path, how, purl, first_used, last_used) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (workload, asset, path) DO UPDATE SET purl = CASE WHEN excluded.purl = '' THEN used_file.purl ELSE excluded.purl END,
       how = CASE WHEN used_file.how = 'exec' THEN used_file.how WHEN excluded.how = 'exec' THEN excluded.how
         WHEN used_file.how = 'mmap' THEN used_file.how ELSE excluded.how END,
       first_used = CASE WHEN excluded.first_used < used_file.first_used THEN excluded.first_used ELSE used_file.first_used END,
       last_used = CASE WHEN excluded.last_used > used_file.last_used THEN excluded.last_used ELSE used_file.last_used END`,
    files
      .slice(0, room)
      .map(({ path, how, purl, first, last }) => [
        workload,
        asset,
        storable(path, 4096),
        how,
        storable(purl, 1000),
        storableTime(first),
        storableTime(last),
      ]),
  );
}

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
export async function scannedOf(
  reader: SqlReader,
  assets: readonly number[],
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const part of inParts(assets))
    for (const row of await reader.all(
      `SELECT id FROM asset WHERE id IN (${marks(part)}) AND scanned_at IS NOT NULL`,
      part,
    ))
      found.push(numberOf(row, 'id'));
  return found;
}

/** Of these assets those that nobody has scanned or tried to. */
export async function unscannedOf(
  reader: SqlReader,
  assets: readonly number[],
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const part of inParts(assets))
    for (const row of await reader.all(
      `SELECT id FROM asset WHERE id IN (${marks(part)}) AND scanned_at IS NULL AND scan_state = 'never'`,
      part,
    ))
      found.push(numberOf(row, 'id'));
  return found;
}
