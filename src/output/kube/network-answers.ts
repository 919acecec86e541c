import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type {
  AssertionResult,
  ConnectionExplanation,
  DirectionExplanation,
  ExposureReport,
  NetworkDiff,
  NetworkProblem,
  RuleReference,
} from '#model/network.ts';
import { clean } from '../clean.ts';
import { type Canvas, heading, indented, type Line, type Style, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';
import { cell, gridLines } from './grid.ts';
import { noticeLines } from './network-map.ts';
import { peerWord, portsWord } from './ports.ts';

/** Why peers may or may not talk. */
export function renderNetworkExplanations(
  answers: readonly ConnectionExplanation[],
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer({ answers }, format, options, function* lines(given, canvas) {
    for (const [at, answer] of given.answers.entries()) {
      if (at > 0) yield [];
      yield* explanationLines(answer, canvas);
    }
  });
}

const verdictStyles = {
  allowed: 'verdict-good',
  partly: 'verdict-warn',
  denied: 'verdict-bad',
} as const;

function* explanationLines(answer: ConnectionExplanation, canvas: Canvas): Generator<Line> {
  const { source, target, verdict } = answer;
  yield [
    span(` ${verdict} `, verdictStyles[verdict]),
    span(` ${peerWord(source, source.id)} -> ${peerWord(target, target.id)}`, 'bold'),
    span(`  ${portsWord(answer.allowed)}`),
  ];
  yield* indented(clean(answer.summary, 1000), 0, canvas);
  yield* directionLines('leaving', answer.egress, canvas);
  yield* directionLines('entering', answer.ingress, canvas);
}

function* directionLines(
  title: string,
  direction: DirectionExplanation,
  canvas: Canvas,
): Generator<Line> {
  yield [];
  yield [
    span(title, 'bold'),
    span(`  ${direction.subject ?? 'outside the cluster: no policy is asked'}`, 'dim'),
  ];
  for (const { layer, verdict, ports, rules, text } of direction.steps) {
    const style: Style = verdict === 'allow' ? 'good' : verdict === 'deny' ? 'bad' : 'warn';
    yield [
      span('  '),
      span(verdict.padEnd(6), style),
      span(`${portsWord(ports)}  `),
      span(layer, 'dim'),
    ];
    yield* indented(clean(text, 600), 9, canvas, 'dim');
    for (const rule of rules.slice(0, 5)) yield* indented(ruleWord(rule), 9, canvas, 'accent');
  }
  const { misses } = direction;
  if (misses.length > 0) yield [span('  why not', 'dim')];
  for (const { rule, text } of misses.slice(0, 10))
    yield* indented(`${ruleWord(rule)}: ${clean(text, 400)}`, 4, canvas, 'dim');
}

function ruleWord({ policy, location, rule, direction, ruleName }: RuleReference): string {
  const name = [policy.kind, [policy.namespace, policy.name].filter(Boolean).join('/')].join(' ');
  const at = location.line === undefined ? location.path : `${location.path}:${location.line}`;
  const which = ruleName ?? (rule === undefined ? '' : `${direction}[${rule}]`);
  return clean(`${name} ${which} (${at})`, 600);
}

/** What two states of a cluster treat differently. */
export function renderNetworkDiff(
  answer: NetworkDiff,
  format: AnswerFormat | 'markdown',
  options: RenderOptions,
): Iterable<string> {
  if (format === 'markdown') return diffMarkdown(answer);
  return renderAnswer(answer, format, options, diffLines);
}

const changeSigns = {
  added: ['+', 'bad'],
  removed: ['-', 'good'],
  changed: ['~', 'warn'],
} as const;

function* diffLines(diff: NetworkDiff, canvas: Canvas): Generator<Line> {
  const { changes, leftOut } = diff;
  const counts = Map.groupBy(changes, ({ kind }) => kind);
  const said = [...counts].map(([kind, list]) => `${list.length} ${kind}`).join(', ');
  yield* heading(said === '' ? 'the same connections' : said, newWorkloads(diff), canvas);
  for (const { kind, source, target, before, after } of changes) {
    const [sign, style] = changeSigns[kind];
    const ports =
      kind === 'changed'
        ? `${portsWord(before)} -> ${portsWord(after)}`
        : portsWord(kind === 'added' ? after : before);
    yield [
      span(`${sign} `, style),
      span(`${peerWord(source, source.id)} -> ${peerWord(target, target.id)}`),
      span(`  ${ports}`, 'dim'),
    ];
  }
  if (leftOut > 0) yield [span(`${leftOut} more`, 'dim')];
  yield* noticeLines({ notices: [], gaps: diff.gaps }, canvas);
}

function newWorkloads({ newWorkloads: fresh, goneWorkloads: gone }: NetworkDiff): string {
  const parts = [
    ...(fresh.length > 0 ? [`${plural(fresh.length, 'new workload')}`] : []),
    ...(gone.length > 0 ? [`${plural(gone.length, 'workload')} gone`] : []),
  ];
  return parts.join(', ');
}

function* diffMarkdown({ changes }: NetworkDiff): Generator<string> {
  if (changes.length === 0) {
    yield 'No connection changes.\n';
    return;
  }
  yield '| | from | to | before | after |\n|---|---|---|---|---|\n';
  for (const { kind, source, target, before, after } of changes)
    yield `| ${kind} | ${peerWord(source, source.id)} | ${peerWord(target, target.id)} | ${portsWord(before)} | ${portsWord(after)} |\n`;
}

/** How far each workload can be reached. */
export function renderExposure(
  answer: ExposureReport,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, exposureLines);
}

