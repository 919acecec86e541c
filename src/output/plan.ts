import type { RenderOptions } from '#contract/output.ts';
import { unreachable } from '#kit/never.ts';
import type { RemediationPlan } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from './clean.ts';
import { jsonChunks } from './json-chunks.ts';
import { detailOf } from './kind/detail.ts';
import { codeSpan } from './markdown/markup.ts';
import { planLines } from './markdown/plan.ts';
import { compareUrgency } from './order.ts';
import { findingsByFingerprint } from './plan-words.ts';
import { formatTiers, shortDigest } from './summary.ts';
import { type Canvas, type Line, paint, span } from './table/line.ts';
import { planSection } from './table/plan.ts';
import { clipMiddle } from './width.ts';

/** Forms that comparisons and plans can be written in. */
export type DocumentFormat = 'table' | 'json' | 'markdown';

const maxRemaining = 20;

/** The whole plan of a report: every action, and what none of them removes. JSON is `RemediationPlan` as it is. */
export function* renderPlan(
  report: ScanReport,
  format: DocumentFormat,
  options: RenderOptions,
): Generator<string> {
  const plan = report.plan ?? nothingPlanned;
  switch (format) {
    case 'json':
      yield* jsonChunks(plan, 'sorted');
      return;
    case 'markdown':
      yield* markdown(report, plan);
      return;
    case 'table':
      yield* table(report, plan, options);
      return;
    default:
      unreachable(format);
  }
}

const nothingPlanned: RemediationPlan = { actions: [], before: 0, after: 0, remaining: [] };

function* markdown(report: ScanReport, plan: RemediationPlan): Generator<string> {
  yield `## Plan for ${codeSpan(report.inventory.artifact.reference, 300)}\n`;
  if (plan.actions.length === 0) {
    yield `\n${nothing(plan)}\n`;
    return;
  }
  yield* planLines({ ...report, plan }, Number.POSITIVE_INFINITY);
  if (plan.remaining.length > 0) yield `\n${remainingNote(report, plan)}\n`;
}

function* table(
  report: ScanReport,
  plan: RemediationPlan,
  options: RenderOptions,
): Generator<string> {
  const columns = Math.max(20, options.columns);
  const canvas: Canvas = { columns, colour: options.colour, stacked: columns < 80 };
  for (const line of tableLines(report, plan, canvas)) yield paint(line, canvas);
}

function* tableLines(report: ScanReport, plan: RemediationPlan, canvas: Canvas): Generator<Line> {
  const { reference } = report.inventory.artifact;
  const name = clipMiddle(clean(reference), Math.max(16, canvas.columns - 22));
  yield [span(name, 'bold'), span(`  ${shortDigest(report)}`, 'dim')];
  if (plan.actions.length === 0) {
    yield [];
    yield [span(nothing(plan))];
    return;
  }
  const findings = findingsByFingerprint(report);
  yield* planSection(plan, findings, canvas, Number.POSITIVE_INFINITY);
  if (plan.remaining.length === 0) return;
  yield [];
  yield [span('REMAINING', 'bold'), span(`   ${remainingNote(report, plan)}`, 'dim')];
  const left = plan.remaining.flatMap((fingerprint) => findings.get(fingerprint) ?? []);
  for (const { finding } of left.toSorted(compareUrgency).slice(0, maxRemaining)) {
    const { subject, version, unfixed, fixedVersion, fix } = detailOf(finding);
    const blocked =
      finding.kind === 'vulnerability' ? `fixed in ${fixedVersion}, out of reach` : fix;
    const why = fixedVersion === undefined ? unfixed : blocked;
    const text = `${clean(finding.rule, 60)}  ${clean(subject, 80)} ${clean(version, 60)}: ${clean(why, 100)}`;
    yield [span(`  ${finding.risk?.tier ?? '--'}  `), span(clipMiddle(text, canvas.columns - 6))];
  }
  if (left.length > maxRemaining)
    yield [span(`      and ${left.length - maxRemaining} more`, 'dim')];
}

function nothing({ before }: RemediationPlan): string {
  return before === 0
    ? 'nothing to do: no finding is open'
    : `no action removes any of ${before} findings`;
}

function remainingNote(report: ScanReport, plan: RemediationPlan): string {
  const findings = findingsByFingerprint(report);
  const left = plan.remaining.flatMap((fingerprint) => findings.get(fingerprint) ?? []);
  const counts = formatTiers(left);
  return `${plan.remaining.length} of ${plan.before} findings stay${counts === '' ? '' : `: ${counts}`}`;
}
