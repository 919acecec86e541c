import { type Canvas, type Line, type Span, span } from '../table/line.ts';
import { displayWidth, wrap } from '../width.ts';

/**
 * A line that begins with a word in a column of its own: `lead`, then `text`, broken between words below itself, then `tail` where
 * it fits, else in a line below. Nothing is cut.
 */
export function* ledLines(
  lead: Span,
  text: Span,
  tail: Span,
  { columns }: Pick<Canvas, 'columns'>,
): Generator<Line> {
  const indent = displayWidth(lead.text);
  const margin = span(' '.repeat(indent));
  const room = columns - indent;
  const lines = wrap(text.text, room);
  const last = lines.length - 1;
  const fits = displayWidth(`${lines[last] ?? ''}  ${tail.text}`) <= room;
  for (const [at, part] of lines.entries()) {
    const own = [at === 0 ? lead : margin, { ...text, text: part }];
    yield fits && at === last && tail.text !== '' ? [...own, span('  '), tail] : own;
  }
  if (fits || tail.text === '') return;
  for (const part of wrap(tail.text, room)) yield [margin, { ...tail, text: part }];
}
