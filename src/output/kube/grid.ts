import { clean } from '../clean.ts';
import { type Canvas, type Line, type Span, type Style, span } from '../table/line.ts';
import { displayWidth, fit, wrap } from '../width.ts';

/** One cell: its text, and how it is meant. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
  /** Its words may be broken where room is short: paths. */
  readonly isLoose?: true;
}

/** A table for people: nothing in it is cut. What does not fit goes on in the next line, or each row is a block of lines. */
export interface Grid {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of numbers. */
  readonly right?: readonly number[];
  /** Blanks before each row. */
  readonly indent?: number;
}

const gap = 2;
const maxText = 1200;
const maxItems = 24;
/** Words up to this are never broken in columns. */
const longWord = 40;
const looseWidth = 20;

export function cell(text: string, style?: Style): Cell {
  return style === undefined
    ? { text: clean(text, maxText) }
    : { text: clean(text, maxText), style };
}

/** A cell with many names, of which those that would make it too long are counted. */
export function listCell(items: readonly string[]): Cell {
  const shown = items.slice(0, maxItems);
  const more = items.length - shown.length;
  return cell(more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', '));
}

/** A cell with a place in a file. */
export function placeCell(text: string): Cell {
  return { ...cell(text, 'dim'), isLoose: true };
}

/** The lines of a grid; none without rows. */
export function* gridLines(grid: Grid, canvas: Canvas): Generator<Line> {
  const { rows, indent = 0 } = grid;
  if (rows.length === 0) return;
  const room = canvas.columns - indent;
  const widths = widthsOf(grid, room);
  if (widths === undefined) {
    for (const row of rows) yield* stackedRow(grid, row, canvas);
    return;
  }
  const titles = grid.titles.map((text): Cell => ({ text, style: 'dim' }));
  for (const row of [titles, ...rows]) yield* rowLines(row, widths, grid);
}

function* rowLines(
  row: readonly Cell[],
  widths: readonly number[],
  { right = [], indent = 0 }: Grid,
): Generator<Line> {
  const texts = row.map(({ text }, at) => wrap(text, widths[at] ?? 0));
  const height = Math.max(...texts.map(({ length }) => length));
  for (let line = 0; line < height; line += 1) {
    const spans = row.map(({ style }, at) => {
      const align = right.includes(at) ? 'right' : 'left';
      return span(fit(texts[at]?.[line] ?? '', widths[at] ?? 0, align), style);
    });
    const margin = span(' '.repeat(indent));
    yield [
      margin,
      ...spans.flatMap((one, at) => (at === 0 ? [one] : [span(' '.repeat(gap)), one])),
    ];
  }
}

/** As wide as the texts where there is room; else wide columns give way down to their longest words. `undefined`: no room. */
function widthsOf({ titles, rows }: Grid, columns: number): readonly number[] | undefined {
  const widths = titles.map((title, at) => widest(rows, at, title.length, displayOf));
  const least = titles.map((title, at) => widest(rows, at, title.length, wordOf));
  let over = sum(widths) + gap * (widths.length - 1) - columns;
  if (over <= 0) return widths;
  if (sum(least) + gap * (least.length - 1) > columns) return undefined;
  for (; over > 0; over -= 1) {
    const slack = widths.map((width, at) => (width > (least[at] ?? 0) ? width : 0));
    const at = slack.indexOf(Math.max(...slack));
    widths[at] = (widths[at] ?? 0) - 1;
  }
  return widths;
}

function widest(
  rows: Grid['rows'],
  at: number,
  start: number,
  measure: (cell: Cell) => number,
): number {
  return rows.reduce((most, row) => {
    const one = row[at];
    return one === undefined ? most : Math.max(most, measure(one));
  }, start);
}

function displayOf({ text }: Cell): number {
  return displayWidth(text);
}

function wordOf({ text, isLoose }: Cell): number {
  const longest = text.split(' ').reduce((most, word) => Math.max(most, displayWidth(word)), 0);
  return Math.min(longest, isLoose === true ? looseWidth : longWord);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function* stackedRow(
  { titles, indent = 0 }: Grid,
  row: readonly Cell[],
  canvas: Canvas,
): Generator<Line> {
  const margin = ' '.repeat(indent);
  for (const [at, { text, style }] of row.entries()) {
    if (text === '') continue;
    const lead: Span = at === 0 ? span(margin) : span(`${margin}  ${titles[at] ?? ''} `, 'dim');
    const [first = '', ...rest] = wrap(text, canvas.columns - displayWidth(lead.text));
    yield [lead, span(first, at === 0 ? (style ?? 'bold') : style)];
    for (const line of rest.flatMap((one) => wrap(one, canvas.columns - indent - 4)))
      yield [span(`${margin}    `), span(line, style)];
  }
}
