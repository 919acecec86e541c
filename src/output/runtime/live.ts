import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Detection, Incident } from '#model/detection.ts';
import { actionKinds } from '#model/response.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { cleanProse } from '../clean.ts';
import { canvasOf } from '../kube/canvas.ts';
import { ledLines } from '../kube/lead.ts';
import {
  type Canvas,
  flowed,
  indented,
  type Line,
  paint,
  type Span,
  severityStyles,
  span,
} from '../table/line.ts';
import { displayWidth } from '../width.ts';
import { type EventWords, eventLines } from './live-event.ts';
import { ownWords } from './own-words.ts';
import {
  actionWords,
  clockTime,
  containerName,
  imageName,
  priorityStyles,
  priorityWords,
  shortId,
} from './words.ts';

/** What a live view shows, one thing at a time. */
export type LiveItem =
  | { readonly kind: 'detection'; readonly detection: Detection }
  | {
      readonly kind: 'incident';
      readonly incident: Incident;
      readonly isNew: boolean;
      /** False where nobody can look it up afterwards: replays. */
      readonly isKept?: boolean;
    }
  | { readonly kind: 'loss'; readonly loss: SensorLoss }
  | {
      readonly kind: 'action';
      readonly time: number;
      readonly text: string;
      readonly isSimulated: boolean;
      /** Several of one target in one line: kinds of actions. */
      readonly folded?: { readonly kinds: readonly string[]; readonly where: string };
    }
  | { readonly kind: 'note'; readonly time: number; readonly text: string }
  | { readonly kind: 'event'; readonly event: RuntimeEvent; readonly words?: EventWords };

const priorityColumns = 9;
/** Time, priority and what is between: everything else stands below the words. */
const margin = 14;

/** The lines of one item for a terminal: nothing in it can move the cursor or hide text. */
export function renderLive(item: LiveItem, options: RenderOptions): string {
  const canvas = canvasOf(options);
  return [...linesOf(item, canvas)].map((line) => paint(line, canvas)).join('');
}

function linesOf(item: LiveItem, canvas: Canvas): Iterable<Line> {
  switch (item.kind) {
    case 'detection':
      return detectionLines(item.detection, canvas);
    case 'incident':
      return incidentLines(item, canvas);
    case 'loss':
      return lossLines(item.loss, canvas);
    case 'action':
      return actionLines(item, canvas);
    case 'event':
      return eventLines(item.event, item.words, canvas);
    case 'note':
      return noteLines(item, canvas);
  }
}

/** What happened and where in one line where there is room, then what the rule says. */
function* detectionLines(detection: Detection, canvas: Canvas): Generator<Line> {
  const { time, priority, rule, container, count, incomplete } = detection;
  const where = [containerName(container), imageName(container)].filter(Boolean).join('  ');
  const word = priorityWords[priority];
  const lead = [
    span(shortTime(time), 'dim'),
    span('  '),
    span(word, priorityStyles[priority]),
    span(' '.repeat(Math.max(0, priorityColumns - word.length) + 2)),
  ];
  const tail = [
    ...(count === undefined || count < 2 ? [] : [span(`${count} times`, 'warn')]),
    ...(incomplete === true ? [span('events before it were lost', 'warn')] : []),
  ];
  yield* titled(
    lead,
    span(cleanProse(rule, 300), 'bold'),
    [span(where, 'accent'), ...tail],
    canvas,
  );
  yield* indented(cleanProse(ownWords(detection), 4000), margin, canvas);
}

/** A title after `lead`, then remarks: beside it where they fit, else below. */
function* titled(
  lead: Line,
  title: Span,
  remarks: readonly Span[],
  canvas: Canvas,
): Generator<Line> {
  const used = widthOf(lead);
  const width =
    used +
    displayWidth(title.text) +
    remarks.reduce((all, one) => all + displayWidth(one.text) + 2, 0);
  if (width <= canvas.columns) {
    yield [...lead, title, ...remarks.flatMap((one) => [span('  '), one])];
    return;
  }
  const room = Math.max(20, canvas.columns - used);
  const [first, ...rest] = [...indented(title.text, 0, { ...canvas, columns: room }, title.style)];
  yield [...lead, ...(first ?? [])];
  for (const line of rest) yield [span(' '.repeat(used)), ...line];
  const isWide = remarks.some(({ text }) => displayWidth(text) > canvas.columns - margin);
  if (!isWide) yield* flowed(remarks, margin, canvas);
  else for (const one of remarks) yield* indented(one.text, margin, canvas, one.style);
}

