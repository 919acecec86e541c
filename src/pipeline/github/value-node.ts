import type { BinaryNode, ExpressionNode } from './expression-node.ts';

/** A part of an expression whose value may become the value of all of it. */
export interface ValueNode {
  readonly node: ExpressionNode;
  /** Whether a function writes out all that it holds. */
  readonly written: boolean;
}

const writing = new Set(['tojson', 'join', 'format']);

/** The parts whose values may come out of an expression: comparisons give booleans, `a && b` gives `b`, and so on. */
export function valueNodes(node: ExpressionNode, written = false): readonly ValueNode[] {
  switch (node.kind) {
    case 'group':
      return valueNodes(node.inner, written);
    case 'name':
    case 'property':
    case 'index':
    case 'star':
      return [{ node, written }];
    case 'call':
      return valuesOfCall(node.name.toLowerCase(), node.args, written);
    case 'binary':
      return valuesOfBinary(node, written);
    default:
      return [];
  }
}

function valuesOfCall(
  name: string,
  args: readonly ExpressionNode[],
  written: boolean,
): readonly ValueNode[] {
  if (writing.has(name)) return args.flatMap((each) => valueNodes(each, true));
  if (name === 'fromjson') return args.flatMap((each) => valueNodes(each, written));
  if (name !== 'case') return [];
  const chosen = args.filter((_, at) => at % 2 === 1 || at === args.length - 1);
  return chosen.flatMap((each) => valueNodes(each, written));
}

function valuesOfBinary(
  { operator, left, right }: BinaryNode,
  written: boolean,
): readonly ValueNode[] {
  if (operator === '&&') return valueNodes(right, written);
  if (operator !== '||') return [];
  return [...valueNodes(left, written), ...valueNodes(right, written)];
}
