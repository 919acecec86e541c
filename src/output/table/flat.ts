import type { RenderOptions } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { FaultFinding, SecretFinding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { isPlaced } from '../kind/place.ts';
import { secretLabel } from '../kind/secret.ts';
import { hiddenWord, layerWord } from '../layer-words.ts';
import { comparisonOf } from '../order.ts';
import { fixWord, pathWord } from '../why.ts';
import { clipMiddle, displayWidth, fit } from '../width.ts';
import { type Canvas, type Line, type Span, severityStyles, span, tierStyles } from './line.ts';

interface Row {
  readonly judged: JudgedFinding;
  readonly cells: readonly [id: string, what: string, fix: string, where: string];
}

const titles = ['id', 'what', 'fix', 'where'] as const;
/** Widest that a column may grow while others want room, in the order of `titles`. */
const greatest = [20, 44, 26, 200] as const;
/** Below this width the place is left out: names and versions cut in the middle help nobody. */
const columnsForPlace = 110;
const leadWidth = 16;

/** One row per finding in the order asked for; below 80 columns one block per finding. `+` marks what is new. */
export function* flatRows(
  findings: readonly JudgedFinding[],
  layers: ReadonlyMap<string, string>,
  options: RenderOptions,
  canvas: Canvas,
): Generator<Line> {
  if (findings.length === 0) return;
  const rows = findings.toSorted(comparisonOf(options.sort)).map((judged) => toRow(judged, layers));
  yield [];
  if (canvas.stacked) {
    for (const row of rows) yield* block(row, canvas);
    return;
  }
  const widths = columnWidths(rows, canvas.columns);
  yield line(
    [span(`  ${fit('tier', 5)}${fit('severity', leadWidth - 7)} `, 'dim')],
    titles,
    widths,
    true,
  );
  for (const row of rows) yield line(lead(row.judged), row.cells, widths, false);
}

function toRow(judged: JudgedFinding, layers: ReadonlyMap<string, string>): Row {
  const { finding, exception } = judged;
  const { subject, version } = detailOf(finding);
  const more = finding.locations.length > 1 ? ` and ${finding.locations.length - 1} more` : '';
  const fix = fixWord(finding);
  const settled =
    exception === undefined ? (finding.vex === undefined ? '' : 'excused, ') : 'accepted, ';
  const path = `${clean(finding.locations[0]?.path ?? '', 300)}${more}`;
  const where = [
    pathWord(finding),
    isPlaced(finding) ? whatOf(finding) : path,
    layerWord(finding, layers),
    hiddenWord(finding, layers),
  ];
  return {
    judged,
    cells: [
      clean(finding.rule, 100),
      `${clean(subject, 200)} ${clean(version, 100)}`.trim(),
      `${settled}${fix}`,
      where.filter((text) => text !== undefined && text !== '').join(' · '),
    ],
  };
}

/** The place stands in the column before; here is what is wrong with it. */
function whatOf(finding: SecretFinding | FaultFinding): string {
  return finding.kind === 'secret'
    ? secretLabel(finding.secret)
    : clean(finding.fault.message, 300);
}

function lead({ finding }: JudgedFinding): readonly Span[] {
  const { risk, severity, isNew } = finding;
  return [
    span(isNew === true ? '+ ' : '  ', 'good'),
    risk === undefined ? span('--', 'dim') : span(risk.tier, tierStyles[risk.tier]),
    span('   '),
    span(fit(severity, leadWidth - 7), severityStyles[severity]),
    span(' '),
  ];
}

function columnWidths(rows: readonly Row[], columns: number): readonly number[] {
  const shown = columns < columnsForPlace ? titles.slice(0, -1) : titles;
  const natural = shown.map((title, at) => {
    const widest = rows.reduce((max, row) => Math.max(max, displayWidth(row.cells[at] ?? '')), 0);
    return Math.min(Math.max(widest, title.length), greatest[at] ?? 20);
  });
  return shrink(natural, columns - leadWidth - 1 - 2 * (shown.length - 1));
}

/** Takes columns from the widest until all fit; the id, which is what one searches for, gives last. */
function shrink(widths: readonly number[], budget: number): readonly number[] {
  const shrunk = [...widths];
  let excess = shrunk.reduce((sum, width) => sum + width, 0) - budget;
  while (excess > 0) {
    const others = Math.max(...shrunk.slice(1));
    const widest = others > 12 ? shrunk.indexOf(others, 1) : shrunk.indexOf(Math.max(...shrunk));
    shrunk[widest] = (shrunk[widest] ?? 1) - 1;
    excess -= 1;
  }
  return shrunk;
}

function line(
  first: readonly Span[],
  cells: readonly string[],
  widths: readonly number[],
  title: boolean,
): Line {
  const fitted = widths.map((width, at) => fit(clipMiddle(cells[at] ?? '', width), width));
  const [id = '', ...rest] = fitted;
  const text = rest.join('  ');
  return title
    ? [...first, span(`${id}  ${text}`, 'dim')]
    : [...first, span(id, 'bold'), span(`  ${text}`)];
}

function block({ judged, cells }: Row, canvas: Canvas): readonly Line[] {
  const [id, what, fix, where] = cells;
  const { risk, severity, isNew } = judged.finding;
  const width = canvas.columns - 3;
  const tier = risk === undefined ? [] : [span(risk.tier, tierStyles[risk.tier]), span(' ')];
  return [
    [
      span(isNew === true ? '+ ' : '', 'good'),
      ...tier,
      span(severity, severityStyles[severity]),
      span(` ${id}`, 'bold'),
    ],
    [span('   '), span(clipMiddle(what, width))],
    [span('   '), span(clipMiddle(fix, width))],
    [span('   '), span(clipMiddle(where, width), 'dim')],
  ];
}