function widthOf(line: Line): number {
  return line.reduce((all, { text }) => all + displayWidth(text), 0);
}

function* incidentLines(
  { incident, isNew, isKept = true }: Extract<LiveItem, { kind: 'incident' }>,
  canvas: Canvas,
): Generator<Line> {
  const { updated, id, severity, title, score, detectionCount, incomplete } = incident;
  const lead = [
    span(shortTime(updated), 'dim'),
    span('  '),
    span(isNew ? 'INCIDENT' : 'incident', isNew ? 'verdict-bad' : 'bold'),
    span('   '),
  ];
  const facts = [
    span(severity, severityStyles[severity]),
    span(`score ${Math.round(score)}`),
    span(isNew && detectionCount === 1 ? 'opened' : `now ${plural(detectionCount, 'detection')}`),
    ...(incomplete === true ? [span('events were lost', 'warn')] : []),
  ];
  const [first, ...rest] = flowed(facts, 0, {
    ...canvas,
    columns: Math.max(20, canvas.columns - widthOf(lead)),
  });
  yield [...lead, ...(first ?? [])];
  for (const line of rest) yield [span(' '.repeat(margin)), ...line];
  yield* indented(cleanProse(title, 1000), margin, canvas, 'bold');
  if (isKept) yield* indented(`caisson incident show ${shortId(id)}`, margin, canvas, 'dim');
}

function* lossLines(loss: SensorLoss, canvas: Canvas): Generator<Line> {
  const counts = Object.entries(loss.counts).map(([name, count]) => `${count} ${name}`);
  const where = loss.container === undefined ? '' : ` in ${containerName(loss.container)}`;
  const many = cleanProse(counts.join(', '), 600) || 'how many is not known';
  const lead = span(`${shortTime(loss.to)}  ${'GAP'.padEnd(priorityColumns)}  `, 'warn');
  const seconds = Math.round((loss.to - loss.from) / 1000);
  const during = seconds < 2 ? '' : ` for ${seconds} s`;
  const text = `events were lost${where}${during}: ${lossWords[loss.reason]} (${many})`;
  yield* ledLines(lead, span(text, 'warn'), span(''), canvas);
}

const lossWords: Readonly<Record<SensorLoss['reason'], string>> = {
  'ring-full': 'the kernel told more than could be read',
  'queue-full': 'more came than could be judged',
  throttled: 'one container flooded, and was told less of',
  'sensor-restarted': 'the sensor was started again',
  'decoder-limit': 'what the sensor told could not be read',
};

function* actionLines(
  { time, text, isSimulated, folded }: Extract<LiveItem, { kind: 'action' }>,
  canvas: Canvas,
): Generator<Line> {
  const word = (isSimulated ? 'WOULD' : 'ACTION').padEnd(priorityColumns);
  const lead = span(`${shortTime(time)}  ${word}  `, isSimulated ? 'dim' : 'warn');
  const words =
    folded === undefined ? text : `${folded.kinds.map(actionWord).join(', ')}: ${folded.where}`;
  const style = isSimulated ? 'dim' : undefined;
  yield* ledLines(lead, span(cleanProse(words, 2000), style), span(''), canvas);
}

function actionWord(kind: string): string {
  const known = actionKinds.find((one) => one === kind);
  return known === undefined ? kind : actionWords[known];
}

function* noteLines(
  { time, text }: Extract<LiveItem, { kind: 'note' }>,
  canvas: Canvas,
): Generator<Line> {
  const lead = span(`${shortTime(time)}  ${'note'.padEnd(priorityColumns)}  `, 'dim');
  yield* ledLines(lead, span(cleanProse(text, 4000), 'dim'), span(''), canvas);
}

/** Tenths of a second are of no use to a person who watches; records have them. */
function shortTime(time: number): string {
  return clockTime(time).slice(0, 8);
}
