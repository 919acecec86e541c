import { type FunctionDeclaration, globalOverload, type Overload } from '../declare.ts';
import { compare } from '../equality.ts';
import { sizeOf } from '../size.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  optionalOf,
  parameter,
  STRING,
  TIMESTAMP,
  type Type,
  UINT,
} from '../type.ts';
import { CelError, type Result, type Value } from '../value.ts';
import { add, arithmetic, negate, subtract } from './arithmetic.ts';

const A = parameter('A');
const B = parameter('B');

/** An overload whose evaluation is the engine's own: only its types are looked at. */
function built(parameters: readonly Type[], result: Type): Overload {
  return globalOverload(parameters, result, () => new CelError('no such overload'));
}

function calculation(
  operator: '-' | '*' | '/' | '%',
  types: readonly (readonly [left: Type, right: Type, result: Type])[],
): FunctionDeclaration {
  const run =
    operator === '-' ? subtract : (a: Value, b: Value): Result => arithmetic(operator, a, b);
  return {
    name: `_${operator}_`,
    overloads: types.map(([left, right, result]) =>
      globalOverload([left, right], result, (a, b) => run(a as Value, b as Value)),
    ),
  };
}

const same: readonly (readonly [Type, Type, Type])[] = [INT, UINT, DOUBLE].map((type) => [
  type,
  type,
  type,
]);
const differences: readonly (readonly [Type, Type, Type])[] = [
  [TIMESTAMP, TIMESTAMP, DURATION],
  [TIMESTAMP, DURATION, TIMESTAMP],
  [DURATION, DURATION, DURATION],
];

/** The operators of the language, without those that decide what is evaluated. */
export const operators: readonly FunctionDeclaration[] = [
  { name: '_?_:_', overloads: [built([BOOL, A, A], A)] },
  { name: '_==_', overloads: [built([A, A], BOOL)] },
  { name: '_!=_', overloads: [built([A, A], BOOL)] },
  { name: '@in', overloads: [built([A, listOf(A)], BOOL), built([A, mapOf(A, B)], BOOL)] },
  {
    name: '_+_',
    overloads: [
      ...[INT, UINT, DOUBLE, STRING, BYTES, listOf(A), DURATION].map((type) =>
        sum(type, type, type),
      ),
      sum(TIMESTAMP, DURATION, TIMESTAMP),
      sum(DURATION, TIMESTAMP, TIMESTAMP),
    ],
  },
  calculation('-', [...same, ...differences]),
  calculation('*', same),
  calculation('/', same),
  calculation('%', same.slice(0, 2)),
  { name: '!_', overloads: [globalOverload([BOOL], BOOL, (value) => !value)] },
  {
    name: '-_',
    overloads: [globalOverload([INT], INT, negate), globalOverload([DOUBLE], DOUBLE, negate)],
  },
  order('_<_', (result) => result < 0),
  order('_<=_', (result) => result <= 0),
  order('_>_', (result) => result > 0),
  order('_>=_', (result) => result >= 0),
  {
    name: '_[_]',
    overloads: [
      built([listOf(A), INT], A),
      built([mapOf(A, B), A], B),
      built([optionalOf(listOf(A)), INT], optionalOf(A)),
      built([optionalOf(mapOf(A, B)), A], optionalOf(B)),
    ],
  },
  {
    name: '_[?_]',
    overloads: [
      built([listOf(A), INT], optionalOf(A)),
      built([optionalOf(listOf(A)), INT], optionalOf(A)),
      built([mapOf(A, B), A], optionalOf(B)),
      built([optionalOf(mapOf(A, B)), A], optionalOf(B)),
    ],
  },
];

function sum(left: Type, right: Type, result: Type): Overload {
  return globalOverload([left, right], result, (a, b, context) =>
    add(a as Value, b as Value, context),
  );
}

function order(name: string, holds: (result: number) => boolean): FunctionDeclaration {
  function run(a: unknown, b: unknown): Result {
    const result = compare(a as Value, b as Value);
    return result instanceof CelError ? result : holds(result);
  }
  const numbers = [INT, UINT, DOUBLE];
  return {
    name,
    overloads: [
      ...[BOOL, TIMESTAMP, DURATION].map((type) => globalOverload([type, type], BOOL, run)),
      ...numbers.flatMap((a) =>
        numbers.map((b) => globalOverload([a, b], BOOL, run, a === b ? {} : { since: 28 })),
      ),
      ...[STRING, BYTES].map((type) =>
        globalOverload([type, type], BOOL, run, {
          costIfResolved: true,
          cost: (a, b) => Math.ceil(Math.min(sizeOf(a as Value), sizeOf(b as Value)) / 10),
        }),
      ),
    ],
  };
}
