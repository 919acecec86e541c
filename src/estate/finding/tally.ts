import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { numberOf, padded, places } from './row.ts';
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
    `SELECT asset, vulnerability, traits, count(*) AS n FROM finding WHERE asset IN (${places(values.length)})
     GROUP BY asset, vulnerability, traits`,
    values,
  );
  for (const row of rows)
    census
      .get(numberOf(row, 'asset'))
      ?.set(`${numberOf(row, 'vulnerability')} ${numberOf(row, 'traits')}`, numberOf(row, 'n'));
  return census;
}

/**
 * Brings every counter to what the findings of these assets are now, in the transaction that changed them: the tallies, the
 * counters on the assets' rows, and what the day changed. `before` was taken before the change.
 */
export async function settleCounters(tx: SqlWriter, before: Census, now: number): Promise<void> {
  const after = await takeCensus(tx, [...before.keys()]);
  const [byTraits, byFault] = [new Map<string, number>(), new Map<string, number>()];
  const touched: number[] = [];
  for (const [asset, counts] of after) {
    const deltas = deltasOf(before.get(asset) ?? new Map<string, number>(), counts);
    for (const [key, delta] of deltas) {
      add(byFault, key, delta);
      add(byTraits, `${key.slice(key.indexOf(' ') + 1)} ${asset % shards}`, delta);
    }
    if (deltas.length > 0) touched.push(asset);
  }
  await applyDeltas(tx, 'finding_tally', ['traits', 'shard'], byTraits);
  await applyDeltas(tx, 'vulnerability_tally', ['vulnerability', 'traits'], byFault);
  for (const asset of touched) {
    const [counts, old] = [countsOf(after.get(asset)), countsOf(before.get(asset))];
    await writeCounters(tx, asset, counts);
    await writeDay(tx, asset, { now, before: old, after: counts });
  }
}

function deltasOf(
  old: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
): readonly (readonly [string, number])[] {
  return [...new Set([...old.keys(), ...counts.keys()])]
    .map((key) => [key, (counts.get(key) ?? 0) - (old.get(key) ?? 0)] as const)
    .filter(([, delta]) => delta !== 0);
}

/** Counters of an asset: open work by tier, what has a fix, what is exploited, and what was fixed. */
export interface Counts {
  readonly tiers: readonly [number, number, number, number, number];
  readonly fixable: number;
  readonly exploited: number;
  readonly fixed: number;
}

function countsOf(counts: ReadonlyMap<string, number> = new Map()): Counts {
  const tierCounts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  let [fixable, exploited, fixed] = [0, 0, 0];
  for (const [key, n] of counts) {
    const traits: Traits = traitsOf(Number(key.slice(key.indexOf(' ') + 1)));
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
