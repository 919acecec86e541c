import type { SqlWriter } from '#contract/sql.ts';
import { numberOf, storable, storableTime } from '../row.ts';

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
