import type { YamlMap } from '#yaml/node.ts';
import { entryOf, scalarOf } from '../yaml-access.ts';
import { evaluate } from './evaluate.ts';
import { bareExpression, expressionsIn } from './expression.ts';

/**
 * Whether the `if` of a job or a step is false whatever happens: `false`, `${{ false }}`, `false && x`. With a line break beside
 * the delimiters it is a text, which is true.
 */
export function neverRuns(node: YamlMap): boolean {
  const scalar = scalarOf(entryOf(node, 'if')?.value);
  if (scalar === undefined) return false;
  if (typeof scalar.value !== 'string') return scalar.value === false;
  const [fenced] = expressionsIn(scalar);
  if (fenced !== undefined && fenced.end - fenced.start !== scalar.text.length) return false;
  const { tree } = fenced ?? bareExpression(scalar);
  return tree !== undefined && evaluate(tree) === false;
}
