import type { YamlMap } from '#yaml/node.ts';
import { contextPath } from '../github/context-path.ts';
import { expressionsIn } from '../github/expression.ts';
import type { ExpressionNode } from '../github/expression-node.ts';
import { matrixValues } from '../github/matrix.ts';
import { valueNodes } from '../github/value-node.ts';
import type { Job, Pinning, PipelineSubject, Reference } from '../model.ts';
import { imageNameOf } from '../reference.ts';
import { entryOf, mapOf, scalarOf } from '../yaml-access.ts';

/** An image that the file names, with every name that an expression may give it. */
export interface NamedImage {
  readonly reference: Reference;
  readonly name: string;
  readonly pinned: Pinning;
}

/** All images of a file; those that nothing is known about are left out. */
export function imagesOf(subject: PipelineSubject): readonly NamedImage[] {
  return subject.references
    .filter(({ kind }) => kind === 'image')
    .flatMap((reference) => namesOf(reference, subject))
    .filter(({ name }) => name !== '');
}

function namesOf(reference: Reference, subject: PipelineSubject): readonly NamedImage[] {
  if (reference.origin === 'local') return [];
  if (reference.origin === 'remote')
    return [{ reference, name: reference.source, pinned: reference.pinned }];
  const job = subject.pipeline?.jobs.find(({ id }) => id.value === reference.job?.value);
  const names = [...new Set(possibleNames(reference, job))];
  return names.map((name) => ({ reference, name, pinned: imageNameOf(name).pinned }));
}

/** Names that are written in the expression or in the matrix. */
function possibleNames({ text }: Reference, job: Job | undefined): readonly string[] {
  const { node } = text;
  if (node === undefined) return [];
  const expressions = expressionsIn(node);
  const [only] = expressions;
  if (expressions.length !== 1 || only?.tree === undefined) return [];
  const prefix = node.text.slice(0, only.start).replace(/^docker:\/\//, '');
  const suffix = node.text.slice(only.end);
  const strategy = entryOf(job?.node, 'strategy')?.value;
  const matrix = mapOf(entryOf(strategy, 'matrix')?.value);
  const values = literals(only.tree, matrix);
  return values
    .filter((value) => value !== '' && !value.includes('${{'))
    .map((value) => `${prefix}${value}${suffix}`);
}

function literals(tree: ExpressionNode, matrix: YamlMap | undefined): readonly string[] {
  const fromMatrix = valueNodes(tree).flatMap(({ node }) => {
    const path = contextPath(node);
    if (path?.[0] !== 'matrix') return [];
    return matrixValues(matrix, path.slice(1)).map((each) => scalarOf(each)?.text ?? '');
  });
  return [...fromMatrix, ...literalValues(tree)];
}

/** Texts that the expression may give by itself: `a && 'x' || 'y'`. */
function literalValues(node: ExpressionNode): readonly string[] {
  if (node.kind === 'literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.kind === 'group') return literalValues(node.inner);
  if (node.kind !== 'binary') return [];
  if (node.operator === '&&') return literalValues(node.right);
  return node.operator === '||' ? [...literalValues(node.left), ...literalValues(node.right)] : [];
}
