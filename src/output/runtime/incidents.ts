import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Incident, IncidentProcess, TimelineEntry } from '#model/detection.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { ledLines } from '../kube/lead.ts';
import {
  type Canvas,
  flowed,
  heading,
  indented,
  type Line,
  type Style,
  severityStyles,
  span,
} from '../table/line.ts';
import { nextSteps } from './next-steps.ts';
import { ownWords } from './own-words.ts';
import { treeRows } from './process-tree.ts';
import {
  containerName,
  span as duration,
  imageName,
  isoTime,
  shortId,
  statusWords,
} from './words.ts';

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
    const open = incidents.filter(({ status }) => status === 'open').length;
    yield* heading(plural(incidents.length, 'incident'), `${open} open`, canvas);
    for (const one of incidents) yield* listedLines(one, now, canvas);
    yield [];
    yield [span('caisson incident show ID tells the whole of one', 'dim')];
  });
}

/** Two lines or three: id and urgency first, what happened below. */
function* listedLines(one: Incident, now: number, canvas: Canvas): Generator<Line> {
  const { id, status, severity, score, container, opened, detectionCount, title } = one;
  const where = [containerName(container), imageName(container)].filter(Boolean).join('  ');
  yield [];
  yield* flowed(
    [
      span(shortId(id), 'bold'),
      span(severity, severityStyles[severity]),
      span(statusWords[status], status === 'open' ? 'bad' : 'good'),
      span(`score ${Math.round(score)}`),
      span(plural(detectionCount, 'detection')),
      span(`${duration(now - opened)} ago`, 'dim'),
      ...(one.assignee === undefined ? [] : [span(clean(one.assignee, 60), 'accent')]),
    ],
    0,
    canvas,
  );
  yield* indented(cleanProse(title, 1000), 10, canvas);
  yield* indented(where, 10, canvas, 'accent');
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
  const { id, status, severity, score, title, opened, updated, detectionCount } = incident;
  yield* indented(cleanProse(title, 1000), 0, canvas, 'bold');
  yield* flowed(
    [
      span(severity, severityStyles[severity]),
      span(statusWords[status], status === 'open' ? 'bad' : 'good'),
      span(`score ${Math.round(score)}`),
      span(plural(detectionCount, 'detection')),
      span(id, 'dim'),
    ],
    0,
    canvas,
  );
  yield* indented(
    `${isoTime(opened).slice(0, 19).replace('T', ' ')} UTC${lasting(updated - opened)}`,
    0,
    canvas,
    'dim',
  );
  yield* factLines(incident, canvas);
  yield* treeLines(incident.processes, canvas);
  yield* reasonLines(incident, canvas);
  yield* findingLines(incident, canvas);
  yield* timeLines(incident, canvas);
  yield* nextLines(incident, canvas);
}

/** What was over within a second lasted for no time worth telling. */
function lasting(milliseconds: number): string {
  return milliseconds < 1000 ? '' : `, for ${duration(milliseconds)}`;
}

function* factLines(incident: Incident, canvas: Canvas): Generator<Line> {
  yield [];
  for (const [label, text] of factsOf(incident))
    if (text !== undefined && text !== '')
      yield* ledLines(
        span(`  ${label.padEnd(12)}`, 'dim'),
        span(clean(text, 400)),
        span(''),
        canvas,
      );
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

function* treeLines(processes: readonly IncidentProcess[], canvas: Canvas): Generator<Line> {
  if (processes.length === 0) return;
  yield [];
  yield [span('Processes', 'bold')];
  for (const { one, depth } of treeRows(processes)) {
    const { pid, commandLine, exePath, uid, rules } = one;
    const margin = 2 + Math.min(depth, 12) * 2;
    const text = `${clean(commandLine || exePath, 600)}  (pid ${pid}, uid ${uid})`;
    yield* indented(text, margin, canvas, rules.length > 0 ? 'strong' : undefined);
    for (const rule of rules) yield* indented(`! ${clean(rule, 200)}`, margin + 2, canvas, 'warn');
  }
}

function* reasonLines({ scoreReasons }: Incident, canvas: Canvas): Generator<Line> {
  if (scoreReasons.length === 0) return;
  yield [];
  yield [span('Why it matters', 'bold')];
  for (const { label, text } of scoreReasons) {
    const lead = span(`  ${clean(label, 60).padEnd(12)}`, 'dim');
    yield* ledLines(lead, span(cleanProse(text, 400)), span(''), canvas);
  }
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

function* timeLines({ timeline, container }: Incident, canvas: Canvas): Generator<Line> {
  yield [];
  yield [span('Time line', 'bold')];
  let day = '';
  for (const { time, kind, actor, text } of timeline) {
    const stamp = isoTime(time);
    if (stamp.slice(0, 10) !== day) {
      day = stamp.slice(0, 10);
      yield [span(`  ${day} UTC`, 'dim')];
    }
    const lead = span(`  ${stamp.slice(11, 19)}  ${kind.padEnd(11)}`, kindStyles[kind]);
    const words = ownWords({ output: text, ...(container !== undefined && { container }) });
    yield* ledLines(
      lead,
      span(`${clean(actor, 100)}: ${cleanProse(words, 1000)}`),
      span(''),
      canvas,
    );
  }
}

/** What a person can do about it now. */
function* nextLines(incident: Incident, canvas: Canvas): Generator<Line> {
  const steps = nextSteps(incident);
  if (steps.length === 0) return;
  yield [];
  yield [span('What to do next', 'bold')];
  const width = Math.max(...steps.map(({ label }) => label.length)) + 2;
  for (const { label, text } of steps)
    yield* ledLines(
      span(`  ${label.padEnd(width)}`, 'dim'),
      span(text, 'accent'),
      span(''),
      canvas,
    );
}

const kindStyles: Readonly<Record<TimelineEntry['kind'], Style>> = {
  detection: 'strong',
  action: 'accent',
  status: 'good',
  note: 'bold',
  audit: 'accent',
  loss: 'warn',
};
