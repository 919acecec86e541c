import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Change, ChangeLog, Place } from '#contract/platform.ts';
import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { mergeOccurrences, type StagedOccurrence } from '#estate/asset/occurrence.ts';
import {
  type AssetFacts,
  addPlaces,
  findAsset,
  readDocument,
  settleContext,
  writeAsset,
  writeDocument,
} from '#estate/asset/record.ts';
import { exceptionsByRule } from '#estate/exception/cover.ts';
import { readAssetPlaces } from '#estate/exception/places.ts';
import { activeExceptions } from '#estate/exception/record.ts';
import { writeHistory } from '#estate/finding/history.ts';
import { mergeFindings } from '#estate/finding/merge.ts';
import type { AssetState, MergedFinding } from '#estate/finding/staged.ts';
import { settleCounters, takeCensus } from '#estate/finding/tally.ts';
import { storable, textOf } from '#estate/row.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { ScanReport } from '#model/report.ts';
import type { Tier } from '#model/risk.ts';
import { assetFactsOf, type GivenAsset, placesOf } from './asset-facts.ts';
import { checkReport } from './check-report.ts';
import { writeCosts } from './remedies.ts';
import { purlKey, type ReportIds, stageFindings } from './stage-findings.ts';
import { stillHidden } from './still-hidden.ts';
import { withInterned } from './with-interned.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const maxReportBytes = 2 ** 29;

/** What the caller knows beyond the report. */
export interface ImportContext extends GivenAsset {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Where the asset is, besides the repositories of its names. */
  readonly places?: readonly Place[];
  /** Whether exceptions that the scan itself applied (ignore files, VEX) count; absent: they do. */
  readonly honoursExceptions?: boolean;
  /** Days that each tier allows, in place of the defaults. */
  readonly days?: Partial<Readonly<Record<Tier, number>>>;
  /** Asked of what the report is about before anything is written; throws to refuse. */
  readonly mayTake?: (facts: AssetFacts) => Promise<void>;
}

/** Row id of the asset as text, and how many findings opened (also again) and closed. */
export interface ImportResult {
  readonly asset: string;
  readonly opened: number;
  readonly closed: number;
}

/**
 * Takes the report of a scan in: the asset, its software, its findings. What vanished since the scan before is fixed, unless the
 * scan had a gap there; the same report again changes nothing, and an older one than the last changes nothing either.
 * Throws `input.malformed` for a report that has not the shape of one, before anything is written.
 */
export async function importReport(
  database: SqlDatabase,
  changes: ChangeLog,
  report: unknown,
  context: ImportContext,
): Promise<ImportResult> {
  checkReport(report);
  const facts = assetFactsOf(report, context, context.now);
  await context.mayTake?.(facts);
  const known = await findAsset(database, facts.identity);
  if (known?.scanned !== undefined && known.scanned > facts.scanned)
    return { asset: `${known.id}`, opened: 0, closed: 0 };
  const body = await compress(Buffer.from(JSON.stringify(report)));
  const result = await withInterned(database, report, (tx, ids) =>
    importIn(tx, changes, { report, context, facts, ids, body }),
  );
  changes.committed();
  return result;
}

interface Importing {
  readonly report: ScanReport;
  readonly context: ImportContext;
  readonly facts: AssetFacts;
  readonly ids: ReportIds;
  readonly body: Uint8Array;
}

async function importIn(
  tx: SqlWriter,
  changes: ChangeLog,
  { report, context, facts, ids, body }: Importing,
): Promise<ImportResult> {
  const written = await writeAsset(tx, facts, context.now);
  if (written.scanned !== undefined && written.scanned > facts.scanned)
    return { asset: `${written.id}`, opened: 0, closed: 0 };
  await addPlaces(tx, written.id, [...placesOf(facts), ...(context.places ?? [])]);
  const hidden = await stillHidden(tx, written.id, report);
  await mergeOccurrences(tx, written.id, occurrencesOf(report, ids));
  await writeDocument(tx, written.id, 'report', body);
  await writeDocument(tx, written.id, 'import', importFacts(context));
  await writeCosts(tx, written.id, ids.remedies);
  const asset = { id: written.id, identity: facts.identity, kind: facts.kind, name: facts.name };
  const merged = await judge(tx, { report, ids, asset, context, hidden });
  const told = changesOf(merged, facts.name);
  const counts = {
    opened: countOf(merged, 'opened', 'reopened'),
    closed: countOf(merged, 'fixed'),
  };
  const isNews = written.scanned !== facts.scanned;
  await changes.append(tx, isNews ? [...told, scannedChange(written.id, facts, counts)] : told);
  return { asset: `${written.id}`, ...counts };
}

