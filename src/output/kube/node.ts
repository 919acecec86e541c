import type { RenderOptions } from '#contract/output.ts';
import type { NodeControl, NodeReport, NodeResult } from '#model/node-posture.ts';
import { clean } from '../clean.ts';
import { type Canvas, heading, indented, type Line, type Style, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';

const styles: Readonly<Record<NodeResult, Style>> = {
  pass: 'good',
  fail: 'bad',
  'not-applicable': 'dim',
  unknown: 'warn',
  manual: 'accent',
};
const words: Readonly<Record<NodeResult, string>> = {
  pass: 'pass',
  fail: 'fail',
  'not-applicable': 'n/a',
  unknown: 'unknown',
  manual: 'manual',
};

/** A node by the parts of the benchmark; without `all` only what a person has to look at. */
export function renderNode(
  node: NodeReport,
  format: AnswerFormat,
  options: RenderOptions,
  all: boolean,
): Iterable<string> {
  return renderAnswer(node, format, options, (report, canvas) => nodeLines(report, all, canvas));
}

function* nodeLines(node: NodeReport, all: boolean, canvas: Canvas): Generator<Line> {
  const { variant, minor, components, controls, counts } = node;
  if (components.length === 0) {
    yield [span('there is no Kubernetes on this node', 'warn')];
    return;
  }
  const version = minor === undefined ? '' : ` 1.${minor}`;
  yield* heading(`${variant}${version}`, components.join(', '), canvas);
  const shown = all
    ? controls
    : controls.filter(({ result }) => result === 'fail' || result === 'unknown');
  for (const [section, list] of Map.groupBy(shown, (one) => one.section)) {
    yield [];
    yield [span(clean(section, 200), 'bold')];
    for (const control of list) yield* controlLines(control, canvas);
  }
  yield [];
  yield [
    span(`${counts.fail} fail`, counts.fail > 0 ? 'bad' : 'good'),
    span(
      `, ${counts.pass} pass, ${counts.unknown} unknown, ${counts.manual} to be judged by a person, ${counts['not-applicable']} not applicable`,
    ),
  ];
  if (!all) yield [span('--all shows every control', 'dim')];
}

function* controlLines(control: NodeControl, canvas: Canvas): Generator<Line> {
  const { result, title, reason, check = '', evidence } = control;
  yield [
    span(`  ${words[result].padEnd(8)}`, styles[result]),
    span((control.control ?? '').padEnd(8), 'dim'),
    span(clean(title, 300)),
    span(`  ${check}`, 'dim'),
  ];
  if (result === 'pass') return;
  if (reason !== undefined) yield* indented(clean(reason, 600), 18, canvas);
  for (const { label, text } of evidence.slice(0, 4))
    yield* indented(`${clean(label, 200)}: ${clean(text, 300)}`, 18, canvas, 'dim');
}
