import type { FieldOperand } from '../ast.ts';
import type { Node, NodeTable } from './node.ts';
import type { ReaderOf } from './operand.ts';
import type { Environment } from './value.ts';

/** Readers that also know fields of earlier steps: `shell.proc.pid` is `proc.pid` of the step `shell`. */
export function withSteps(readerOf: ReaderOf, environment: Environment): ReaderOf {
  return (field) => {
    const own = readerOf(field);
    if (own !== undefined) return own;
    const inner = fieldOfStep(field);
    const reader = inner === undefined ? undefined : readerOf(inner.field);
    if (inner === undefined || reader === undefined) return undefined;
    return {
      type: reader.type,
      read: () => {
        const event = environment.steps?.get(inner.step);
        return event === undefined ? undefined : reader.read(event);
      },
    };
  };
}

/**
 * The weakest condition that does not need earlier steps: what compares with them counts as true, under `not` as false. It says which
 * events are worth trying.
 */
export function withoutSteps(table: NodeTable, node: Node, steps: ReadonlySet<string>): Node {
  return steps.size === 0 ? node : weakened(node, true, { table, steps, done: new Map() });
}

interface Weakening {
  readonly table: NodeTable;
  readonly steps: ReadonlySet<string>;
  readonly done: Map<string, Node>;
}

function weakened(node: Node, positive: boolean, context: Weakening): Node {
  const key = `${node.id} ${positive}`;
  const before = context.done.get(key);
  if (before !== undefined) return before;
  const made = weaken(node, positive, context);
  context.done.set(key, made);
  return made;
}

function weaken(node: Node, positive: boolean, context: Weakening): Node {
  const { table, steps } = context;
  switch (node.kind) {
    case 'constant':
      return node;
    case 'not':
      return table.not(weakened(node.item, !positive, context));
    case 'leaf':
      if (!namesStep(node.check.right, steps)) return node;
      return positive ? table.always : table.never;
    default:
      return table.branch(
        node.kind,
        node.items.map((item) => weakened(item, positive, context)),
      );
  }
}

function namesStep(value: unknown, steps: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((part) => namesStep(part, steps));
  return Object.entries(value).some(([key, part]) =>
    key === 'name' && typeof part === 'string'
      ? steps.has(part.slice(0, Math.max(part.indexOf('.'), 0)))
      : namesStep(part, steps),
  );
}

function fieldOfStep(
  field: FieldOperand,
): { readonly step: string; readonly field: FieldOperand } | undefined {
  const dot = field.name.indexOf('.');
  if (dot <= 0) return undefined;
  return { step: field.name.slice(0, dot), field: { ...field, name: field.name.slice(dot + 1) } };
}
