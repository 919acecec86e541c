import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Location } from '#model/location.ts';
import type {
  ConnectionExplanation,
  DirectionExplanation,
  ExposureLevel,
  ExposureReport,
  NetworkDiff,
  NetworkPeer,
  NetworkProblem,
  RuleReference,
  WorkloadExposure,
} from '#model/network.ts';
import type { AssertionResult } from '#model/network-assertion.ts';
import { clean } from '../clean.ts';
import { codeSpan, tableRow } from '../markdown/markup.ts';
import { type Canvas, heading, indented, type Line, type Style, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';
import { cell, gridLines } from './grid.ts';
import { ledLines } from './lead.ts';
import { noticeLines } from './network-map.ts';
import { objectName } from './object-words.ts';
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

const maxMisses = 10;

const verdictStyles = {
  allowed: 'verdict-good',
  partly: 'verdict-warn',
  denied: 'verdict-bad',
} as const;

function* explanationLines(answer: ConnectionExplanation, canvas: Canvas): Generator<Line> {
  const { source, target, verdict } = answer;
  const word = span(` ${verdict} `, verdictStyles[verdict]);
  const ports = span(verdict === 'denied' ? '' : portsWord(answer.allowed));
  yield* ledLines(word, span(` ${pairWord(source, target)}`, 'bold'), ports, canvas);
  yield* indented(clean(answer.summary, 1000), 0, canvas);
  yield* directionLines('leaving', answer.egress, canvas);
  yield* directionLines('entering', answer.ingress, canvas);
}

function pairWord(source: NetworkPeer, target: NetworkPeer): string {
  return clean(`${peerWord(source, source.id)} -> ${peerWord(target, target.id)}`, 600);
}

function* directionLines(
  title: string,
  direction: DirectionExplanation,
  canvas: Canvas,
): Generator<Line> {
  yield [];
  const subject = clean(direction.subject ?? 'outside the cluster: no policy is asked', 300);
  yield* ledLines(span(''), span(title, 'bold'), span(subject, 'dim'), canvas);
  for (const { layer, verdict, ports, rules, text } of direction.steps) {
    const style: Style = verdict === 'allow' ? 'good' : verdict === 'deny' ? 'bad' : 'warn';
    yield* ledLines(
      span(`  ${verdict.padEnd(7)}`, style),
      span(portsWord(ports)),
      span(layer, 'dim'),
      canvas,
    );
    yield* indented(clean(text, 600), 9, canvas, 'dim');
    for (const rule of rules.slice(0, 5)) yield* indented(ruleWord(rule), 9, canvas, 'accent');
  }
  const { misses } = direction;
  if (misses.length > 0) yield [span('  why not', 'dim')];
  for (const { rule, text } of misses.slice(0, maxMisses))
    yield* indented(missWord(rule, text), 4, canvas, 'dim');
  if (misses.length > maxMisses) yield [span(`    and ${misses.length - maxMisses} more`, 'dim')];
}

/** The text names the rule itself, so its place is enough. */
function missWord({ policy, location }: RuleReference, text: string): string {
  const name = [policy.namespace, policy.name].filter(Boolean).join('/');
  const said = clean(text, 400);
  return said.includes(clean(name, 300))
    ? `${said} (${placeWord(location)})`
    : `${objectName(policy)}: ${said} (${placeWord(location)})`;
}

function placeWord({ path, line }: Location): string {
  return clean(line === undefined ? path : `${path}:${line}`, 300);
}

function ruleWord({ policy, location, rule, direction, ruleName }: RuleReference): string {
  const which = ruleName ?? (rule === undefined ? undefined : `${direction}[${rule}]`);
  const words = [objectName(policy), ...(which === undefined ? [] : [which])];
  return clean(`${words.join(' ')} (${placeWord(location)})`, 600);
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
    yield* ledLines(
      span(`${sign} `, style),
      span(pairWord(source, target)),
      span(ports, 'dim'),
      canvas,
    );
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
    yield tableRow([
      kind,
      codeSpan(peerWord(source, source.id), 200),
      codeSpan(peerWord(target, target.id), 200),
      portsWord(before),
      portsWord(after),
    ]);
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

const levelWords: Readonly<Record<ExposureLevel, string>> = {
  internet: 'internet',
  addresses: 'some addresses',
  cluster: 'whole cluster',
  namespaces: 'other namespaces',
  namespace: 'own namespace',
  selected: 'chosen pods',
  none: 'nobody',
};

function* exposureLines(report: ExposureReport, canvas: Canvas): Generator<Line> {
  const levels = Map.groupBy(report.workloads, ({ level }) => level);
  const said = [...levels].map(([level, list]) => `${list.length} from ${levelWords[level]}`);
  yield* heading('how far each workload can be reached', said.join(', '), canvas);
  yield [];
  yield* gridLines(
    {
      titles: ['workload', 'from', 'ports', 'by way of', 'policies'],
      rows: report.workloads.map((one) => [
        cell(`${one.workload.namespace}/${one.workload.name}`),
        cell(levelWords[one.level], levelStyles[one.level]),
        cell(openPorts(one)),
        cell(entriesWord(one.entries), 'dim'),
        cell(protectionWord(one), one.isIngressProtected ? undefined : 'warn'),
      ]),
    },
    canvas,
  );
  yield* noticeLines(report, canvas);
}

/** The ports that are open to the widest of those who may come in. */
function openPorts({ entries, ingress }: WorkloadExposure): string {
  const words = entries.map(({ reachable }) => portsWord(reachable));
  const inside = ingress.map(({ ports }) => portsWord(ports)).filter((word) => word !== 'none');
  return [...new Set(words.length > 0 ? words : inside)].slice(0, 4).join('; ');
}

function entriesWord(entries: WorkloadExposure['entries']): string {
  const words = entries.map(({ chain }) =>
    chain.objects.map(({ object }) => `${object.kind} ${object.name}`).join(' > '),
  );
  return [...new Set(words)].join('; ');
}

function protectionWord({ isIngressProtected, isEgressProtected }: WorkloadExposure): string {
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
    yield* ledLines(span(''), span(placeWord(location), 'accent'), span(kind, 'dim'), canvas);
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
    const lead = span(isKept ? 'kept    ' : 'broken  ', isKept ? 'good' : 'bad');
    yield* ledLines(lead, span(clean(text, 300)), span(placeWord(location), 'dim'), canvas);
    if (isKept) continue;
    yield* indented(clean(message, 500), 8, canvas);
    for (const { source, target, ports } of counterexamples.slice(0, 5))
      yield* indented(clean(`${source} -> ${target}  ${portsWord(ports)}`, 600), 8, canvas, 'dim');
  }
  yield [span(`${kept} of ${results.length} kept`, kept === results.length ? 'good' : 'bad')];
}
