import type { RenderOptions } from '#contract/output.ts';
import type { PolicyExplanation } from '#model/policy-result.ts';
import { clean } from '../clean.ts';
import { type Canvas, indented, type Line, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';

/** What policies are about: what they match, which bindings make them count, what their expressions read. */
export function renderPolicyExplanations(
  answer: { readonly policies: readonly PolicyExplanation[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ policies }, canvas) {
    for (const policy of policies) yield* policyLines(policy, canvas);
  });
}

function* policyLines(
  { policy, matches, bindings, expressions }: PolicyExplanation,
  canvas: Canvas,
): Generator<Line> {
  const name = policy.namespace === undefined ? policy.name : `${policy.namespace}/${policy.name}`;
  yield [span(clean(`${policy.kind} ${name}`, 300), 'bold')];
  for (const match of matches) yield* indented(`on ${clean(match, 400)}`, 2, canvas);
  yield bindings.length === 0
    ? [span('  no binding makes it count', 'warn')]
    : [span(`  bound by ${clean(bindings.join(', '), 300)}`, 'dim')];
  for (const { field, text, reads } of expressions) {
    yield [span(`  ${clean(field, 200)}`, 'accent')];
    yield* indented(clean(text, 1000), 4, canvas);
    if (reads.length > 0)
      yield* indented(`reads ${clean(reads.join(', '), 600)}`, 4, canvas, 'dim');
  }
  yield [];
}

/** What an expression gives for each object. */
export function renderEvaluated(
  answer: {
    readonly type: string;
    readonly results: readonly {
      readonly object?: string;
      readonly value?: string;
      readonly error?: string;
      readonly cost: number;
    }[];
  },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ type, results }, canvas) {
    for (const { object, value, error, cost } of results) {
      if (object !== undefined) yield [span(clean(object, 300), 'bold')];
      if (error !== undefined) yield* indented(`error: ${clean(error, 1000)}`, 2, canvas, 'bad');
      else yield* indented(clean(value ?? '', 4000), 2, canvas);
      yield [span(`  ${type}, cost ${cost}`, 'dim')];
    }
  });
}
