import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import type { FixStep, PostureChange, PostureSummary, WorkloadScore } from '#model/posture.ts';
import type { ScanReport } from '#model/report.ts';
import { severityRank } from '#model/severity.ts';
import { gapBlock } from './check-table.ts';
import { clean, cleanProse } from './clean.ts';
import { secretWords } from './kind/secret.ts';
import { cell, gridLines } from './kube/grid.ts';
import { compareUrgency } from './order.ts';
import { countSeverities, formatCounts, openFindings } from './summary.ts';
import {
  type Canvas,
  heading,
  indented,
  type Line,
  type Style,
  severityStyles,
  span,
} from './table/line.ts';
import { fit, wrap } from './width.ts';

const maxNamespaces = 20;
const maxWorkloads = 10;
const maxSteps = 10;
const maxPerWorkload = 8;

/** What `caisson kube scan` shows to people: how it stands, where, what to do first, and the worst workloads. */
export function* clusterTable(report: ScanReport, canvas: Canvas): Generator<Line> {
  const { posture } = report;
  const open = openFindings(report);
  if (posture !== undefined) {
    yield* glance(report, posture, canvas);
    yield* firstSteps(posture.first, canvas);
    yield* namespaces(posture, canvas);
    yield* worst(posture.workloads, open, canvas);
  }
  yield* secrets(open, canvas);
  yield* gapBlock(report.inventory.gaps, canvas);
  yield* ending(report, open, canvas);
}

function* glance(report: ScanReport, posture: PostureSummary, canvas: Canvas): Generator<Line> {
  const { counts, score, change } = posture;
  const objects = plural(report.inventory.walked.files, isLive(report) ? 'object' : 'file');
  const accepted = counts.excepted > 0 ? `, ${counts.excepted} accepted` : '';
  yield [
    span(`${Math.round(score)} of 100`, scoreStyle(score)),
    span(`  ${clean(report.inventory.artifact.reference, 200)}`, 'bold'),
    span(`  ${plural(posture.workloads.length, 'workload')}, ${objects}${accepted}`, 'dim'),
  ];
  if (change !== undefined) yield* changeLine(change, canvas);
  yield [];
}

function isLive({ inventory }: ScanReport): boolean {
  return inventory.artifact.source === 'kubernetes';
}

function scoreStyle(score: number): Style {
  if (score >= 80) return 'good';
  return score >= 50 ? 'warn' : 'bad';
}

function* changeLine(change: PostureChange, canvas: Canvas): Generator<Line> {
  const { direction, score, opened, closed, since } = change;
  const points = score === 0 ? '' : ` by ${Math.abs(score).toFixed(1)} points`;
  const words = direction === 'same' ? 'as before' : `${direction}${points}`;
  const style = direction === 'worse' ? 'bad' : 'good';
  yield [
    span(words, style),
    span(`  ${opened} new, ${closed} gone since ${since.slice(0, 16).replace('T', ' ')}`, 'dim'),
  ];
  for (const { title, opened: more, rule } of change.checks
    .filter((one) => one.opened > 0)
    .slice(0, 3))
    yield* indented(`+${more} ${cleanProse(title, 200)}  ${rule}`, 2, canvas, 'dim');
}

function* firstSteps(steps: readonly FixStep[], canvas: Canvas): Generator<Line> {
  if (steps.length === 0) return;
  yield* heading('WHAT TO DO FIRST', 'most points first', canvas);
  for (const [at, step] of steps.slice(0, maxSteps).entries()) {
    const { severity, action, objects, gain, patched, rule } = step;
    const number = `${at + 1}.`;
    yield [
      span(`  ${fit(number, 4)}`, 'dim'),
      span(fit(severity, 10), severityStyles[severity]),
      span(clean(rule, 60), 'bold'),
      span(
        `  ${plural(objects, 'object')}, +${gain.toFixed(1)} points${patched > 0 ? `, ${plural(patched, 'patch', 'patches')}` : ''}`,
        'dim',
      ),
    ];
    yield* indented(cleanProse(step.title, 300), 6, canvas);
    yield* indented(cleanProse(action, 300), 6, canvas, 'dim');
  }
  yield [];
}

