import { clean } from '../clean.ts';
import { type Canvas, type Line, type Span, type Style, span } from '../table/line.ts';
import { clipMiddle, displayWidth, fit, wrap } from '../width.ts';

/** One cell: its text, and how it is meant. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

/** A table for people: as wide as its texts, cut to the terminal; on narrow ones each row is a block of lines. */
export interface Grid {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const gap = 2;

export function cell(text: string, style?: Style): Cell {
  return style === undefined ? { text: clean(text, 1000) } : { text: clean(text, 1000), style };
}

/** The lines of a grid; none without rows. */
export function* gridLines({ titles, rows }: Grid, canvas: Canvas): Generator<Line> {
  if (rows.length === 0) return;
  const natural = naturalWidths(titles, rows);
  const widths = shrunk(natural, canvas.columns);
  if (canvas.stacked || isCrippled(natural, widths)) {
    for (const row of rows) yield* stackedRow(titles, row, canvas);
    return;
  }
  yield titles.map((title, at) => span(padded(title, at, widths), 'dim'));
  for (const row of rows)
    yield row.map(({ text, style }, at) =>
      span(padded(clipMiddle(text, widths[at] ?? 0), at, widths), style),
    );
}

function padded(text: string, at: number, widths: readonly number[]): string {
  return at === widths.length - 1 ? text : `${fit(text, widths[at] ?? 0)}${' '.repeat(gap)}`;
}

function naturalWidths(titles: readonly string[], rows: Grid['rows']): readonly number[] {
  return titles.map((title, at) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[at]?.text ?? '')), title.length),
  );
}

/** Wide columns give way first, down to a width in which something can still be read. */
function shrunk(natural: readonly number[], columns: number): readonly number[] {
  const widths = [...natural];
  const room = columns - gap * (widths.length - 1);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = Math.max(...widths);
    if (widest <= least) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

const least = 8;

/** Whether the names in the first columns are cut so far that nobody knows what is meant. */
function isCrippled(natural: readonly number[], widths: readonly number[]): boolean {
  return natural
    .slice(0, 2)
    .some((wanted, at) => wanted > 20 && (widths[at] ?? 0) < Math.min(wanted * 0.7, 32));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function* stackedRow(
  titles: readonly string[],
  row: readonly Cell[],
  canvas: Canvas,
): Generator<Line> {
  for (const [at, { text, style }] of row.entries()) {
    if (text === '') continue;
    const lead: Span = at === 0 ? span('') : span(`  ${titles[at] ?? ''} `, 'dim');
    const [first = '', ...rest] = wrap(text, canvas.columns - displayWidth(lead.text));
    yield [lead, span(first, at === 0 ? (style ?? 'bold') : style)];
    for (const line of rest) yield [span('    '), span(line, style)];
  }
}
