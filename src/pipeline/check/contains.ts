import { contextPath } from '../github/context-path.ts';
import type { Expression } from '../github/expression.ts';
import {
  type CallNode,
  type ExpressionNode,
  type LiteralNode,
  nodesOf,
} from '../github/expression-node.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { conditionsOf, expressionsOfCondition } from './conditions.ts';

/** A condition that looks for a context in a literal text. */
export interface TextSearch {
  readonly expression: Expression;
  readonly node: CallNode;
  readonly list: LiteralNode;
  /** The context that is looked for. */
  readonly path: string;
  readonly job: Job;
}

/** All conditions of this kind. */
export function textSearches(subject: PipelineSubject): readonly TextSearch[] {
  return conditionsOf(subject).flatMap((placed) =>
    expressionsOfCondition(placed).flatMap((expression) =>
      expression.tree === undefined
        ? []
        : [...nodesOf(expression.tree)].flatMap((node) => {
            const found = searchOf(node);
            return found === undefined ? [] : [{ ...found, expression, job: placed.job }];
          }),
    ),
  );
}

function searchOf(node: ExpressionNode): Pick<TextSearch, 'node' | 'list' | 'path'> | undefined {
  if (node.kind !== 'call' || node.name.toLowerCase() !== 'contains') return undefined;
  const [list, value] = node.args;
  const path = value && contextPath(value)?.join('.');
  if (list?.kind !== 'literal' || typeof list.value !== 'string') return undefined;
  return path === undefined ? undefined : { node, list, path };
}
