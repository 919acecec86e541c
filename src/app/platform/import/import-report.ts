import type { Change, ChangeLog, Place } from '#contract/platform.ts';
import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { mergeOccurrences, type StagedOccurrence } from '#estate/asset/occurrence.ts';
import {
  type AssetFacts,
  addPlaces,
  findAsset,
  writeAsset,
  writeDocument,
} from '#estate/asset/record.ts';
import type { MergedFinding } from '#estate/finding/staged.ts';
import { storable } from '#estate/row.ts';
import type { ScanReport } from '#model/report.ts';
import { assetFactsOf, type GivenAsset, placesOf } from './asset-facts.ts';
import { checkReport } from './check-report.ts';
import { type ReportIds } from './intern-report.ts';
import { changesOf, type JudgingWish, judge } from './judge.ts';
import { purlKey } from './keys.ts';
import { writeCosts } from './remedies.ts';
import { stillHidden } from './still-hidden.ts';
import { packReport } from './stored-report.ts';
import { withInterned } from './with-interned.ts';

/** What the caller knows beyond the report. */
export interface ImportContext extends GivenAsset, JudgingWish {
  /** Where the asset is, besides the repositories of its names. */
  readonly places?: readonly Place[];
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
  const body = await packReport(report);
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