function* namespaces({ namespaces: all }: PostureSummary, canvas: Canvas): Generator<Line> {
  if (all.length === 0) return;
  yield* heading('NAMESPACES', 'lowest score first', canvas);
  yield* gridLines(
    {
      titles: ['  score', 'namespace', 'workloads', 'findings', 'heaviest'],
      rows: all
        .slice(0, maxNamespaces)
        .map((one) => [
          cell(`  ${Math.round(one.score)}`, scoreStyle(one.score)),
          cell(one.namespace ?? '(whole cluster)'),
          cell(String(one.workloads)),
          cell(String(one.counts.open)),
          cell(one.costs[0]?.title ?? '', 'dim'),
        ]),
    },
    { ...canvas, stacked: canvas.columns < 60 },
  );
  if (all.length > maxNamespaces) yield [span(`  and ${all.length - maxNamespaces} more`, 'dim')];
  yield [];
}

function* worst(
  workloads: readonly WorkloadScore[],
  open: readonly JudgedFinding[],
  canvas: Canvas,
): Generator<Line> {
  const faulty = workloads.filter(({ counts }) => counts.open > 0);
  if (faulty.length === 0) return;
  const byObject = Map.groupBy(open, ({ finding }) =>
    finding.kind === 'misconfiguration' ? keyOf(finding.fault.object) : '',
  );
  yield* heading('WORKLOADS', 'lowest score first', canvas);
  for (const { object, score } of faulty.slice(0, maxWorkloads)) {
    const name = `${object.kind} ${object.namespace ?? ''}/${object.name}`;
    yield [
      span(`  ${fit(`${Math.round(score)}`, 4)}`, scoreStyle(score)),
      span(clean(name, 300), 'bold'),
    ];
    const own = (byObject.get(keyOf(object)) ?? []).toSorted(bySeverity);
    for (const judged of own.slice(0, maxPerWorkload)) yield* findingLine(judged, canvas);
    if (own.length > maxPerWorkload)
      yield [span(`        and ${own.length - maxPerWorkload} more`, 'dim')];
  }
  if (faulty.length > maxWorkloads)
    yield [span(`  and ${faulty.length - maxWorkloads} more; -o lines lists every finding`, 'dim')];
  yield [];
}

function keyOf(object: ObjectReference | undefined): string {
  return object === undefined ? '' : `${object.kind}\n${object.namespace ?? ''}\n${object.name}`;
}

function bySeverity({ finding: a }: JudgedFinding, { finding: b }: JudgedFinding): number {
  return severityRank(b.severity) - severityRank(a.severity);
}

function* findingLine({ finding }: JudgedFinding, canvas: Canvas): Generator<Line> {
  const [place] = finding.locations;
  const where = place?.line === undefined ? (place?.field ?? '') : `${place.path}:${place.line}`;
  const message = finding.kind === 'misconfiguration' ? finding.fault.message : finding.title;
  const text = `${cleanProse(message, 300)}  ${clean(finding.rule, 60)}  ${clean(where, 200)}`;
  const lead = span(`      ${fit(finding.severity, 10)}`, severityStyles[finding.severity]);
  for (const [at, part] of wrap(text, canvas.columns - 16).entries())
    yield at === 0 ? [lead, span(part)] : [span(' '.repeat(16)), span(part)];
}

function* secrets(open: readonly JudgedFinding[], canvas: Canvas): Generator<Line> {
  const found = open.flatMap(({ finding }) => (finding.kind === 'secret' ? [finding] : []));
  if (found.length === 0) return;
  yield* heading('SECRETS', plural(found.length, 'secret'), canvas);
  for (const { severity, secret, locations } of found.slice(0, 20)) {
    const [{ path, line } = { path: '', line: undefined }] = locations;
    const where = line === undefined ? path : `${path}:${line}`;
    yield [
      span(`  ${fit(severity, 10)}`, severityStyles[severity]),
      span(clean(where, 200), 'accent'),
    ];
    yield* indented(secretWords(secret), 12, canvas);
  }
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
  const fixable = open.some(
    ({ finding }) => 'fault' in finding && finding.fault.fixes !== undefined,
  );
  if (fixable) yield [span('patches: caisson fix PATH', 'dim')];
  const [first] = open.toSorted(compareUrgency);
  if (first !== undefined)
    yield [span(`why: caisson explain ${clean(first.finding.rule, 60)}`, 'dim')];
}
