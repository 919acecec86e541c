import type { RenderOptions } from '#contract/output.ts';
import { textOfBytes } from '#kit/byte-string.ts';
import { plural } from '#kit/text.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { cleanProse } from '../clean.ts';
import { canvasOf } from '../kube/canvas.ts';
import { ledLines } from '../kube/lead.ts';
import { type Canvas, indented, type Line, paint, severityStyles, span } from '../table/line.ts';
import { clockTime, containerName, imageName, priorityStyles, priorityWords } from './words.ts';

/** What a live view shows, one thing at a time. */
export type LiveItem =
  | { readonly kind: 'detection'; readonly detection: Detection }
  | { readonly kind: 'incident'; readonly incident: Incident; readonly isNew: boolean }
  | { readonly kind: 'loss'; readonly loss: SensorLoss }
  | {
      readonly kind: 'action';
      readonly time: number;
      readonly text: string;
      readonly isSimulated: boolean;
    }
  | { readonly kind: 'note'; readonly time: number; readonly text: string }
  | { readonly kind: 'event'; readonly event: RuntimeEvent };

const priorityColumns = 9;

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
      return incidentLines(item.incident, item.isNew, canvas);
    case 'loss':
      return lossLines(item.loss, canvas);
    case 'action':
      return actionLines(item, canvas);
    case 'event':
      return eventLines(item.event, canvas);
    case 'note':
      return indented(`${clockTime(item.time)}  ${cleanProse(item.text, 2000)}`, 0, canvas, 'dim');
  }
}

function* detectionLines(detection: Detection, canvas: Canvas): Generator<Line> {
  const { time, priority, rule, output, container, count, incomplete } = detection;
  const where = [containerName(container), imageName(container)].filter(Boolean).join('  ');
  yield [
    span(clockTime(time), 'dim'),
    span('  '),
    span(priorityWords[priority].padEnd(priorityColumns), priorityStyles[priority]),
    span('  '),
    span(cleanProse(rule, 200), 'bold'),
    span(count === undefined || count < 2 ? '' : `  ${count} times`, 'warn'),
    span(incomplete === true ? '  events were lost' : '', 'warn'),
  ];
  yield* indented(where, 14, canvas, 'accent');
  yield* indented(cleanProse(output, 4000), 14, canvas);
}

function* incidentLines(incident: Incident, isNew: boolean, canvas: Canvas): Generator<Line> {
  const { updated, id, severity, title, score, detectionCount } = incident;
  yield [
    span(clockTime(updated), 'dim'),
    span('  '),
    span(isNew ? 'INCIDENT ' : 'incident ', isNew ? 'verdict-bad' : 'bold'),
    span('  '),
    span(`${id.slice(-8)}  `, 'dim'),
    span(severity, severityStyles[severity]),
    span(`  score ${Math.round(score)}, ${plural(detectionCount, 'detection')}`, 'dim'),
  ];
  yield* indented(cleanProse(title, 1000), 14, canvas, 'bold');
}

function lossLines(loss: SensorLoss, canvas: Canvas): Iterable<Line> {
  const counts = Object.entries(loss.counts).map(([name, count]) => `${count} ${name}`);
  const where = loss.container === undefined ? '' : ` in ${containerName(loss.container)}`;
  const text = `${clockTime(loss.to)}  GAP        events were lost${where} (${loss.reason}): ${counts.join(', ') || 'how many is not known'}`;
  return indented(text, 0, canvas, 'warn');
}

function* actionLines(
  { time, text, isSimulated }: Extract<LiveItem, { kind: 'action' }>,
  canvas: Canvas,
): Generator<Line> {
  const word = (isSimulated ? 'WOULD' : 'ACTION').padEnd(priorityColumns);
  const lead = span(`${clockTime(time)}  ${word}  `, isSimulated ? 'dim' : 'warn');
  yield* ledLines(lead, span(cleanProse(text, 2000)), span(''), canvas);
}

function eventLines(event: RuntimeEvent, canvas: Canvas): Iterable<Line> {
  const { type, process, fd, result, args } = event;
  const name = fd?.name || textOf(args['path'] ?? args['filename'] ?? args['name']);
  const end = result !== undefined && result < 0 ? `  (${result})` : '';
  const time = event.seconds * 1000 + event.nanoseconds / 1e6;
  const what = type.startsWith('exec') ? [process.exe, ...process.args].join(' ') : name;
  const line = `${clockTime(time)}  ${containerName(process.container)}  ${textOfBytes(process.name)}[${process.pid}]  ${type}  ${textOfBytes(what)}${end}`;
  return indented(
    cleanProse(line, 2000),
    0,
    canvas,
    result !== undefined && result < 0 ? 'dim' : undefined,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
