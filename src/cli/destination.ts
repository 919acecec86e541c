import { formats } from '#app/render.ts';
import type { Output, RenderOptions } from '#contract/output.ts';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { quote } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import type { Terminal } from './terminal.ts';

/** One `-o FORMAT[=FILE]`: without a file the text goes to stdout. */
export interface Destination {
  readonly format: string;
  readonly file?: string;
}

/**
 * Parses the `-o` options; none at all means the table. Throws `usage.invalid-argument` for unknown formats and for two
 * results on stdout.
 */
export function parseDestinations(texts: readonly string[]): readonly Destination[] {
  const destinations = (texts.length === 0 ? ['table'] : texts).map(parseDestination);
  if (destinations.filter(({ file }) => file === undefined).length > 1) {
    throw new CaissonError('usage.invalid-argument', 'two outputs cannot both go to stdout', {
      hint: 'give all but one a file: -o table -o sarif=report.sarif',
    });
  }
  return destinations;
}

/** Writes a report in one format. Files appear whole or not at all. */
export async function writeReport(
  { file }: Destination,
  output: Output,
  report: ScanReport,
  options: { readonly render: RenderOptions; readonly terminal: Terminal },
): Promise<void> {
  const chunks = output.render(report, options.render);
  if (file === undefined) {
    for (const chunk of chunks) options.terminal.out.write(chunk);
    return;
  }
  try {
    writeFileAtomic(file, [...chunks].join(''));
  } catch (cause) {
    throw new CaissonError('host.io', `cannot write ${quote(file)}`, { cause });
  }
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
