import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { VulnerabilityFinding } from '#model/finding.ts';
import type { RescanChange, RescanResult } from '#model/rescan.ts';
import { clean } from './clean.ts';
import { jsonChunks } from './json-chunks.ts';
import { compareUrgency } from './order.ts';
import {
  type Canvas,
  heading,
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

const maxReferences = 3;

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

function* lines(result: RescanResult, canvas: Canvas): Generator<Line> {
  const { artifacts, changes } = result;
  if (artifacts === 0) {
    yield* indented('nothing is stored yet: scan an image first', 0, canvas);
    return;
  }
  yield* heading(sums(result), matchedWords(result), canvas);
  for (const change of changes.toSorted(compareChanges)) yield* changeLines(change, canvas);
}

/** Each finding counts once for every artifact that holds the component. */
function sums({ artifacts, changes }: RescanResult): string {
  const altered = countOf(changes, 'altered');
  const said = [
    `${countOf(changes, 'opened')} opened`,
    `${countOf(changes, 'closed')} closed`,
    ...(altered === 0 ? [] : [`${altered} altered`]),
  ];
  return `${said.join(', ')} in ${plural(artifacts, 'stored artifact')}`;
}

function countOf(changes: readonly RescanChange[], list: 'opened' | 'closed' | 'altered'): number {
  return changes.reduce((sum, each) => sum + each[list].length * each.artifacts.length, 0);
}

function matchedWords({ matched, durationMs }: RescanResult): string {
  const time = durationMs === undefined ? '' : ` in ${(durationMs / 1000).toFixed(1)} s`;
  return `${plural(matched, 'component')} matched again${time}`;
}

function* changeLines(change: RescanChange, canvas: Canvas): Generator<Line> {
  const { component, artifacts } = change;
  const name = `${clean(component.name, 200)} ${clean(component.version, 100)}`.trim();
  const shown = artifacts.slice(0, maxReferences).map(({ reference }) => clean(reference, 200));
  const more = artifacts.length - shown.length;
  yield [];
  yield [span(clipMiddle(name, canvas.columns), 'bold')];
  yield* indented(
    `in ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`,
    2,
    canvas,
    'dim',
  );
  for (const finding of change.opened) yield findingLine('+ ', 'bad', finding);
  for (const finding of change.altered) yield findingLine('~ ', 'warn', finding);
  for (const { id, severity } of change.closed)
    yield [
      span('  '),
      span('- ', 'good'),
      span(clean(id, 60), 'bold'),
      span(`  ${severity}  no longer applies`, 'dim'),
    ];
}

function findingLine(mark: string, style: Style, finding: VulnerabilityFinding): Line {
  const { risk, severity, rule } = finding;
  const { fixedVersion } = finding.vulnerability;
  const tier = risk === undefined ? [] : [span(risk.tier, tierStyles[risk.tier]), span(' ')];
  return [
    span('  '),
    span(mark, style),
    span(clean(rule, 60), 'bold'),
    span('  '),
    ...tier,
    span(severity, severityStyles[severity]),
    span(fixedVersion === undefined ? `  ${fixWord(finding)}` : `  fixed in ${fixWord(finding)}`),
  ];
}

function compareChanges(a: RescanChange, b: RescanChange): number {
  const [first] = a.opened;
  const [second] = b.opened;
  if (first === undefined || second === undefined) return b.opened.length - a.opened.length;
  return compareUrgency({ finding: first, shown: true }, { finding: second, shown: true });
}
