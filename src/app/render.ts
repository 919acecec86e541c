import type { Output, RenderOptions } from '#contract/output.ts';
import type { ScanReport } from '#model/report.ts';
import { loadOutput as loadFromRoom, outputIds } from '#output/load-output.ts';

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
