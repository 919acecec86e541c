import { evaluate, isTruthy } from '../github/evaluate.ts';
import {
  type BinaryNode,
  childrenOf,
  type ExpressionNode,
  ungrouped,
} from '../github/expression-node.ts';

/** A value that `a && value || other` can never give. */
export interface NeverChosen {
  readonly node: ExpressionNode;
  /** The whole `a && value || other`, where it stands alone, and how to write it with `case`. */
  readonly whole?: {
    readonly node: ExpressionNode;
    text(source: string): string;
  };
}

/** All such values of an expression, in the order of the text. */
export function neverChosen(tree: ExpressionNode): readonly NeverChosen[] {
  const node = ungrouped(tree);
  if (node.kind !== 'binary' || node.operator !== '||')
    return childrenOf(node).flatMap(neverChosen);
  const operands = operandsOf(node);
  const here = operands.slice(0, -1).flatMap((operand) => falseArm(operand, node, operands.length));
  return [...here, ...operands.flatMap(neverChosen)];
}

function operandsOf(tree: ExpressionNode): readonly ExpressionNode[] {
  const node = ungrouped(tree);
  if (node.kind !== 'binary' || node.operator !== '||') return [node];
  return [...operandsOf(node.left), ...operandsOf(node.right)];
}

function falseArm(
  operand: ExpressionNode,
  whole: BinaryNode,
  operands: number,
): readonly NeverChosen[] {
  const node = ungrouped(operand);
  if (node.kind !== 'binary' || node.operator !== '&&') return [];
  const value = evaluate(node.right);
  if (value === undefined || isTruthy(value) || evaluate(node.left) !== undefined) return [];
  if (operands !== 2) return [{ node: node.right }];
  return [
    { node: node.right, whole: { node: whole, text: (source) => caseOf(source, node, whole) } },
  ];
}

function caseOf(source: string, { left, right }: BinaryNode, whole: BinaryNode): string {
  const parts = [left, right, whole.right].map(({ start, end }) => source.slice(start, end));
  return `case(${parts.join(', ')})`;
}
