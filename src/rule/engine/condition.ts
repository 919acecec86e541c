import type { Expression } from '../ast.ts';
import { generate } from './generate.ts';
import { evaluate } from './interpret.ts';
import { NodeTable } from './node.ts';
import type { ReaderOf } from './operand.ts';
import type { AnyEvent } from './value.ts';

/** One condition made ready, without the specialisation that sets of rules get. */
export interface Condition {
  /** By walking the tree: the reference. */
  readonly interpret: (event: AnyEvent) => boolean;
  /** By generated code. */
  readonly run: (event: AnyEvent) => boolean;
}

/** A condition over the fields that `readerOf` knows. Throws `input.malformed` and `limit.*`. */
export function conditionOf(expression: Expression, readerOf: ReaderOf): Condition {
  const table = new NodeTable(readerOf);
  const node = table.of(expression);
  const found = new Int32Array(1);
  const generated = generate([{ number: 0, node }], { other: undefined });
  return {
    interpret: (event) => evaluate(node, event, new Map()),
    run: (event) => generated(event, found) > 0,
  };
}
