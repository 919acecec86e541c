import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { VulnerabilityFinding } from '#model/finding.ts';
import type { RescanChange, RescanResult } from '#model/rescan.ts';
import { clean } from './clean.ts';
import { jsonChunks } from './json-chunks.ts';
import { compareUrgency } from './order.ts';
import {
  type Canvas,
  indented,
  type Line,
  paint,
  type Style,
  severityStyles,
  span,
  tierStyles,
} from './table/line.ts';
import { fixWord } from './why.ts';
import { clipMiddle } from './width.ts';

const maxReferences = 5;

/** What newer advisories say about stored inventories. JSON is `RescanResult` as it is, without durations when reproducible. */
export function* renderRescan(
  result: RescanResult,
  format: 'table' | 'json',
  options: RenderOptions,
): Generator<string> {
  if (format === 'json') {
    const { durationMs: _duration, ...rest } = result;
    yield* jsonChunks(options.reproducible ? rest : result, 'sorted');
    return;
  }
  const columns = Math.max(20, options.columns);
  const canvas: Canvas = { columns, colour: options.colour, stacked: columns < 80 };
  for (const line of lines(result, canvas)) yield paint(line, canvas);
}

function* lines({ artifacts, matched, changes }: RescanResult, canvas: Canvas): Generator<Line> {
  const opened = changes.reduce((sum, each) => sum + each.opened.length, 0);
  const closed = changes.reduce((sum, each) => sum + each.closed.length, 0);
  const altered = changes.reduce((sum, each) => sum + each.altered.length, 0);
  yield* indented(
    `${plural(opened, 'finding')} opened, ${closed} closed, ${altered} altered`,
    0,
    canvas,
    'bold',
  );
  yield* indented(
    `${plural(matched, 'component')} of ${plural(artifacts, 'stored artifact')} matched again`,
    0,
    canvas,
    'dim',
  );
  for (const change of changes.toSorted(compareChanges)) yield* changeLines(change, canvas);
}

function* changeLines(change: RescanChange, canvas: Canvas): Generator<Line> {
  const { component, artifacts } = change;
  const name = `${clean(component.name, 200)} ${clean(component.version, 100)}`.trim();
  yield [];
  yield [span(clipMiddle(name, canvas.columns), 'bold')];
  for (const finding of change.opened) yield findingLine('+ ', 'bad', finding, canvas);
  for (const finding of change.altered) yield findingLine('~ ', 'warn', finding, canvas);
  for (const { id, severity } of change.closed)
    yield [span('- ', 'good'), span(clean(id, 60)), span(`  ${severity}`, 'dim')];
  const shown = artifacts.slice(0, maxReferences).map(({ reference }) => clean(reference, 200));
  const more = artifacts.length - shown.length;
  const text = `in ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  yield* indented(text, 2, canvas, 'dim');
}

function findingLine(
  mark: string,
  style: Style,
  finding: VulnerabilityFinding,
  canvas: Canvas,
): Line {
  const { risk, severity } = finding;
  const tier = risk === undefined ? [] : [span(risk.tier, tierStyles[risk.tier]), span('  ')];
  const room = Math.max(8, canvas.columns - 18);
  return [
    span(mark, style),
    ...tier,
    span(severity, severityStyles[severity]),
    span('  '),
    span(clipMiddle(`${clean(finding.rule, 60)}  ${fixWord(finding)}`, room)),
  ];
}

function compareChanges(a: RescanChange, b: RescanChange): number {
  const [first] = a.opened;
  const [second] = b.opened;
  if (first === undefined || second === undefined) return b.opened.length - a.opened.length;
  return compareUrgency({ finding: first, shown: true }, { finding: second, shown: true });
}
