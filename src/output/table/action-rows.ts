import { plural } from '#kit/text.ts';
import type { Severity } from '#model/severity.ts';
import type { FixAction } from '../actions.ts';
import { clean } from '../clean.ts';
import { countSeverities, formatCounts, type SeverityCounts } from '../summary.ts';
import { actionPlace, actionReason, urgencyReasons } from '../why.ts';
import { clipMiddle, displayWidth, fit, wrap } from '../width.ts';
import { type Canvas, type Line, type Span, type Style, span } from './line.ts';

/** Upgrades of one kind, most urgent first. */
export interface ActionSection {
  readonly title: string;
  readonly actions: readonly FixAction[];
}

const maxActions = 10;
const countColumns: readonly (readonly [string, readonly Severity[], Style | undefined])[] = [
  ['crit', ['critical'], 'bad'],
  ['high', ['high'], 'strong'],
  ['med', ['medium'], 'warn'],
  ['low', ['low', 'negligible'], undefined],
  ['unkn', ['unknown'], 'warn'],
];
const countWidth = 5;

/** A heading and up to ten upgrades, each with what it settles and the worst reason to do it. */
export function actionSection(section: ActionSection, canvas: Canvas): readonly Line[] {
  const shown = section.actions.slice(0, maxActions);
  const hidden = section.actions.slice(maxActions);
  const findings = section.actions.reduce((sum, action) => sum + action.findings.length, 0);
  const note = `${plural(section.actions.length, 'upgrade')} ${section.actions.length === 1 ? 'settles' : 'settle'} ${plural(findings, 'finding')}`;
  const rows = canvas.stacked ? stackedRows(shown, canvas) : wideRows(shown, canvas);
  return [[], ...heading(section.title, note, canvas), ...rows, ...more(hidden)];
}

/** A title with a remark beside it, or below it where there is no room. */
export function heading(title: string, note: string, canvas: Canvas): readonly Line[] {
  if (!canvas.stacked) return [[span(title, 'bold'), span(`   ${note}`, 'dim')]];
  return [
    [span(title, 'bold')],
    ...wrap(note, canvas.columns).map((line): Line => [span(line, 'dim')]),
  ];
}

function more(hidden: readonly FixAction[]): readonly Line[] {
  if (hidden.length === 0) return [];
  const counts = formatCounts(countSeverities(hidden.flatMap((action) => action.findings)));
  return [[span(`    and ${hidden.length} more, with ${counts} (--flat shows all)`, 'dim')]];
}

function wideRows(actions: readonly FixAction[], canvas: Canvas): readonly Line[] {
  const names = actions.map((action) => clean(action.name, 200));
  const changes = actions.map(change);
  const nameWidth = Math.min(Math.max(...names.map(displayWidth), 7), 36);
  const changeWidth = Math.max(...changes.map(displayWidth), 22);
  const countsWidth = countWidth * countColumns.length;
  const oneLine = 2 + nameWidth + 2 + changeWidth + countsWidth <= canvas.columns;
  const middle = oneLine ? nameWidth + 2 + changeWidth : canvas.columns - 2 - countsWidth;
  const title = oneLine ? `${fit('package', nameWidth)}  installed -> fixed in` : 'package';
  const header = [span(`  ${fit(title, middle)}`, 'dim'), ...countHeader()];
  const rows = actions.flatMap((action, index) => {
    const name = clipMiddle(names[index] ?? '', oneLine ? nameWidth : middle);
    const lead = [span('  '), span(name, 'bold')];
    const gap = ' '.repeat((oneLine ? nameWidth + 2 : middle) - displayWidth(name));
    const versions = fit(changes[index] ?? '', changeWidth);
    return [
      [...lead, span(oneLine ? gap + versions : gap), ...countCells(action.counts)],
      ...(oneLine ? [] : [[span(`    ${changes[index]}`)]]),
      reasonLine(action, '    '),
    ];
  });
  return [header, ...rows];
}

function stackedRows(actions: readonly FixAction[], canvas: Canvas): readonly Line[] {
  const width = canvas.columns - 3;
  return actions.flatMap((action): readonly Line[] => [
    [span(' '), span(clipMiddle(clean(action.name, 200), width), 'bold')],
    ...indented(change(action), width),
    ...indented(formatCounts(action.counts), width),
    ...indented(actionReason(action), width, urgencyStyle(action)),
    ...indented(actionPlace(action), width, 'dim'),
  ]);
}

function indented(text: string, width: number, style?: Style): readonly Line[] {
  if (text === '') return [];
  return wrap(text, width).map((line) => [span('   '), span(line, style)]);
}

function reasonLine(action: FixAction, indent: string): Line {
  const place = actionPlace(action);
  return [
    span(`${indent}${actionReason(action)}`, urgencyStyle(action)),
    span(place === '' ? '' : `  ${place}`, 'dim'),
  ];
}

function urgencyStyle(action: FixAction): Style {
  return urgencyReasons(action.findings[0].finding.vulnerability).length > 0 ? 'strong' : 'dim';
}

function change(action: FixAction): string {
  const installed = clean(action.installed, 100);
  return `${installed === '' ? '(no version)' : installed} -> ${clean(action.fixed ?? '', 100)}`;
}

function countHeader(): readonly Span[] {
  return countColumns.map(([title]) => span(fit(title, countWidth, 'right'), 'dim'));
}

function countCells(counts: SeverityCounts): readonly Span[] {
  return countColumns.map(([, severities, style]) => {
    const count = severities.reduce((sum, severity) => sum + (counts.get(severity) ?? 0), 0);
    const text = fit(count === 0 ? '·' : `${count}`, countWidth, 'right');
    return count === 0 ? span(text, 'dim') : span(text, style);
  });
}
