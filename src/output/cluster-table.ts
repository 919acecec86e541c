import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { FixStep, NamespaceScore, PostureChange, PostureSummary } from '#model/posture.ts';
import type { ScanReport } from '#model/report.ts';
import { gapBlock } from './check-table.ts';
import { clean, cleanProse } from './clean.ts';
import { secretWords } from './kind/secret.ts';
import { cell, gridLines } from './kube/grid.ts';
import { ledLines } from './kube/lead.ts';
import { faultyObjects } from './kube/scan/object-groups.ts';
import { objectSection, scoreStyle } from './kube/scan/objects.ts';
import { changeWords, stepEffect } from './kube/scan/step-words.ts';
import { compareUrgency } from './order.ts';
import { countSeverities, formatCounts, openFindings } from './summary.ts';
import {
  type Canvas,
  flowed,
  heading,
  indented,
  type Line,
  severityStyles,
  span,
} from './table/line.ts';
import { fit } from './width.ts';

const maxNamespaces = 20;
const maxSteps = 10;
const maxSecrets = 20;
const maxChanges = 3;
const stepIndent = 16;

/** What `caisson kube scan` shows to people: how it stands, what to do first, where, and the worst objects. */
export function* clusterTable(report: ScanReport, canvas: Canvas): Generator<Line> {
  const { posture } = report;
  const open = openFindings(report);
  if (posture !== undefined) {
    yield* glance(report, posture, canvas);
    yield* firstSteps(posture.first, canvas);
    yield* secrets(open, canvas);
    yield* namespaces(posture.namespaces, canvas);
    const { workloads, others } = faultyObjects(open, posture.workloads);
    yield* objectSection('WORKLOADS', 'lowest score first', workloads, canvas);
    yield* objectSection('OTHER OBJECTS', 'worst first', others, canvas);
  }
  yield* gapBlock(report.inventory.gaps, canvas);
  yield* ending(report, open, canvas);
}

function* glance(report: ScanReport, posture: PostureSummary, canvas: Canvas): Generator<Line> {
  const { counts, score, change, workloads } = posture;
  const { artifact, walked } = report.inventory;
  const objects = plural(walked.files, artifact.source === 'kubernetes' ? 'object' : 'file');
  const accepted = counts.excepted > 0 ? `, ${counts.excepted} accepted` : '';
  yield [
    span(`${Math.round(score)} of 100`, scoreStyle(score)),
    span(`  ${clean(artifact.reference, 200)}`, 'bold'),
  ];
  yield* indented(
    `${plural(workloads.length, 'workload')}, ${objects}${accepted}`,
    0,
    canvas,
    'dim',
  );
  if (change !== undefined) yield* changeLines(change, canvas);
  yield [];
}

function* changeLines(change: PostureChange, canvas: Canvas): Generator<Line> {
  const { verdict, detail } = changeWords(change);
  const isWorse = change.direction === 'worse';
  yield* flowed([span(verdict, isWorse ? 'bad' : 'good'), span(detail, 'dim')], 0, canvas);
  const opened = change.checks.filter((one) => one.opened > 0);
  for (const { title, opened: more, rule } of opened.slice(0, maxChanges))
    yield* indented(`+${more} ${cleanProse(title, 200)}  ${clean(rule, 60)}`, 2, canvas, 'dim');
}

function* firstSteps(steps: readonly FixStep[], canvas: Canvas): Generator<Line> {
  if (steps.length === 0) return;
  yield* heading('WHAT TO DO FIRST', 'what raises the score most, first', canvas);
  for (const [at, step] of steps.slice(0, maxSteps).entries()) yield* stepLines(step, at, canvas);
  yield [];
}

function* stepLines(step: FixStep, at: number, canvas: Canvas): Generator<Line> {
  const { severity, title, rule, action } = step;
  const rank = [
    span(`  ${fit(`${at + 1}.`, 4)}`, 'dim'),
    span(fit(severity, 10), severityStyles[severity]),
  ];
  const blank = span(' '.repeat(stepIndent));
  const name = span(cleanProse(title, 300), 'bold');
  const titled = ledLines(blank, name, span(clean(rule, 60), 'dim'), canvas);
  for (const [line, [, ...words]] of [...titled].entries())
    yield [...(line === 0 ? rank : [blank]), ...words];
  const indent = canvas.stacked ? 6 : stepIndent;
  yield* indented(cleanProse(action, 300), indent, canvas);
  yield* indented(stepEffect(step), indent, canvas, 'dim');
}

function* namespaces(all: readonly NamespaceScore[], canvas: Canvas): Generator<Line> {
  if (all.length === 0) return;
  yield* heading('NAMESPACES', 'lowest score first', canvas);
  yield* gridLines(
    {
      titles: ['namespace', 'score', 'workloads', 'findings', 'what costs most'],
      right: [1, 2, 3],
      indent: 2,
      rows: all
        .slice(0, maxNamespaces)
        .map((one) => [
          cell(one.namespace ?? '(whole cluster)'),
          cell(`${Math.round(one.score)}`, scoreStyle(one.score)),
          cell(String(one.workloads)),
          cell(String(one.counts.open)),
          cell(one.costs[0]?.title ?? '', 'dim'),
        ]),
    },
    canvas,
  );
  if (all.length > maxNamespaces) yield [span(`  and ${all.length - maxNamespaces} more`, 'dim')];
  yield [];
}

function* secrets(open: readonly JudgedFinding[], canvas: Canvas): Generator<Line> {
  const found = open.flatMap(({ finding }) => (finding.kind === 'secret' ? [finding] : []));
  if (found.length === 0) return;
  yield* heading('SECRETS', plural(found.length, 'secret'), canvas);
  for (const { severity, secret, locations } of found.slice(0, maxSecrets)) {
    const [{ path, line } = { path: '', line: undefined }] = locations;
    const where = line === undefined ? path : `${path}:${line}`;
    yield [
      span(`  ${fit(severity, 12)}`, severityStyles[severity]),
      span(clean(where, 200), 'accent'),
    ];
    yield* indented(secretWords(secret), canvas.stacked ? 4 : 14, canvas);
  }
  if (found.length > maxSecrets) yield [span(`  and ${found.length - maxSecrets} more`, 'dim')];
  yield [];
}

function* ending(
  report: ScanReport,
  open: readonly JudgedFinding[],
  canvas: Canvas,
): Generator<Line> {
  const { decision, notices } = report;
  yield open.length === 0
    ? [span('nothing found', 'good')]
    : [span(`${plural(open.length, 'finding')}: ${formatCounts(countSeverities(open))}`, 'bold')];
  for (const { text } of decision.verdict === 'deny' ? decision.reasons : [])
    yield* indented(`denied: ${cleanProse(text, 300)}`, 0, canvas, 'strong');
  for (const notice of notices.slice(0, 5))
    yield* indented(`notice: ${cleanProse(notice, 300)}`, 0, canvas, 'dim');
  const fixable = open.filter(
    ({ finding }) => 'fault' in finding && finding.fault.fixes !== undefined,
  );
  if (fixable.length > 0)
    yield* indented(
      `${plural(fixable.length, 'patch', 'patches')} known: caisson fix PATH`,
      0,
      canvas,
      'dim',
    );
  const [first] = open.toSorted(compareUrgency);
  if (first !== undefined)
    yield* indented(`why: caisson explain ${clean(first.finding.rule, 60)}`, 0, canvas, 'dim');
}
