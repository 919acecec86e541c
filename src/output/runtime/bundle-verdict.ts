import type { RenderOptions } from '#contract/output.ts';
import { formatBytes, plural } from '#kit/text.ts';
import { cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { indented, span } from '../table/line.ts';

/** What became of checking an evidence bundle. */
export interface ShownVerdict {
  readonly path: string;
  readonly isGood: boolean;
  readonly problems: readonly string[];
  readonly signature: string;
  readonly keyId?: string;
  readonly files: number;
  readonly bytes: number;
}

export function renderBundleVerdict(
  verdict: ShownVerdict,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(verdict, format, options, function* lines(one, canvas) {
    const { isGood, path, files, bytes, signature, keyId, problems } = one;
    yield [
      span(isGood ? ' whole ' : ' not whole ', isGood ? 'verdict-good' : 'verdict-bad'),
      span(` ${cleanProse(path, 400)}`, 'bold'),
    ];
    yield* indented(`${plural(files, 'file')}, ${formatBytes(bytes)}`, 2, canvas);
    yield* indented(
      `signature ${signature}${keyId === undefined ? '' : `, key ${keyId}`}`,
      2,
      canvas,
    );
    for (const problem of problems) yield* indented(cleanProse(problem, 400), 2, canvas, 'bad');
  });
}
