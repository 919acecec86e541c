import type { RenderOptions } from '#contract/output.ts';
import type { Canvas } from '../table/line.ts';

/** What the terminal of the options can show. */
export function canvasOf({ columns, colour }: RenderOptions): Canvas {
  const width = Math.max(20, columns);
  return { columns: width, colour, stacked: width < 80 };
}
