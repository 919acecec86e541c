import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { assetWithin } from '../reach.ts';
import { numberOf } from '../row.ts';
import { assetsIn, readTally } from './filter.ts';
import { isOpen, traitsOf } from './traits.ts';

const dayMs = 86_400_000;

/** Work to do, by tier; of it what is past its date. The same counters as every list. */
export interface FindingTotals {
  readonly byTier: Readonly<Record<string, number>>;
  readonly open: number;
  readonly urgent: number;
  readonly breached: number;
}

/** What is open (or acknowledged) within reach. */
export async function findingTotals(reader: SqlReader, reach: Reach): Promise<FindingTotals> {
  const tally = reach === 'all' ? await readTally(reader) : await placedTally(reader, reach);
  const byTier: Record<string, number> = { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0 };
  let [open, breached] = [0, 0];
  for (const [packed, n] of tally) {
    const traits = traitsOf(packed);
    if (!isOpen(traits)) continue;
    open += n;
    byTier[traits.tier] = (byTier[traits.tier] ?? 0) + n;
    if (traits.breached === 'true') breached += n;
  }
  return { byTier, open, urgent: (byTier['P0'] ?? 0) + (byTier['P1'] ?? 0), breached };
}

async function placedTally(reader: SqlReader, reach: Reach): Promise<ReadonlyMap<number, number>> {
  const { sql, values } = assetsIn(reach);
  const rows = await reader.all(
    `SELECT f.traits AS traits, count(*) AS n FROM finding f WHERE ${sql} GROUP BY +f.traits, f.traits`,
    values,
  );
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}

/** One day: what was open and urgent (P0, P1) at its end, what was fixed in it. */
export interface TrendDay {
  readonly day: number;
  readonly open: number;
  readonly urgent: number;
  readonly fixed: number;
}

/** The last days, oldest first, reckoned back from today by what each day changed. */
export async function findingTrend(
  reader: SqlReader,
  reach: Reach,
  now: number,
  days = 30,
): Promise<readonly TrendDay[]> {
  const today = Math.floor(now / dayMs) * dayMs;
  const within = assetWithin(reach, 'd.asset');
  const rows = await reader.all(
    `SELECT d.day AS day, sum(d.opened) AS opened, sum(d.urgent) AS urgent, sum(d.fixed) AS fixed FROM asset_day d
     WHERE d.day > ? AND ${within.sql} GROUP BY d.day`,
    [today - days * dayMs, ...within.values],
  );
  const changes = new Map(rows.map((row) => [numberOf(row, 'day'), row]));
  let { open, urgent } = await findingTotals(reader, reach);
  return Array.from({ length: days }, (_, at) => {
    const day = today - at * dayMs;
    const row = changes.get(day);
    const result = {
      day,
      open,
      urgent,
      fixed: row === undefined ? 0 : Math.max(0, numberOf(row, 'fixed')),
    };
    if (row === undefined) return result;
    open -= numberOf(row, 'opened');
    urgent -= numberOf(row, 'urgent');
    return result;
  }).toReversed();
}