const levelStyles: Readonly<Record<string, Style | undefined>> = {
  internet: 'bad',
  addresses: 'strong',
  cluster: 'warn',
};

function* exposureLines(report: ExposureReport, canvas: Canvas): Generator<Line> {
  const levels = Map.groupBy(report.workloads, ({ level }) => level);
  const said = [...levels].map(([level, list]) => `${list.length} ${level}`).join(', ');
  yield* heading('who can be reached from where', said, canvas);
  yield [];
  yield* gridLines(
    {
      titles: ['workload', 'reached from', 'by way of', 'policies'],
      rows: report.workloads.map((one) => [
        cell(`${one.workload.namespace}/${one.workload.name}`),
        cell(one.level, levelStyles[one.level]),
        cell(entriesWord(one.entries)),
        cell(protectionWord(one), one.isIngressProtected ? undefined : 'warn'),
      ]),
    },
    canvas,
  );
  yield* noticeLines(report, canvas);
}

function entriesWord(entries: ExposureReport['workloads'][number]['entries']): string {
  const words = entries.map(({ chain }) =>
    chain.objects.map(({ object }) => `${object.kind} ${object.name}`).join(' > '),
  );
  return [...new Set(words)].join('; ');
}

function protectionWord({
  isIngressProtected,
  isEgressProtected,
}: ExposureReport['workloads'][number]): string {
  if (isIngressProtected && isEgressProtected) return 'both ways';
  if (isIngressProtected) return 'entering only';
  return isEgressProtected ? 'leaving only' : 'none';
}

/** What is most likely not meant in policies. */
export function renderNetworkProblems(
  problems: readonly NetworkProblem[],
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer({ problems }, format, options, problemLines);
}

function* problemLines(
  { problems }: { readonly problems: readonly NetworkProblem[] },
  canvas: Canvas,
): Generator<Line> {
  yield [span(plural(problems.length, 'remark'), 'bold')];
  for (const { kind, text, location } of problems) {
    const at = location.line === undefined ? location.path : `${location.path}:${location.line}`;
    yield [span(`${clean(at, 300)}  `, 'accent'), span(kind, 'dim')];
    yield* indented(clean(text, 600), 2, canvas);
  }
}

/** Whether a network keeps what a file demands. */
export function renderAssertions(
  results: readonly AssertionResult[],
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer({ results }, format, options, assertionLines);
}

function* assertionLines(
  { results }: { readonly results: readonly AssertionResult[] },
  canvas: Canvas,
): Generator<Line> {
  const kept = results.filter(({ isKept }) => isKept).length;
  for (const { isKept, text, message, location, counterexamples } of results) {
    yield [
      span(isKept ? 'kept    ' : 'broken  ', isKept ? 'good' : 'bad'),
      span(clean(text, 300)),
      span(`  ${location.path}:${location.line ?? 1}`, 'dim'),
    ];
    if (isKept) continue;
    yield* indented(clean(message, 500), 8, canvas);
    for (const { source, target, ports } of counterexamples.slice(0, 5))
      yield* indented(`${source} -> ${target}  ${portsWord(ports)}`, 8, canvas, 'dim');
  }
  yield [span(`${kept} of ${results.length} kept`, kept === results.length ? 'good' : 'bad')];
}
