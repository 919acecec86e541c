/**
 * The tree of a GitHub expression (GitHub documentation, Evaluate expressions in workflows and actions). `start` and `end` are
 * indexes into the expression's text.
 */
export type ExpressionNode =
  | LiteralNode
  | NameNode
  | PropertyNode
  | IndexNode
  | StarNode
  | CallNode
  | NotNode
  | BinaryNode
  | GroupNode;

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface LiteralNode extends Placed {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

/** The root of a context: `github`, `secrets`. */
interface NameNode extends Placed {
  readonly kind: 'name';
  readonly name: string;
}

interface PropertyNode extends Placed {
  readonly kind: 'property';
  readonly object: ExpressionNode;
  readonly name: string;
}

interface IndexNode extends Placed {
  readonly kind: 'index';
  readonly object: ExpressionNode;
  readonly index: ExpressionNode;
}

/** `object.*` or `object[*]`: all members. */
interface StarNode extends Placed {
  readonly kind: 'star';
  readonly object: ExpressionNode;
}

export interface CallNode extends Placed {
  readonly kind: 'call';
  /** As written; functions are compared without regard to case. */
  readonly name: string;
  readonly args: readonly ExpressionNode[];
}

interface NotNode extends Placed {
  readonly kind: 'not';
  readonly operand: ExpressionNode;
}

export type BinaryOperator = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface BinaryNode extends Placed {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

/** Parentheses around an expression. */
export interface GroupNode extends Placed {
  readonly kind: 'group';
  readonly inner: ExpressionNode;
}

/** The node itself, without parentheses around it. */
export function ungrouped(node: ExpressionNode): Exclude<ExpressionNode, GroupNode> {
  let inner = node;
  while (inner.kind === 'group') inner = inner.inner;
  return inner;
}

/** The parts that a node is made of, in the order of the text. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case 'property':
    case 'star':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'call':
      return node.args;
    case 'not':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'group':
      return [node.inner];
    default:
      return [];
  }
}

/** A node and everything below it, outermost first. */
export function* nodesOf(node: ExpressionNode): Generator<ExpressionNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}
