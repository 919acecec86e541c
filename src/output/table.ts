import type { Output, RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { type FixAction, fixActions } from './actions.ts';
import { clean } from './clean.ts';
import { openFindings } from './summary.ts';
import { type ActionSection, actionSection } from './table/action-rows.ts';
import { flatRows } from './table/flat.ts';
import { foot } from './table/foot.ts';
import { head } from './table/head.ts';
import { type Canvas, type Line, paint, span } from './table/line.ts';
import { unfixedSection } from './table/unfixed.ts';

/** For people at a terminal: the answer, what to do first, what was not examined, how old the data is. */
export const tableOutput: Output = {
  kind: 'output',
  id: 'table',
  revision: 1,
  title: 'table for the terminal, grouped by what fixes the findings',
  mediaType: 'text/plain; charset=utf-8',
  extension: 'txt',
  *render(report, options) {
    const columns = Math.max(20, options.columns);
    const canvas: Canvas = { columns, colour: options.colour, stacked: columns < 80 };
    for (const line of lines(report, options, canvas)) yield paint(line, canvas);
  },
};

function* lines(report: ScanReport, options: RenderOptions, canvas: Canvas): Generator<Line> {
  const actions = fixActions(openFindings(report).filter(({ shown }) => shown));
  yield* head(report, actions, canvas);
  if (options.flat)
    yield* flatRows(
      report.findings.filter(({ shown }) => shown),
      canvas,
    );
  else yield* grouped(report, actions, canvas);
  const hidden = openFindings(report).filter(({ shown }) => !shown).length;
  if (hidden > 0)
    yield* [
      [],
      [span(`${plural(hidden, 'finding')} not shown here; files keep all of them`, 'dim')],
    ];
  yield* foot(report, options, canvas);
}

function grouped(
  report: ScanReport,
  actions: readonly FixAction[],
  canvas: Canvas,
): readonly Line[] {
  return [
    ...sections(report, actions).flatMap((section) => actionSection(section, canvas)),
    ...unfixedSection(
      actions.filter(({ kind }) => kind === 'none'),
      canvas,
    ),
  ];
}

/** The section with the most urgent upgrade comes first, so that reading from the top is the order to work in. */
function sections(report: ScanReport, actions: readonly FixAction[]): readonly ActionSection[] {
  const upgrades = actions.filter(({ kind }) => kind !== 'none');
  const os = upgrades.filter(({ kind }) => kind === 'os');
  const libraries = upgrades.filter(({ kind }) => kind === 'library');
  const system = report.inventory.os;
  const name =
    system === undefined ? '' : ` (${clean(`${system.id} ${system.version}`.trim(), 40)})`;
  const sectionOfOs = { title: `UPGRADE OS PACKAGES${name}`, actions: os };
  const sectionOfLibraries = { title: 'UPGRADE LIBRARIES', actions: libraries };
  const ordered =
    upgrades[0]?.kind === 'library'
      ? [sectionOfLibraries, sectionOfOs]
      : [sectionOfOs, sectionOfLibraries];
  return ordered.filter((section) => section.actions.length > 0);
}
