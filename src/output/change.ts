import type { RenderOptions } from '#contract/output.ts';
import { unreachable } from '#kit/never.ts';
import type { ReportChange } from '#model/change.ts';
import { changeMarkdown } from './change/markdown.ts';
import { changeLines } from './change/table.ts';
import { jsonChunks } from './json-chunks.ts';
import type { DocumentFormat } from './plan.ts';
import { type Canvas, paint } from './table/line.ts';

/** What differs between two reports. JSON is `ReportChange` as it is. */
export function* renderChange(
  change: ReportChange,
  format: DocumentFormat,
  options: RenderOptions,
): Generator<string> {
  switch (format) {
    case 'json':
      yield* jsonChunks(change, 'sorted');
      return;
    case 'markdown':
      yield* changeMarkdown(change);
      return;
    case 'table': {
      const columns = Math.max(20, options.columns);
      const canvas: Canvas = { columns, colour: options.colour, stacked: columns < 80 };
      for (const line of changeLines(change, canvas, options)) yield paint(line, canvas);
      return;
    }
    default:
      unreachable(format);
  }
}
