import type { Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '#contract/sql.ts';
import { assetWithin } from '../reach.ts';
import { numberOf } from '../row.ts';
import { statement } from '../statement.ts';
import { countBreached, coverageOf, readFigures } from './figures.ts';

export const dayMs = 86_400_000;

/** What a day changed. */
interface DayChange {
  readonly day: number;
  readonly opened: number;
  readonly urgent: number;
  readonly fixed: number;
}

/** One point: what was open at the end of the day, what was fixed on it. */
export interface TrendPoint {
  readonly day: number;
  readonly open: number;
  readonly urgent: number;
  readonly fixed: number;
}

/** Figures of an earlier day that cannot be worked out from changes; only of the installation as a whole. */
export interface EarlierFigures {
  readonly breached: number;
  readonly blind: number;
  readonly coverage: number;
}

/** The beginning of a day in UTC. */
function dayOf(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}

/**
 * The last `days` days, oldest first, worked back from what is open now: exact for any reach, as far as its assets are where they
 * were. Days before anything was known are left out.
 */
export async function readTrend(
  reader: SqlReader,
  reach: Reach,
  now: { readonly time: number; readonly open: number; readonly urgent: number },
  days = 90,
): Promise<readonly TrendPoint[]> {
  const today = dayOf(now.time);
  const changes = await readDays(reader, reach, today - (days - 1) * dayMs);
  const byDay = new Map(changes.map((change) => [change.day, change]));
  const first = Math.min(today, ...byDay.keys());
  const points: TrendPoint[] = [];
  let { open, urgent } = now;
  for (let day = today; day >= first && points.length < days; day -= dayMs) {
    const change = byDay.get(day);
    points.push({
      day,
      open: Math.max(0, open),
      urgent: Math.max(0, urgent),
      fixed: Math.max(0, change?.fixed ?? 0),
    });
    open -= change?.opened ?? 0;
    urgent -= change?.urgent ?? 0;
  }
  return points.toReversed();
}

/** What changed by day since `from`. The whole installation has it added up, but for the day that runs. */
async function readDays(
  reader: SqlReader,
  reach: Reach,
  from: number,
): Promise<readonly DayChange[]> {
  const rolled = reach === 'all' ? await lastSnapshot(reader) : 0;
  const old =
    rolled <= from
      ? []
      : await reader.all(
          ...statement`SELECT day, opened, urgent, fixed FROM insight_day WHERE day >= ${from} AND day < ${rolled}`,
        );
  const live = await reader.all(
    ...statement`SELECT d.day AS day, sum(d.opened) AS opened, sum(d.urgent) AS urgent, sum(d.fixed) AS fixed FROM asset_day d
      WHERE d.day >= ${Math.max(from, rolled)} AND ${assetWithin(reach, 'd.asset')} GROUP BY d.day`,
  );
  return [...old, ...live].map(toDayChange);
}

/**
 * Keeps the figures of the day for comparison; called again it brings them up to date. A sweep calls it at least once a day, better
 * every hour: the last call of a day is what counts.
 */
export async function snapshotDay(database: SqlDatabase, now: number): Promise<void> {
  const day = dayOf(now);
  const [figures, breached] = await database.snapshot(async (reader) => [
    await readFigures(reader, 'all'),
    await countBreached(reader, 'all'),
  ]);
  await database.transaction(async (tx) => {
    // Days ahead were written by a clock that was wrong: what is counted since the last one must not begin there.
    await tx.run('DELETE FROM insight_day WHERE day < ? OR day > ?', [day - 800 * dayMs, day]);
    const since = await lastSnapshot(tx);
    const rows = await tx.all(
      ...statement`SELECT day, sum(opened) AS opened, sum(urgent) AS urgent, sum(fixed) AS fixed FROM asset_day
        WHERE day >= ${since} AND day <= ${day} GROUP BY day`,
    );
    const changes = new Map(rows.map(toDayChange).map((change) => [change.day, change]));
    if (!changes.has(day)) changes.set(day, { day, opened: 0, urgent: 0, fixed: 0 });
    await tx.runMany(
      `INSERT INTO insight_day (day, opened, urgent, fixed, breached, blind, coverage) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (day) DO UPDATE SET opened = excluded.opened, urgent = excluded.urgent, fixed = excluded.fixed,
         breached = CASE WHEN insight_day.day = ? THEN excluded.breached ELSE insight_day.breached END,
         blind = CASE WHEN insight_day.day = ? THEN excluded.blind ELSE insight_day.blind END,
         coverage = CASE WHEN insight_day.day = ? THEN excluded.coverage ELSE insight_day.coverage END`,
      [...changes.values()].map((change) => [
        change.day,
        change.opened,
        change.urgent,
        change.fixed,
        breached,
        figures.blind,
        coverageOf(figures),
        day,
        day,
        day,
      ]),
    );
  });
}

/** The figures of a week ago, or of the day nearest before it that has any; not older than two weeks. */
export async function readEarlier(
  reader: SqlReader,
  now: number,
): Promise<EarlierFigures | undefined> {
  const row = await reader.first(
    'SELECT breached, blind, coverage FROM insight_day WHERE day <= ? AND day >= ? ORDER BY day DESC LIMIT 1',
    [dayOf(now) - 7 * dayMs, dayOf(now) - 14 * dayMs],
  );
  return (
    row && {
      breached: numberOf(row, 'breached'),
      blind: numberOf(row, 'blind'),
      coverage: numberOf(row, 'coverage'),
    }
  );
}

async function lastSnapshot(reader: SqlReader): Promise<number> {
  const row = await reader.first('SELECT coalesce(max(day), 0) AS day FROM insight_day');
  return numberOf(row, 'day');
}

function toDayChange(row: SqlRow): DayChange {
  return {
    day: numberOf(row, 'day'),
    opened: numberOf(row, 'opened'),
    urgent: numberOf(row, 'urgent'),
    fixed: numberOf(row, 'fixed'),
  };
}
