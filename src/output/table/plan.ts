import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { RemediationAction, RemediationPlan } from '#model/remediation.ts';
import { cleanProse } from '../clean.ts';
import { actionFindings, actionRemarks, commandText, planNote } from '../plan-words.ts';
import { countTiers, formatTiers } from '../summary.ts';
import { displayWidth, fit } from '../width.ts';
import { type Canvas, heading, indented, type Line, type Span, span, tierStyles } from './line.ts';

const maxCommands = 3;
const maxCommandLines = 12;

/** What to do, in order: each action with what it removes and what to type. */
export function planSection(
  plan: RemediationPlan,
  findings: ReadonlyMap<string, JudgedFinding>,
  canvas: Canvas,
  most: number,
): readonly Line[] {
  if (plan.actions.length === 0) return [];
  const shown = plan.actions.slice(0, most);
  const hidden = plan.actions.length - shown.length;
  return [
    [],
    ...heading('DO FIRST', planNote(plan), canvas),
    ...shown.flatMap((action, index) => actionLines(action, index + 1, findings, canvas)),
    ...(hidden > 0
      ? [
          [
            span(
              `     and ${plural(hidden, 'more action')} (caisson plan shows all)`,
              'dim' as const,
            ),
          ],
        ]
      : []),
  ];
}

function actionLines(
  action: RemediationAction,
  number: number,
  findings: ReadonlyMap<string, JudgedFinding>,
  canvas: Canvas,
): readonly Line[] {
  const indent = canvas.stacked ? 3 : 5;
  const commands = action.commands.slice(0, maxCommands);
  const more = action.commands.length - commands.length;
  return [
    ...titleLines(action, number, actionFindings(action, findings), canvas),
    ...commands.flatMap((command) => commandLines(command, indent, canvas)),
    ...(more > 0 ? indented(`and ${plural(more, 'more command')}`, indent, canvas, 'dim') : []),
    ...indented(actionRemarks(action).join(' · '), indent, canvas, 'dim'),
  ];
}

/** A very long one is cut, so that the other actions stay in sight. */
function commandLines(command: string, indent: number, canvas: Canvas): readonly Line[] {
  const lines = indented(commandText(command), indent, canvas, 'accent');
  if (lines.length <= maxCommandLines) return lines;
  return [
    ...lines.slice(0, maxCommandLines - 1),
    ...indented('… (whole in: caisson plan --format json)', indent, canvas, 'dim'),
  ];
}

function titleLines(
  action: RemediationAction,
  number: number,
  removed: readonly JudgedFinding[],
  canvas: Canvas,
): readonly Line[] {
  const title = cleanProse(action.title, 300);
  const removes = `removes ${action.removes.length}`;
  if (canvas.stacked)
    return [
      ...indented(`${number} ${title}`, 1, canvas, 'bold'),
      ...indented(`${removes}: ${formatTiers(removed)}`, 3, canvas),
    ];
  const tiers = tierSpans(removed);
  const right = removes.length + tiers.reduce((sum, { text }) => sum + displayWidth(text), 0);
  const room = canvas.columns - 5 - right - 2;
  return [
    [
      span(`${fit(`${number}`, 3, 'right')}  `, 'dim'),
      span(fit(title, room), 'bold'),
      span('  '),
      span(removes),
      ...tiers,
    ],
  ];
}

/** `  1 P0  2 P1`, each in its colour. */
function tierSpans(findings: readonly JudgedFinding[]): readonly Span[] {
  return [...countTiers(findings)].flatMap(([tier, count]) =>
    count === 0 ? [] : [span('  '), span(`${count} ${tier}`, tierStyles[tier])],
  );
}
