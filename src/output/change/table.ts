import type { RenderOptions } from '#contract/output.ts';
import type { ChangedFinding, ReportChange } from '#model/change.ts';
import { clean, cleanProse } from '../clean.ts';
import { comparisonOf } from '../order.ts';
import { formatTiers } from '../summary.ts';
import {
  type Canvas,
  heading,
  indented,
  type Line,
  type Span,
  type Style,
  severityStyles,
  span,
  tierStyles,
} from '../table/line.ts';
import { clipMiddle, displayWidth, fit } from '../width.ts';
import {
  alteration,
  causeWords,
  componentSentence,
  databaseSentence,
  findingSentence,
  nameOf,
  subjectOf,
} from './words.ts';

const maxComponents = 20;

/** A comparison for the terminal: the sums, what opened, what closed, what is different, then the software. */
export function* changeLines(
  change: ReportChange,
  canvas: Canvas,
  options: RenderOptions,
): Generator<Line> {
  const width = canvas.columns - 8;
  yield [span('before  ', 'dim'), span(side(change.before.artifact.reference, width))];
  yield [span('after   ', 'dim'), span(side(change.after.artifact.reference, width), 'bold')];
  yield [];
  yield* indented(findingSentence(change), 0, canvas, 'bold');
  yield* indented(componentSentence(change), 0, canvas);
  yield* indented(databaseSentence(change), 0, canvas, 'dim');
  const { opened, closed } = change.findings;
  yield* findingLines({ title: 'OPENED', mark: '+ ', style: 'bad' }, opened, canvas, options);
  yield* findingLines({ title: 'CLOSED', mark: '- ', style: 'good' }, closed, canvas, options);
  yield* alteredLines(change, canvas);
  yield* componentLines(change, canvas);
}

function side(reference: string, width: number): string {
  return clipMiddle(clean(reference), Math.max(8, width));
}

function* findingLines(
  { title, mark, style }: { readonly title: string; readonly mark: string; readonly style: Style },
  changed: readonly ChangedFinding[],
  canvas: Canvas,
  options: RenderOptions,
): Generator<Line> {
  if (changed.length === 0) return;
  const counts = formatTiers(changed.map(({ finding }) => finding));
  yield [];
  yield* heading(title, `${changed.length}: ${counts}`, canvas);
  const compare = comparisonOf(options.sort);
  const sorted = changed.toSorted((a, b) => compare(a.finding, b.finding));
  const ids = sorted.map(({ finding }) => clean(finding.finding.rule, 60));
  const idWidth = Math.min(24, Math.max(...ids.map(displayWidth)));
  for (const [index, each] of sorted.entries()) {
    yield [
      span(mark, style),
      ...urgency(each),
      span(fit(clipMiddle(ids[index] ?? '', idWidth), idWidth), 'bold'),
      span('  '),
      span(clipMiddle(subjectOf(each.finding), Math.max(8, canvas.columns - 21 - idWidth))),
    ];
    yield* indented(
      `${causeWords[each.cause]}: ${cleanProse(each.explanation, 300)}`,
      6,
      canvas,
      'dim',
    );
  }
}

function urgency({ finding: { finding } }: ChangedFinding): readonly Span[] {
  const { risk, severity } = finding;
  const tier = risk === undefined ? span('--', 'dim') : span(risk.tier, tierStyles[risk.tier]);
  return [tier, span('  '), span(fit(severity, 11), severityStyles[severity]), span('  ')];
}

function* alteredLines({ findings: { altered } }: ReportChange, canvas: Canvas): Generator<Line> {
  if (altered.length === 0) return;
  yield [];
  yield* heading('ALTERED', `${altered.length}, still there`, canvas);
  for (const each of altered) {
    const title = `${clean(each.after.finding.rule, 60)}  ${subjectOf(each.after)}`;
    yield [span('~ ', 'warn'), span(clipMiddle(title, canvas.columns - 2), 'bold')];
    yield* indented(alteration(each), 6, canvas, 'dim');
  }
}

function* componentLines({ components }: ReportChange, canvas: Canvas): Generator<Line> {
  const lines = [
    ...components.changed.map(
      ({ before, after }) =>
        ['~ ', `${nameOf(before)} → ${clean(after.version, 100)}`, 'warn'] as const,
    ),
    ...components.added.map((component) => ['+ ', nameOf(component), 'accent'] as const),
    ...components.removed.map((component) => ['- ', nameOf(component), 'dim'] as const),
  ];
  if (lines.length === 0) return;
  yield [];
  yield* heading('SOFTWARE', '', canvas);
  for (const [mark, text, style] of lines.slice(0, maxComponents))
    yield [span(mark, style), span(clipMiddle(text, canvas.columns - 2))];
  if (lines.length > maxComponents)
    yield [span(`  and ${lines.length - maxComponents} more`, 'dim')];
}
