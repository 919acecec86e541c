import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { RuntimeException } from '#model/detection.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { indented, span } from '../table/line.ts';

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