/** What a later reassessment has to know again. */
function importFacts({ honoursExceptions = true }: ImportContext): Uint8Array {
  return Buffer.from(JSON.stringify({ honoursExceptions }));
}

interface JudgedAsset extends Pick<AssetState, 'id' | 'kind' | 'name'> {
  readonly identity: string;
}

/** Assesses and merges the findings of an asset, and brings counters and history up to date. */
async function judge(
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
    readonly context: Pick<ImportContext, 'now' | 'honoursExceptions' | 'days'>;
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

/**
 * Judges assets anew after something changed where they stand: what they load, how they are reached, what runs them, which
 * exceptions count. Findings are those of their last scans. One transaction an asset; assets without a scan are passed over.
 */
export async function reassess(
  database: SqlDatabase,
  changes: ChangeLog,
  assets: readonly number[],
  now: number,
): Promise<void> {
  for (const id of new Set(assets)) {
    const report = await storedReport(database, id);
    if (report === undefined) {
      await database.transaction((tx) => settleContext(tx, id));
      continue;
    }
    await withInterned(database, report, (tx, ids) =>
      reassessIn(tx, changes, { id, report, ids, now }),
    );
  }
  changes.committed();
}

async function reassessIn(
  tx: SqlWriter,
  changes: ChangeLog,
  {
    id,
    report,
    ids,
    now,
  }: {
    readonly id: number;
    readonly report: ScanReport;
    readonly ids: ReportIds;
    readonly now: number;
  },
): Promise<void> {
  const row = await tx.first('SELECT identity, kind, name FROM asset WHERE id = ?', [id]);
  if (row === undefined) return;
  const kind = (['image', 'host', 'cluster', 'repository'] as const).find(
    (one) => one === textOf(row, 'kind'),
  );
  const kept = await readDocument(tx, id, 'import');
  const facts =
    kept === undefined ? {} : parseJson(Buffer.from(kept).toString(), 'the facts of an import');
  const asset = {
    id,
    identity: textOf(row, 'identity'),
    kind: kind ?? 'image',
    name: textOf(row, 'name'),
  };
  const context = {
    now,
    honoursExceptions: !isRecord(facts) || facts['honoursExceptions'] !== false,
  };
  const merged = await judge(tx, { report, ids, asset, context });
  await changes.append(tx, changesOf(merged, asset.name));
}

/** The last report of an asset, unpacked. Throws `limit.size` for one that is larger than any that we keep. */
export async function storedReport(
  database: Pick<SqlDatabase, 'first' | 'all'>,
  asset: number,
): Promise<ScanReport | undefined> {
  const body = await readDocument(database, asset, 'report');
  if (body === undefined) return undefined;
  const text = await decompress(body, { maxOutputLength: maxReportBytes });
  return parseJson(text.toString(), 'a stored report') as ScanReport; // it was checked when it came in
}

function occurrencesOf({ inventory }: ScanReport, ids: ReportIds): readonly StagedOccurrence[] {
  const layers = new Map<string, number>(inventory.layers.map(({ diffId }, at) => [diffId, at]));
  return inventory.components
    .filter(({ presence }) => presence !== 'removed')
    .map((component) => {
      const { path, layer } = component.locations[0];
      return {
        component: ids.components.get(purlKey(component)) ?? 0,
        path: storable(path, 1000),
        layer: layer === undefined ? -1 : (layers.get(layer) ?? -1),
      };
    });
}

const changeKind = {
  opened: 'finding.opened',
  reopened: 'finding.reopened',
  updated: 'finding.updated',
  fixed: 'finding.fixed',
} as const;

function changesOf(merged: readonly MergedFinding[], asset: string): readonly Change[] {
  return merged.map(({ id, what, severity, tier, text, rule }) => ({
    kind: changeKind[what],
    subject: `${id}`,
    text: storable(`${text} (${asset})`, 1000),
    severity,
    data: { tier, ...(rule !== '' && { rule }), asset },
  }));
}

function scannedChange(
  id: number,
  { name, gaps, components }: AssetFacts,
  { opened, closed }: { readonly opened: number; readonly closed: number },
): Change {
  return {
    kind: 'asset.scanned',
    subject: `${id}`,
    text: storable(`${name} was scanned: ${opened} opened, ${closed} fixed`, 1000),
    data: { opened, closed, gaps, components },
  };
}

function countOf(
  merged: readonly MergedFinding[],
  ...what: readonly MergedFinding['what'][]
): number {
  return merged.filter((one) => what.includes(one.what)).length;
}
