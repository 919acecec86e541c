import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { type Tier, tiers } from '#model/risk.ts';
import { assetWithin, placedWithin } from '../../reach.ts';
import { inParts, numberOf, optionalNumberOf, textOf } from '../../row.ts';
import { type Gain, gainOf } from '../../runtime/blast.ts';
import { among, statement } from '../../statement.ts';
import type { TalkingWorkload } from './talk.ts';

/** A vulnerability that somebody could get in by: open, exploited or likely to be, and not known to be unused. */
export interface WayIn {
  readonly finding: number;
  readonly rule: string;
  readonly tier: Tier;
  readonly exploited: boolean;
  readonly epss: number | undefined;
  readonly usage: string;
  readonly component: string;
  readonly fixed: string;
  readonly image: string;
}

const likely = 0.1;

/** The worst way into each asset, by asset. */
export async function readWaysIn(
  reader: SqlReader,
  reach: Reach,
  workloads: readonly TalkingWorkload[],
): Promise<ReadonlyMap<number, WayIn>> {
  const assets = [...new Set(workloads.flatMap(({ asset }) => asset ?? []))];
  const ways = new Map<number, WayIn>();
  for (const part of inParts(assets)) {
    const rows = await reader.all(
      ...statement`SELECT worst.asset AS asset, worst.id AS id, worst.tier AS tier, worst.usage AS usage, worst.exploited AS exploited, worst.rule AS rule, worst.epss AS epss,
        worst.fixed AS fixed, coalesce(c.name, '') AS component, coalesce(c.version, '') AS version, a.name AS image
        FROM (SELECT f.asset AS asset, f.id AS id, f.tier AS tier, f.usage AS usage, p.exploited AS exploited, p.rule AS rule, p.epss AS epss, p.fixed_version AS fixed, p.component AS component,
          row_number() OVER (PARTITION BY f.asset ORDER BY f.risk_order, f.id) AS place FROM finding f JOIN problem p ON p.id = f.problem
          WHERE f.asset IN (${among(part)}) AND f.kind = 'vulnerability' AND f.state IN ('open', 'acknowledged') AND f.usage <> 'not-loaded'
          AND (p.exploited = 1 OR p.epss >= ${likely})) worst
        JOIN asset a ON a.id = worst.asset LEFT JOIN component c ON c.id = worst.component
        WHERE worst.place = 1 AND ${assetWithin(reach, 'worst.asset')}`,
    );
    for (const row of rows) ways.set(numberOf(row, 'asset'), toWayIn(row));
  }
  return ways;
}

/** What each of these workloads gives: the node, or secrets; undefined where nothing is known that leads on. */
export async function readGains(
  reader: SqlReader,
  reach: Reach,
  workloads: readonly TalkingWorkload[],
): Promise<ReadonlyMap<number, Gain>> {
  const gains = new Map<number, Gain>();
  for (const part of inParts(workloads.map(({ id }) => id))) {
    const rows = await reader.all(
      ...statement`SELECT w.id AS id, w.privileged AS privileged, w.facts AS own, coalesce(c.facts, '{}') AS facts FROM workload w
        LEFT JOIN container c ON c.workload = w.id AND c.gone_at IS NULL WHERE w.id IN (${among(part)}) AND ${placedWithin(reach, 'w')}
        ORDER BY w.id, c.id LIMIT 40000`,
    );
    for (const row of rows) {
      const gain = gainOf(row);
      const before = gains.get(numberOf(row, 'id'));
      if (gain !== undefined && (before === undefined || before.goal === 'secrets'))
        gains.set(numberOf(row, 'id'), gain);
    }
  }
  return gains;
}

function toWayIn(row: SqlRow): WayIn {
  const tier = textOf(row, 'tier');
  return {
    finding: numberOf(row, 'id'),
    rule: textOf(row, 'rule'),
    tier: tiers.find((one) => one === tier) ?? 'P4',
    exploited: numberOf(row, 'exploited') === 1,
    epss: optionalNumberOf(row, 'epss'),
    usage: textOf(row, 'usage'),
    component: `${textOf(row, 'component')} ${textOf(row, 'version')}`.trim(),
    fixed: textOf(row, 'fixed'),
    image: textOf(row, 'image'),
  };
}
