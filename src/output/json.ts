import type { Output, RenderOptions } from '#contract/output.ts';
import type { ScanReport } from '#model/report.ts';
import { jsonChunks } from './json-chunks.ts';

/** The report itself, keys sorted; described by `schema/report-1.3.json`. `explain` reads it back. */
export const jsonOutput: Output = {
  kind: 'output',
  id: 'json',
  revision: 1,
  title: 'the whole report as JSON',
  mediaType: 'application/json',
  extension: 'json',
  render(report, options) {
    return jsonChunks(jsonReport(report, options), 'sorted');
  },
};

/** The report as it is written: without the times of the run when it is to be reproducible. */
export function jsonReport(report: ScanReport, { reproducible }: RenderOptions): ScanReport {
  if (!reproducible) return report;
  const { startedAt: _start, durationMs: _duration, ...rest } = report;
  return rest;
}
