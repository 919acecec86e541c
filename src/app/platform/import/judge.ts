import type { Change } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { settleContext } from '#estate/context/settle-context.ts';
import { exceptionsByRule } from '#estate/exception/cover.ts';
import { readAssetPlaces } from '#estate/exception/places.ts';
import { activeExceptions } from '#estate/exception/record.ts';
import { writeHistory } from '#estate/finding/history.ts';
import { mergeFindings } from '#estate/finding/merge.ts';
import type { AssetState, MergedFinding } from '#estate/finding/staged.ts';
import { settleCounters, takeCensus } from '#estate/finding/tally.ts';
import { storable } from '#estate/row.ts';
import type { ScanReport } from '#model/report.ts';
import type { Tier } from '#model/risk.ts';
import { type ReportIds } from './intern-report.ts';
import { stageFindings } from './stage-findings.ts';

/** At what moment, and by what, findings are judged. */
export interface JudgingWish {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Whether exceptions that the scan itself applied (ignore files, VEX) count; absent: they do. */
  readonly honoursExceptions?: boolean;
  /** Days that each tier allows, in place of the defaults. */
  readonly days?: Partial<Readonly<Record<Tier, number>>>;
}

interface JudgedAsset extends Pick<AssetState, 'id' | 'kind' | 'name'> {
  readonly identity: string;
}

/** Assesses and merges the findings of an asset, and brings counters and history up to date. */
export async function judge(
  tx: SqlWriter,
  {
    report,
    ids,
    asset,
    context,
    hidden,
  }: {
    readonly report: ScanReport;
    readonly ids: ReportIds;
    readonly asset: JudgedAsset;
    readonly context: JudgingWish;
    /** Whether the scan could not see a finding; absent: nothing is closed. */
    readonly hidden?: (fingerprint: string) => boolean;
  },
): Promise<readonly MergedFinding[]> {
  const before = await takeCensus(tx, [asset.id]);
  const place = await settleContext(tx, asset.id);
  const { now, days, honoursExceptions = true } = context;
  const staged = await stageFindings(tx, report.findings, {
    now,
    identity: asset.identity,
    context: place,
    exceptions: exceptionsByRule(await activeExceptions(tx)),
    places: await readAssetPlaces(tx, asset.id),
    ids,
    honours: honoursExceptions,
    ...(days !== undefined && { days }),
  });
  const merged = await mergeFindings(tx, { ...asset, running: place.running }, staged, {
    now,
    ...(days !== undefined && { days }),
    ...(hidden !== undefined && { isGone: (fingerprint) => !hidden(fingerprint) }),
  });
  await settleCounters(tx, before, now);
  await writeHistory(
    tx,
    merged.filter(({ what }) => what !== 'opened'),
    now,
  );
  return merged;
}

const changeKind = {
  opened: 'finding.opened',
  reopened: 'finding.reopened',
  updated: 'finding.updated',
  fixed: 'finding.fixed',
} as const;

/** What is told of findings that were merged. */
export function changesOf(merged: readonly MergedFinding[], asset: string): readonly Change[] {
  return merged.map(({ id, what, severity, tier, text, rule }) => ({
    kind: changeKind[what],
    subject: `${id}`,
    text: storable(`${text} (${asset})`, 1000),
    severity,
    data: { tier, ...(rule !== '' && { rule }), asset },
  }));
}
