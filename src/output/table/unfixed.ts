import { plural } from '#kit/text.ts';
import type { FixAction } from '../actions.ts';
import { clean } from '../clean.ts';
import { countSeverities, formatCounts } from '../summary.ts';
import { actionReason } from '../why.ts';
import { clipMiddle, displayWidth, fit, wrap } from '../width.ts';
import { heading } from './action-rows.ts';
import { type Canvas, type Line, span } from './line.ts';

const maxPackages = 5;

/** What nobody can upgrade away yet: the sum and the worst packages. */
export function unfixedSection(actions: readonly FixAction[], canvas: Canvas): readonly Line[] {
  if (actions.length === 0) return [];
  const findings = actions.flatMap((action) => action.findings);
  const packages = plural(actions.length, 'package');
  const note = `${plural(findings.length, 'finding')} in ${packages}: ${formatCounts(countSeverities(findings))}`;
  const shown = actions.slice(0, maxPackages);
  const hidden = actions.length - shown.length;
  const rows = canvas.stacked ? stackedRows(shown, canvas) : wideRows(shown);
  const rest =
    hidden > 0 ? [[span(`  and ${hidden} more (--flat shows all)`, 'dim' as const)]] : [];
  return [[], ...heading('NO FIX AVAILABLE', note, canvas), ...rows, ...rest];
}

function wideRows(actions: readonly FixAction[]): readonly Line[] {
  const names = actions.map(({ name }) => clipMiddle(clean(name, 200), 30));
  const versions = actions.map(({ installed }) => clipMiddle(clean(installed, 100), 24));
  const nameWidth = Math.max(...names.map(displayWidth));
  const versionWidth = Math.max(...versions.map(displayWidth));
  return actions.map((action, index) => [
    span(`  ${fit(names[index] ?? '', nameWidth)}  ${fit(versions[index] ?? '', versionWidth)}  `),
    span(`${formatCounts(action.counts)}  `),
    span(actionReason(action), 'dim'),
  ]);
}

function stackedRows(actions: readonly FixAction[], canvas: Canvas): readonly Line[] {
  const width = canvas.columns - 3;
  return actions.flatMap((action): readonly Line[] => [
    [
      span('   '),
      span(clipMiddle(`${clean(action.name, 200)} ${clean(action.installed, 100)}`, width)),
    ],
    ...wrap(`${formatCounts(action.counts)}: ${actionReason(action)}`, width).map(
      (line): Line => [span('   '), span(line, 'dim')],
    ),
  ]);
}
