import { CaissonError } from '#kit/error.ts';
import type { Check, Expression } from '../ast.ts';
import { comparisonOf } from './comparison.ts';
import { type ReaderOf, readerOfOperand } from './operand.ts';
import { isNegative, type Test, testOf } from './test.ts';
import type { AnyEvent, FieldReader } from './value.ts';

/**
 * A condition made ready: constants are parsed, readers are found, and equal parts of all rules are one node with one number, so
 * that they are evaluated once an event.
 */
export type Node = Leaf | Branch | Inverse | Constant;

interface Constant {
  readonly kind: 'constant';
  readonly id: number;
  readonly value: boolean;
}

interface Branch {
  readonly kind: 'and' | 'or';
  readonly id: number;
  readonly items: readonly Node[];
}

interface Inverse {
  readonly kind: 'not';
  readonly id: number;
  readonly item: Node;
}

export interface Leaf {
  readonly kind: 'leaf';
  readonly id: number;
  readonly check: Check;
  readonly reader: FieldReader;
  /** `both`: it must hold for every end. */
  readonly negative: boolean;
  readonly test: Test | undefined;
  /** With a field on the right side: the whole comparison. */
  readonly compare: ((event: AnyEvent) => boolean) | undefined;
}

const maxDepth = 4000;

/** Makes nodes and gives equal ones the same number. Throws `input.malformed` and `limit.*` for what cannot be compiled. */
export class NodeTable {
  readonly always: Node = { kind: 'constant', id: 1, value: true };
  readonly never: Node = { kind: 'constant', id: 0, value: false };
  private readonly known = new Map<string, Node>();
  private readonly lowered = new WeakMap<Expression, Node>();
  private readonly readerOf: ReaderOf;
  private next = 2;

  constructor(readerOf: ReaderOf) {
    this.readerOf = readerOf;
  }

  /** Numbers are below this. */
  get size(): number {
    return this.next;
  }

  of(expression: Expression, depth = 0): Node {
    const before = this.lowered.get(expression);
    if (before !== undefined) return before;
    if (depth > maxDepth)
      throw new CaissonError('limit.depth', 'the condition is nested too deeply');
    const node = this.lower(expression, depth);
    this.lowered.set(expression, node);
    return node;
  }

  not(item: Node): Node {
    if (item.kind === 'constant') return item.value ? this.never : this.always;
    if (item.kind === 'not') return item.item;
    return this.made(`!${item.id}`, (id) => ({ kind: 'not', id, item }));
  }

  /** Constants are folded and repetitions left out. */
  branch(kind: 'and' | 'or', parts: readonly Node[]): Node {
    const neutral = kind === 'and' ? this.always : this.never;
    const constant = parts.find((part) => part.kind === 'constant' && part !== neutral);
    if (constant !== undefined) return constant;
    const items = distinct(parts, neutral);
    const [only] = items.values();
    if (only === undefined || items.size === 1) return only ?? neutral;
    const key = `${kind} ${[...items.keys()].join(' ')}`;
    return this.made(key, (id) => ({ kind, id, items: [...items.values()] }));
  }

  private lower(expression: Expression, depth: number): Node {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return this.branch(
          expression.kind,
          expression.items.map((item) => this.of(item, depth + 1)),
        );
      case 'not':
        return this.not(this.of(expression.item, depth + 1));
      case 'macro':
        throw new CaissonError('input.malformed', `macro "${expression.name}" was not expanded`);
      default:
        return this.leaf(expression);
    }
  }

  private leaf(check: Check): Node {
    const key = JSON.stringify(
      [check.operand, check.operator, check.modifier, check.right],
      withoutPlaces,
    );
    return this.made(key, (id) => this.makeLeaf(check, id));
  }

  private makeLeaf(check: Check, id: number): Leaf {
    const reader = readerOfOperand(check.operand, this.readerOf);
    const right = check.right?.kind === 'operand' ? check.right.operand : undefined;
    const other = right === undefined ? undefined : readerOfOperand(right, this.readerOf);
    return {
      kind: 'leaf',
      id,
      check,
      reader,
      negative: isNegative(check.operator),
      test: other === undefined ? testOf(check, reader.type) : undefined,
      compare: other === undefined ? undefined : comparisonOf(check.operator, reader, other),
    };
  }

  private made(key: string, make: (id: number) => Node): Node {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const node = make(this.next);
    this.next += 1;
    this.known.set(key, node);
    return node;
  }
}

/** Parts without what changes nothing and without repetitions. */
function distinct(parts: readonly Node[], neutral: Node): ReadonlyMap<number, Node> {
  const items = new Map<number, Node>();
  for (const part of parts) if (part !== neutral) items.set(part.id, part);
  return items;
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === 'at' ? undefined : value;
}
