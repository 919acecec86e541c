import { resolve } from 'node:path';
import { formats } from '#app/render.ts';
import type { Output, RenderOptions } from '#contract/output.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { batched, writeReportFile } from './report-file.ts';
import type { Terminal } from './terminal.ts';

/** One `-o FORMAT[=FILE]`: without a file the text goes to stdout. */
export interface Destination {
  readonly format: string;
  readonly file?: string;
}

/**
 * Parses the `-o` options; none at all means the table. Throws `usage.invalid-argument` for unknown formats and for two
 * results in one place.
 */
export function parseDestinations(texts: readonly string[]): readonly Destination[] {
  const destinations = (texts.length === 0 ? ['table'] : texts).map(parseDestination);
  const files = destinations.flatMap(({ file }) => file ?? []);
  if (destinations.length - files.length > 1) {
    throw new CaissonError('usage.invalid-argument', 'two outputs cannot both go to stdout', {
      hint: 'give all but one a file: -o table -o sarif=report.sarif',
    });
  }
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) {
    throw new CaissonError(
      'usage.invalid-argument',
      `two outputs cannot both go to ${quote(twice)}`,
      { hint: 'give each its own file' },
    );
  }
  return destinations;
}

/** Writes a report in one format. Files appear whole or not at all. */
export function writeReport(
  { file }: Destination,
  output: Output,
  report: ScanReport,
  options: { readonly render: RenderOptions; readonly terminal: Terminal },
): void {
  const { render, terminal } = options;
  const chunks = output.render(report, render);
  if (file !== undefined) writeReportFile(resolve(terminal.workingDirectory, file), chunks);
  else for (const text of batched(chunks)) terminal.out.write(text);
}

function parseDestination(text: string): Destination {
  const at = text.indexOf('=');
  const format = at === -1 ? text : text.slice(0, at);
  const file = at === -1 ? undefined : text.slice(at + 1);
  if (!formats.includes(format) || file === '') {
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is not an output`, {
      hint: `write FORMAT or FORMAT=FILE with one of ${formats.join(', ')}`,
    });
  }
  return { format, ...(file !== undefined && { file }) };
}
