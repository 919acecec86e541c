import { plural } from '#kit/text.ts';
import type { FixAction } from '../actions.ts';
import { clean } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { isPlaced } from '../kind/place.ts';
import { secretLabel } from '../kind/secret.ts';
import { hiddenWord, layerWord } from '../layer-words.ts';
import { formatTiers } from '../summary.ts';
import { actionPlace, actionReason, pathWord } from '../why.ts';
import { clip, clipMiddle, displayWidth, fit } from '../width.ts';
import {
  type Canvas,
  heading,
  indented,
  type Line,
  type Span,
  severityStyles,
  span,
  tierStyles,
} from './line.ts';

/** Groups under one heading, in the order to show them. */
export interface Group {
  readonly title: string;
  readonly note: string;
  readonly actions: readonly FixAction[];
  readonly most: number;
  /** The first group names the columns. */
  readonly isFirst?: boolean;
}

const tierWidth = 4;
const severityWidth = 11;
const countWidth = 5;
const indentWidth = 2 + tierWidth;

/** A heading and one group of findings per entry: how urgent, what, the fix, why, and where it is. */
export function groupSection(
  group: Group,
  layers: ReadonlyMap<string, string>,
  canvas: Canvas,
): readonly Line[] {
  const shown = group.actions.slice(0, group.most);
  const hidden = group.actions.slice(group.most);
  const rows = canvas.stacked
    ? shown.flatMap((action) => stackedRow(action, layers, canvas))
    : wideRows(shown, layers, canvas).slice(group.isFirst && shown.length > 0 ? 0 : 1);
  return [
    [],
    ...heading(group.title, group.note, canvas),
    ...rows,
    ...more(hidden, shown.length === 0, canvas),
  ];
}

function more(hidden: readonly FixAction[], isAll: boolean, canvas: Canvas): readonly Line[] {
  if (hidden.length === 0) return [];
  const counts = formatTiers(hidden.flatMap((action) => action.findings));
  const text = isAll
    ? `all of the lowest severity, with ${counts} (--flat shows them)`
    : `and ${hidden.length} more, with ${counts} (--flat shows all)`;
  return indented(text, canvas.stacked ? 1 : indentWidth, canvas, 'dim');
}

function wideRows(
  actions: readonly FixAction[],
  layers: ReadonlyMap<string, string>,
  canvas: Canvas,
): readonly Line[] {
  const budget = canvas.columns - indentWidth - severityWidth - countWidth - 2;
  const whats = actions.map(what);
  const fixes = actions.map(fixOf);
  const widestFix = Math.max(8, ...fixes.map(displayWidth));
  const widestWhat = Math.max(12, ...whats.map(displayWidth));
  const fixWidth = Math.min(widestFix, Math.max(Math.floor(budget * 0.4), budget - widestWhat));
  const whatWidth = Math.min(widestWhat, budget - fixWidth);
  const header = `  ${fit('tier', tierWidth)} ${fit('severity', severityWidth - 1)}${fit('what', whatWidth)}  ${fit('fix', fixWidth)}${fit('', countWidth)}`;
  const rows = actions.flatMap((action, index) => [
    [
      ...lead(action),
      span(fit(clipMiddle(whats[index] ?? '', whatWidth), whatWidth), 'bold'),
      span('  '),
      span(fit(clipMiddle(fixes[index] ?? '', fixWidth), fixWidth), fixStyle(action)),
      span(
        fit(action.findings.length > 1 ? `×${action.findings.length}` : '', countWidth, 'right'),
        'dim',
      ),
    ],
    ...reasonLines(action, layers, canvas),
  ]);
  return [[span(header.trimEnd(), 'dim')], ...rows];
}

function lead(action: FixAction): readonly Span[] {
  const { risk, severity } = action.findings[0].finding;
  const worst = worstSeverity(action) ?? severity;
  const tier = risk === undefined ? span('--', 'dim') : span(risk.tier, tierStyles[risk.tier]);
  return [
    span('  '),
    tier,
    span(' '.repeat(tierWidth - 2)),
    span(fit(worst, severityWidth), severityStyles[worst]),
  ];
}

