import type { Output, RenderOptions } from '#contract/output.ts';
import type { ReportChange } from '#model/change.ts';
import type { ScanReport } from '#model/report.ts';
import type { RescanResult } from '#model/rescan.ts';
import { loadOutput as loadFromRoom, outputIds } from '#output/load-output.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** The ids of all outputs, known without loading one. */
export const formats: readonly string[] = outputIds;

/** Loads one output. Throws `usage.invalid-argument` with the ids that there are. */
export async function loadOutput(id: string): Promise<Output> {
  return loadFromRoom(id);
}

/** The text of `explain`, or `undefined` when the report has no such finding. */
export async function explain(
  report: ScanReport,
  finding: string,
  options: RenderOptions,
): Promise<string | undefined> {
  const { renderExplanation } = await import('#output/explain.ts');
  return renderExplanation(report, finding, options);
}

/** What differs between two reports, for people or programs. */
export async function renderChange(
  change: ReportChange,
  format: 'table' | 'json' | 'markdown',
  options: RenderOptions,
): Promise<Iterable<string>> {
  const room = await import('#output/change.ts');
  return room.renderChange(change, format, options);
}

/** The plan of a report alone. */
export async function renderPlan(
  report: ScanReport,
  format: 'table' | 'json' | 'markdown',
  options: RenderOptions,
): Promise<Iterable<string>> {
  const room = await import('#output/plan.ts');
  return room.renderPlan(report, format, options);
}

/** What newer advisories say about stored inventories. */
export async function renderRescan(
  result: RescanResult,
  format: 'table' | 'json',
  options: RenderOptions,
): Promise<Iterable<string>> {
  const room = await import('#output/rescan.ts');
  return room.renderRescan(result, format, options);
}

/** The catalogue, or a part of it. */
export async function renderChecks(
  entries: readonly CatalogueEntry[],
  format: 'table' | 'json',
  options: RenderOptions,
): Promise<Iterable<string>> {
  const room = await import('#output/catalogue.ts');
  return room.renderEntries(entries, format, options);
}

/** Everything about one check or secret rule. */
export async function explainCheck(
  entry: CatalogueEntry,
  options: RenderOptions,
): Promise<Iterable<string>> {
  const room = await import('#output/catalogue.ts');
  return room.explainEntry(entry, options);
}
