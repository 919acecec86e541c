import type { Output } from '#contract/output.ts';
import type { ScanReport } from '#model/report.ts';
import { jsonChunks } from './json-chunks.ts';

/** The report itself, keys sorted; described by `schema/report-1.0.json`. `explain` reads it back. */
export const jsonOutput: Output = {
  kind: 'output',
  id: 'json',
  revision: 1,
  title: 'the whole report as JSON',
  mediaType: 'application/json',
  extension: 'json',
  render(report, options) {
    return jsonChunks(options.reproducible ? withoutTimes(report) : report, 'sorted');
  },
};

function withoutTimes(report: ScanReport): ScanReport {
  const { startedAt: _start, durationMs: _duration, ...rest } = report;
  return rest;
}
