import type { JudgedFinding } from '#model/decision.ts';
import type { Severity } from '#model/severity.ts';
import { comparedVersion, compareUrgency } from '../actions.ts';
import { clean } from '../clean.ts';
import { stateWords } from '../why.ts';
import { clipMiddle, displayWidth, fit } from '../width.ts';
import { type Canvas, type Line, type Span, type Style, span } from './line.ts';

const severityStyles: Readonly<Record<Severity, Style | undefined>> = {
  critical: 'bad',
  high: 'strong',
  medium: 'warn',
  low: undefined,
  negligible: 'dim',
  unknown: 'warn',
};

interface Row {
  readonly severity: Severity;
  readonly cells: readonly [
    id: string,
    component: string,
    installed: string,
    fixed: string,
    path: string,
  ];
}

const titles = ['vulnerability', 'component', 'installed', 'fixed in', 'where'] as const;
/** Widest that a column may grow while others want room, in the order of `titles`. */
const greatest = [20, 32, 26, 26, 200] as const;
/** Below this width the place is left out: names and versions cut in the middle help nobody. */
const columnsForPlace = 110;

/** One row per finding, most urgent first; below 80 columns one block per finding. */
export function* flatRows(findings: readonly JudgedFinding[], canvas: Canvas): Generator<Line> {
  if (findings.length === 0) return;
  const rows = findings.toSorted(compareUrgency).map(toRow);
  yield [];
  if (canvas.stacked) {
    for (const row of rows) yield* block(row, canvas);
    return;
  }
  const widths = columnWidths(rows, canvas.columns);
  yield line(span(fit('severity', 11), 'dim'), titles, widths, 'dim');
  for (const row of rows)
    yield line(span(fit(row.severity, 11), severityStyles[row.severity]), row.cells, widths);
}

function toRow({ finding, exception }: JudgedFinding): Row {
  const { component, fixedVersion, state } = finding.vulnerability;
  const more = finding.locations.length > 1 ? ` and ${finding.locations.length - 1} more` : '';
  const fix = fixedVersion === undefined ? stateWords[state] : clean(fixedVersion, 100);
  return {
    severity: finding.severity,
    cells: [
      clean(finding.rule, 100),
      clean(component.name, 200),
      clean(comparedVersion(component), 100),
      exception === undefined ? fix : `accepted, ${fix}`,
      `${clean(finding.locations[0]?.path ?? '', 300)}${more}`,
    ],
  };
}

function columnWidths(rows: readonly Row[], columns: number): readonly number[] {
  const shown = columns < columnsForPlace ? titles.slice(0, -1) : titles;
  const natural = shown.map((title, at) => {
    const widest = rows.reduce((max, row) => Math.max(max, displayWidth(row.cells[at] ?? '')), 0);
    return Math.min(Math.max(widest, title.length), greatest[at] ?? 20);
  });
  return shrink(natural, columns - 11 - 2 * (shown.length - 1));
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
  lead: Span,
  cells: readonly string[],
  widths: readonly number[],
  style?: Style,
): Line {
  const fitted = widths.map((width, at) => fit(clipMiddle(cells[at] ?? '', width), width));
  return [lead, span(fitted.join('  '), style)];
}

function block(row: Row, canvas: Canvas): readonly Line[] {
  const [id, component, installed, fixed, path] = row.cells;
  const width = canvas.columns - 3;
  return [
    [span(row.severity, severityStyles[row.severity]), span(` ${id}`, 'bold')],
    [span('   '), span(clipMiddle(component, width))],
    [span('   '), span(clipMiddle(`${installed} -> ${fixed}`, width))],
    [span('   '), span(clipMiddle(path, width), 'dim')],
  ];
}
