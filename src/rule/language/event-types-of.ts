import type { Check, Expression, Operator, RightSide } from '../ast.ts';
import { allEventTypes } from '../fields/event-types.ts';

/** A set of event types, or all but these. */
interface Types {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
}

const anything: Types = { all: true, names: new Set() };
const nothing: Types = { all: false, names: new Set() };

/**
 * The event types that can make a condition true; `undefined` when it says nothing of them. An empty set is a condition that never
 * holds (`evt.num=0`). Negation is pushed to the leaves; what says nothing of types stays neutral under `not`.
 */
export function eventTypesOf(expression: Expression): ReadonlySet<string> | undefined {
  const types = walk(expression, false);
  if (!types.all) return types.names;
  if (types.names.size === 0) return undefined;
  return new Set([...allEventTypes()].filter((name) => !types.names.has(name)));
}

function walk(expression: Expression, negated: boolean): Types {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const both = (expression.kind === 'and') !== negated;
      let types = both ? anything : nothing;
      for (const item of expression.items) {
        const next = walk(item, negated);
        types = both ? intersection(types, next) : union(types, next);
      }
      return types;
    }
    case 'not':
      return walk(expression.item, !negated);
    case 'macro':
      return anything;
    default:
      return ofCheck(expression, negated);
  }
}

function ofCheck(check: Check, negated: boolean): Types {
  const types = named(check) ?? counted(check);
  if (types === undefined) return anything;
  return negated ? complement(types) : types;
}

/** What `evt.type` and `syscall.type` are compared with. */
function named(check: Check): Types | undefined {
  if (!isPlainField(check, 'evt.type') && !isPlainField(check, 'syscall.type')) return undefined;
  if (check.operator === 'exists') return anything;
  const types = listed(check.right);
  if (types === undefined || check.operator === '=' || check.operator === 'in') return types;
  return check.operator === '!=' ? complement(types) : undefined;
}

/** `evt.num` counts from 1. */
function counted(check: Check): Types | undefined {
  if (!isPlainField(check, 'evt.num')) return undefined;
  const numbers = numbersOf(check.right);
  if (check.operator === 'in') return numbers.every((number) => number === 0) ? nothing : undefined;
  if (numbers[0] === 0) return fromZero.get(check.operator);
  return numbers[0] === 1 ? fromOne.get(check.operator) : undefined;
}

/** The constants on the right; one that is no number, or is no constant, is `undefined`. */
function numbersOf(right: RightSide | undefined): readonly (number | undefined)[] {
  if (right?.kind === 'list') return right.items.map(({ text }) => numberOf(text));
  return right?.kind === 'text' || right?.kind === 'number' ? [numberOf(right.text)] : [undefined];
}

function listed(right: RightSide | undefined): Types | undefined {
  if (right?.kind === 'text') return { all: false, names: new Set([right.text]) };
  if (right?.kind !== 'list') return undefined;
  return { all: false, names: new Set(right.items.map(({ text }) => text)) };
}

/** What is known of `evt.num OPERATOR 0` and `evt.num OPERATOR 1`. */
const fromZero: ReadonlyMap<Operator, Types> = new Map([
  ['=', nothing],
  ['<=', nothing],
  ['<', nothing],
  ['!=', anything],
  ['>', anything],
  ['>=', anything],
]);
const fromOne: ReadonlyMap<Operator, Types> = new Map([
  ['<', nothing],
  ['>=', anything],
]);

/** A field without argument, transformer and modifier. */
function isPlainField({ operand, modifier }: Check, name: string): boolean {
  return (
    operand.kind === 'field' &&
    operand.name === name &&
    operand.argument === undefined &&
    modifier === undefined
  );
}

function numberOf(text: string): number | undefined {
  return /^\+?(?:\d+|0[xX][0-9a-fA-F]+)$/.test(text)
    ? Number(text.startsWith('+') ? text.slice(1) : text)
    : undefined;
}

function complement({ all, names }: Types): Types {
  return { all: !all, names };
}

function intersection(a: Types, b: Types): Types {
  if (a.all && a.names.size === 0) return b;
  if (b.all && b.names.size === 0) return a;
  if (a.all && b.all) return { all: true, names: a.names.union(b.names) };
  if (a.all) return { all: false, names: b.names.difference(a.names) };
  if (b.all) return { all: false, names: a.names.difference(b.names) };
  return { all: false, names: a.names.intersection(b.names) };
}

function union(a: Types, b: Types): Types {
  return complement(intersection(complement(a), complement(b)));
}
