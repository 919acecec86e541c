import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type {
  Incident,
  IncidentProcess,
  RuntimeException,
  TimelineEntry,
} from '#model/detection.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { ledLines } from '../kube/lead.ts';
import {
  type Canvas,
  heading,
  indented,
  type Line,
  type Style,
  severityStyles,
  span,
} from '../table/line.ts';
import { containerName, span as duration, imageName, isoTime } from './words.ts';

/** Incidents, newest first. */
export function renderIncidents(
  answer: { readonly incidents: readonly Incident[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  const now = Date.parse(options.now);
  return renderAnswer(answer, format, options, function* lines({ incidents }, canvas) {
    if (incidents.length === 0) {
      yield [span('no incidents', 'good')];
      return;
    }
    yield* heading(plural(incidents.length, 'incident'), '', canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['id', 'status', 'severity', 'score', 'where', 'what', 'since', 'detections'],
        right: [3, 7],
        rows: incidents.map((one) => [
          cell(one.id.slice(-8)),
          cell(one.status, one.status === 'open' ? 'bad' : 'dim'),
          cell(one.severity, severityStyles[one.severity]),
          cell(String(Math.round(one.score))),
          cell(containerName(one.container)),
          cell(one.title),
          cell(`${duration(now - one.opened)} ago`, 'dim'),
          cell(String(one.detectionCount)),
        ]),
      },
      canvas,
    );
    yield [];
    yield [span('caisson incident show ID tells the whole of one', 'dim')];
  });
}

/** Everything about one incident: what happened, who did it, what is at stake, what was done. */
export function renderIncident(
  incident: Incident,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(incident, format, options, incidentLines);
}

function* incidentLines(incident: Incident, canvas: Canvas): Generator<Line> {
  const { id, status, severity, score, title } = incident;
  yield* heading(title, '', canvas);
  yield [
    span(severity, severityStyles[severity]),
    span(`  ${status}`, status === 'open' ? 'bad' : 'good'),
    span(`  score ${Math.round(score)}  ${id}`, 'dim'),
  ];
  yield* factLines(incident, canvas);
  yield* treeLines(incident.processes, canvas);
  yield* reasonLines(incident, canvas);
  yield* findingLines(incident, canvas);
  yield* timeLines(incident, canvas);
}

function* factLines(incident: Incident, canvas: Canvas): Generator<Line> {
  yield [];
  for (const [label, text] of factsOf(incident))
    if (text !== undefined && text !== '')
      yield* indented(`${label.padEnd(12)}${clean(text, 400)}`, 2, canvas);
}

function factsOf(incident: Incident): readonly (readonly [string, string | undefined])[] {
  const { container, workload, techniques, assignee, incomplete, verdict } = incident;
  return [
    ['container', containerName(container)],
    ['image', imageName(container)],
    ['digest', container?.image?.id ?? container?.image?.digest],
    ['workload', workload],
    ['ATT&CK', techniques.join(', ')],
    ['assigned to', assignee],
    ['closed as', verdict],
    ['gap', incomplete ? 'events were lost: what led to it may be missing' : undefined],
  ];
}

/** Processes as a tree, children below their parents. */
function* treeLines(processes: readonly IncidentProcess[], canvas: Canvas): Generator<Line> {
  if (processes.length === 0) return;
  yield [];
  yield [span('Processes', 'bold')];
  const known = new Set(processes.map(({ pid }) => pid));
  const children = Map.groupBy(processes, ({ parentPid }) => parentPid);
  const told = new Set<number>();
  function* branch(one: IncidentProcess, depth: number): Generator<Line> {
    if (told.has(one.pid)) return;
    told.add(one.pid);
    const { pid, commandLine, exePath, uid, rules } = one;
    const style = rules.length > 0 ? 'strong' : undefined;
    const text = `${clean(commandLine || exePath, 600)}  (pid ${pid}, uid ${uid})`;
    yield* indented(text, 2 + Math.min(depth, 12) * 2, canvas, style);
    for (const rule of rules.slice(0, 6))
      yield* indented(`! ${clean(rule, 200)}`, 4 + Math.min(depth, 12) * 2, canvas, 'warn');
    for (const child of children.get(pid) ?? []) yield* branch(child, depth + 1);
  }
  for (const one of processes)
    if (one.parentPid === undefined || !known.has(one.parentPid)) yield* branch(one, 0);
  for (const one of processes) yield* branch(one, 0); // whatever loops of hostile data left over
}

function* reasonLines({ scoreReasons }: Incident, canvas: Canvas): Generator<Line> {
  if (scoreReasons.length === 0) return;
  yield [];
  yield [span('Why it matters', 'bold')];
  for (const { label, text } of scoreReasons)
    yield* indented(`${clean(label, 60).padEnd(12)}${cleanProse(text, 400)}`, 2, canvas);
}

function* findingLines({ findings }: Incident, canvas: Canvas): Generator<Line> {
  if (findings.length === 0) return;
  yield [];
  yield [span('What the image scan says', 'bold')];
  yield* gridLines(
    {
      titles: ['finding', 'severity', 'in', 'why here'],
      indent: 2,
      rows: findings.map(({ rule, severity, component, why }) => [
        cell(rule),
        cell(severity, severityStyles[severity]),
        cell(component ?? ''),
        cell(why),
      ]),
    },
    canvas,
  );
}

function* timeLines({ timeline }: Incident, canvas: Canvas): Generator<Line> {
  yield [];
  yield [span('Time line', 'bold')];
  let day = '';
  for (const { time, kind, actor, text } of timeline) {
    const stamp = isoTime(time);
    if (stamp.slice(0, 10) !== day) {
      day = stamp.slice(0, 10);
      yield [span(`  ${day} UTC`, 'dim')];
    }
    const lead = span(`  ${stamp.slice(11, 23)}  ${kind.padEnd(11)}`, kindStyles[kind]);
    const words = `${clean(actor, 100)}: ${cleanProse(text, 1000)}`;
    yield* ledLines(lead, span(words), span(''), canvas);
  }
}

const kindStyles: Readonly<Record<TimelineEntry['kind'], Style>> = {
  detection: 'strong',
  action: 'accent',
  status: 'good',
  note: 'bold',
  audit: 'accent',
  loss: 'warn',
};

/** Exceptions that would accept an incident, and what else they would have accepted. */
export interface ShownSilence {
  readonly exception: RuntimeException;
  readonly effect: {
    readonly accepted: number;
    readonly remaining: number;
    readonly programs: readonly string[];
    readonly workloads: readonly string[];
  };
}

export function renderSilences(
  answer: { readonly silences: readonly ShownSilence[]; readonly isKept: boolean },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ silences, isKept }, canvas) {
    for (const { exception, effect } of silences) {
      yield [span(clean(exception.rule, 300), 'bold')];
      for (const [field, value] of Object.entries(exception.match))
        yield* indented(`${clean(field, 100)} = ${clean(value, 400)}`, 2, canvas);
      yield* indented(
        `until ${exception.expires}: ${cleanProse(exception.reason, 300)}`,
        2,
        canvas,
      );
      const rest = `would have accepted ${plural(effect.accepted, 'detection')}, ${effect.remaining} of the same rule would still be told`;
      yield* indented(rest, 2, canvas, 'dim');
      if (effect.programs.length > 1)
        yield* indented(`of ${clean(effect.programs.join(', '), 600)}`, 2, canvas, 'warn');
      yield [];
    }
    const kept = plural(silences.length, 'exception');
    yield isKept
      ? [span(`${kept} kept`, 'good')]
      : [span(`nothing is changed: --yes keeps ${kept}`, 'warn')];
  });
}