function worstSeverity({ counts }: FixAction) {
  return [...counts].find(([, count]) => count > 0)?.[0];
}

function what(action: FixAction): string {
  return `${clean(action.name, 200)} ${clean(action.installed, 100)}`.trim();
}

/** The version to go to, in the place of one why there is none. */
function fixOf({ fixed, findings }: FixAction): string {
  return clean(fixed ?? detailOf(findings[0].finding).unfixed, 100);
}

function fixStyle({ fixed }: FixAction): 'good' | 'dim' {
  return fixed === undefined ? 'dim' : 'good';
}

/** Why and where: on one line where both fit. */
function reasonLines(
  action: FixAction,
  layers: ReadonlyMap<string, string>,
  canvas: Canvas,
): readonly Line[] {
  const reason = span(reasonOf(action), urgent(action) ? 'strong' : undefined);
  const place = whereOf(action, layers);
  const width = canvas.columns - indentWidth;
  const margin = span(' '.repeat(indentWidth));
  if (place === '') return [[margin, reason]];
  const together = displayWidth(reason.text) + 2 + displayWidth(place) <= width;
  if (together) return [[margin, reason, span(`  ${place}`, 'dim')]];
  return [
    [margin, span(clip(reason.text, width), reason.style)],
    [margin, span(clipMiddle(place, width), 'dim')],
  ];
}

function reasonOf(action: FixAction): string {
  const added = action.findings.filter(({ finding }) => finding.isNew === true).length;
  const text = action.kind === 'other' ? statementOf(action) : actionReason(action);
  return added === 0 ? text : `${text} · ${added} new`;
}

/** What stands above is not said again: the place of a secret, the title of a check with many places. */
function statementOf({ findings: [{ finding }, ...others] }: FixAction): string {
  if (finding.kind === 'secret')
    return `${secretLabel(finding.secret)}, ${clean(finding.rule, 60)}`;
  if (!isPlaced(finding)) return detailOf(finding).statement;
  const rule = clean(finding.rule, 60);
  return others.length > 0 ? rule : `${clean(finding.fault.message, 500)}, ${rule}`;
}

function urgent({ findings: [{ finding }] }: FixAction): boolean {
  return !isPlaced(finding) && detailOf(finding).reasons.length > 0;
}

/** How it came in, files or packages, and the layer with its instruction. */
function whereOf(action: FixAction, layers: ReadonlyMap<string, string>): string {
  const { finding } = action.findings[0];
  const layer = layerWord(finding, layers);
  // How a system package came in is seldom something that one can change.
  const way = action.kind === 'os' || action.kind === 'none' ? undefined : pathWord(finding);
  const place = isPlaced(finding) && action.findings.length === 1 ? '' : actionPlace(action);
  return [way, place, layer, hiddenWord(finding, layers)]
    .filter((text) => text !== undefined && text !== '')
    .join(' · ');
}

function stackedRow(
  action: FixAction,
  layers: ReadonlyMap<string, string>,
  canvas: Canvas,
): readonly Line[] {
  const { risk } = action.findings[0].finding;
  const tier = risk === undefined ? [] : [span(risk.tier, tierStyles[risk.tier]), span(' ')];
  const severity = worstSeverity(action) ?? 'unknown';
  return [
    [
      span(' '),
      ...tier,
      span(severity, severityStyles[severity]),
      span(` ${plural(action.findings.length, 'finding')}`, 'dim'),
    ],
    ...indented(what(action), 3, canvas, 'bold'),
    ...indented(
      `${action.fixed === undefined ? '' : '→ '}${fixOf(action)}`,
      3,
      canvas,
      fixStyle(action),
    ),
    ...indented(reasonOf(action), 3, canvas, urgent(action) ? 'strong' : undefined),
    ...indented(whereOf(action, layers), 3, canvas, 'dim'),
  ];
}
