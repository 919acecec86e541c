import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { marks, numberOf, padded } from '../row.ts';
import { orderWorkloadsOf } from '../workload-order.ts';
import { isOpen, type Traits, traitsOf } from './traits.ts';

const shards = 16;
const dayMs = 86_400_000;

/** How many findings of each fault and traits some assets have: taken before and after a change, to count what it did. */
export type Census = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** Counts the findings of assets. */
export async function takeCensus(reader: SqlReader, assets: readonly number[]): Promise<Census> {
  const census = new Map<number, Map<string, number>>(assets.map((asset) => [asset, new Map()]));
  if (assets.length === 0) return census;
  const values = padded(assets);
  const rows = await reader.all(
    `SELECT asset, vulnerability, remedy, traits, count(*) AS n FROM finding WHERE asset IN (${marks(values)})
     GROUP BY asset, vulnerability, remedy, traits`,
    values,
  );
  for (const row of rows) {
    const key = ['traits', 'vulnerability', 'remedy'].map((name) => numberOf(row, name)).join(' ');
    census.get(numberOf(row, 'asset'))?.set(key, numberOf(row, 'n'));
  }
  return census;
}

/**
 * Brings every counter to what the findings of these assets are now, in the transaction that changed them: the tallies, the
 * counters on the assets' rows, and what the day changed. `before` was taken before the change; `now` is absent where nothing
 * happened that a day could tell of: what was fixed on some day stays so when it is forgotten.
 */
export async function settleCounters(tx: SqlWriter, before: Census, now?: number): Promise<void> {
  const after = await takeCensus(tx, [...before.keys()]);
  const touched = [...after].filter(([asset, counts]) => !isEqual(before.get(asset), counts));
  const deltas = new Deltas();
  for (const [asset, counts] of touched) {
    deltas.add(asset, before.get(asset), -1);
    deltas.add(asset, counts, 1);
  }
  await applyDeltas(tx, 'finding_tally', ['traits', 'shard'], deltas.traits);
  await applyDeltas(tx, 'vulnerability_tally', ['vulnerability', 'traits'], deltas.faults);
  await applyDeltas(tx, 'remedy_tally', ['remedy', 'traits'], deltas.remedies);
  for (const [asset, current] of touched) {
    const [counts, old] = [countsOf(current), countsOf(before.get(asset))];
    await writeCounters(tx, asset, counts);
    if (now !== undefined) await writeDay(tx, asset, { now, before: old, after: counts });
  }
}

function isEqual(
  a: ReadonlyMap<string, number> | undefined,
  b: ReadonlyMap<string, number>,
): boolean {
  return a?.size === b.size && [...b].every(([key, n]) => a.get(key) === n);
}

/** Traits of tallies that count assets with open findings, and those of them that run. */
export const assetTraits = { open: -1, running: -2 } as const;

/** What a change adds to each counter. */
class Deltas {
  readonly traits = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly remedies = new Map<string, number>();

  /** Adds what an asset has, or takes it away (`sign` -1). */
  add(asset: number, counts: ReadonlyMap<string, number> = new Map(), sign: 1 | -1): void {
    const marks = new Set<string>();
    for (const [key, n] of counts) {
      const [traits = 0, fault = 0, remedy = 0] = key.split(' ').map(Number);
      add(this.traits, `${traits} ${asset % shards}`, sign * n);
      add(this.faults, `${fault} ${traits}`, sign * n);
      add(this.remedies, `${remedy} ${traits}`, sign * n);
      for (const mark of marksOf(traits)) {
        marks.add(`f${fault} ${mark}`).add(`r${remedy} ${mark}`);
      }
    }
    for (const mark of marks)
      add(mark.startsWith('f') ? this.faults : this.remedies, mark.slice(1), sign);
  }
}

function marksOf(packed: number): readonly number[] {
  const traits = traitsOf(packed);
  if (!isOpen(traits)) return [];
  return traits.running === 'true' ? [assetTraits.open, assetTraits.running] : [assetTraits.open];
}

/** Counters of an asset: open work by tier, what has a fix, what is exploited, and what was fixed. */
interface Counts {
  readonly tiers: readonly [number, number, number, number, number];
  readonly fixable: number;
  readonly exploited: number;
  readonly fixed: number;
}

function countsOf(counts: ReadonlyMap<string, number> = new Map()): Counts {
  const tierCounts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  let [fixable, exploited, fixed] = [0, 0, 0];
  for (const [key, n] of counts) {
    const traits: Traits = traitsOf(Number(key.slice(0, key.indexOf(' '))));
    if (traits.state === 'fixed') fixed += n;
    if (!isOpen(traits)) continue;
    const tier = Number(traits.tier.slice(1));
    tierCounts[tier] = (tierCounts[tier] ?? 0) + n;
    if (traits.fixable === 'true') fixable += n;
    if (traits.exploited === 'true') exploited += n;
  }
  return { tiers: tierCounts, fixable, exploited, fixed };
}

/** Smaller is more urgent: assets compare by their P0 first, then P1 and so on; more than 999 of one tier count as 999. */
export function assetOrder(tierCounts: readonly number[]): number {
  return -tierCounts.reduce((sum, n) => sum * 1000 + Math.min(999, n), 0);
}

async function writeCounters(tx: SqlWriter, asset: number, counts: Counts): Promise<void> {
  await tx.run(
    `UPDATE asset SET p0 = ?, p1 = ?, p2 = ?, p3 = ?, p4 = ?, fixable = ?, exploited = ?, risk_order = ? WHERE id = ?`,
    [...counts.tiers, counts.fixable, counts.exploited, assetOrder(counts.tiers), asset],
  );
  await orderWorkloadsOf(tx, asset);
}

async function writeDay(
  tx: SqlWriter,
  asset: number,
  { now, before, after }: { readonly now: number; readonly before: Counts; readonly after: Counts },
): Promise<void> {
  const deltas = [
    total(after) - total(before),
    urgent(after) - urgent(before),
    after.fixed - before.fixed,
  ];
  if (deltas.every((delta) => delta === 0)) return;
  await tx.run(
    `INSERT INTO asset_day (day, asset, opened, urgent, fixed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (day, asset)
     DO UPDATE SET opened = asset_day.opened + excluded.opened, urgent = asset_day.urgent + excluded.urgent, fixed = asset_day.fixed + excluded.fixed`,
    [Math.floor(now / dayMs) * dayMs, asset, ...deltas],
  );
}

function total({ tiers }: Counts): number {
  return tiers.reduce((sum, n) => sum + n, 0);
}

function urgent({ tiers }: Counts): number {
  return tiers[0] + tiers[1];
}

async function applyDeltas(
  tx: SqlWriter,
  table: string,
  columns: readonly [string, string],
  deltas: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...deltas]
    .filter(([, delta]) => delta !== 0)
    .map(([key, delta]) => [...key.split(' ').map(Number), delta] as const)
    .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0));
  if (rows.length === 0) return;
  await tx.runMany(
    `INSERT INTO ${table} (${columns.join(', ')}, n) VALUES (?, ?, ?)
     ON CONFLICT (${columns.join(', ')}) DO UPDATE SET n = ${table}.n + excluded.n`,
    rows,
  );
}

function add(counts: Map<string, number>, key: string, delta: number): void {
  counts.set(key, (counts.get(key) ?? 0) + delta);
}
