import { textOfBytes } from '#kit/byte-string.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { cleanProse } from '../clean.ts';
import { ledLines } from '../kube/lead.ts';
import { type Canvas, type Line, type Style, span } from '../table/line.ts';
import { displayWidth } from '../width.ts';
import { clockTime, containerName } from './words.ts';

/** What an event is about, in byte strings. */
export interface EventWords {
  readonly subject: string;
  readonly details: readonly string[];
  /** Name of the error, where it did not succeed. */
  readonly error?: string;
}

/** Widths of the columns before the facts; longer names push what follows to the right. */
const wide = { where: 16, process: 22, type: 12 };
const narrow = { where: 8, process: 14, type: 8 };

/** One event: when, where, which process, what. On a terminal that is too narrow it goes on below its facts. */
export function* eventLines(
  event: RuntimeEvent,
  words: EventWords | undefined,
  canvas: Canvas,
): Generator<Line> {
  const { type, process, seconds, nanoseconds } = event;
  const time = clockTime(seconds * 1000 + nanoseconds / 1e6);
  const widths = canvas.columns < 110 ? narrow : wide;
  const columns = [
    [containerName(process.container), widths.where],
    [`${textOfBytes(process.name)}[${process.pid}]`, widths.process],
    [type, widths.type],
  ] as const;
  const cells = columns.map(([text, width]) => padded(cleanProse(text, 200), width));
  const head = `${time}  ${cells.join('  ')}  `;
  const text = factsOf(words);
  const style: Style | undefined = words?.error === undefined ? undefined : 'dim';
  const fits = displayWidth(head) + displayWidth(text) <= canvas.columns;
  // Short of room, the facts begin in a line of their own rather than in a narrow column.
  if (fits || canvas.columns - displayWidth(head) >= 40) {
    yield* ledLines(span(head, style), span(text, style), span(''), canvas);
    return;
  }
  yield [span(head, style)];
  yield* ledLines(span(' '.repeat(14)), span(text, style), span(''), canvas);
}

function factsOf(words: EventWords | undefined): string {
  if (words === undefined) return '';
  const { subject, details, error } = words;
  const parts = [subject, ...details, ...(error === undefined ? [] : [`→ ${error}`])];
  return cleanProse(
    parts
      .filter((part) => part !== '')
      .map((part) => (part.startsWith('→') ? part : textOfBytes(part)))
      .join('  '),
    4000,
  );
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}
