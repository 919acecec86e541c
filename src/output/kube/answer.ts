import type { RenderOptions } from '#contract/output.ts';
import { jsonChunks } from '../json-chunks.ts';
import { type Canvas, type Line, paint } from '../table/line.ts';
import { canvasOf } from './canvas.ts';

export type AnswerFormat = 'table' | 'json';

/** Any answer: JSON as it is, or its lines for people. */
export function* renderAnswer<Answer>(
  answer: Answer,
  format: AnswerFormat,
  options: RenderOptions,
  lines: (answer: Answer, canvas: Canvas) => Iterable<Line>,
): Generator<string> {
  if (format === 'json') {
    yield* jsonChunks(answer, 'sorted');
    return;
  }
  const canvas = canvasOf(options);
  for (const line of lines(answer, canvas)) yield paint(line, canvas);
}
