import { type FunctionDeclaration, globalOverload, memberOverload } from '../declare.ts';
import { numericOf } from '../equality.ts';
import { sizeOf } from '../size.ts';
import { BOOL, listOf, optionalOf, parameter, type Type } from '../type.ts';
import { CelError, Duration, Optional, Timestamp, type Value } from '../value.ts';

const T = parameter('T');
const optional = optionalOf(T);
const absent = new Optional(undefined);

/** Functions of optional values (cel-go extension Optional). */
export const optionalFunctions: readonly FunctionDeclaration[] = [
  {
    name: 'optional.of',
    overloads: [globalOverload([T], optional, (value) => new Optional(value))],
  },
  { name: 'optional.none', overloads: [globalOverload([], optional, () => absent)] },
  {
    name: 'optional.ofNonZeroValue',
    overloads: [
      globalOverload([T], optional, (value) => (isZero(value) ? absent : new Optional(value))),
    ],
  },
  {
    name: 'optional.unwrap',
    overloads: [globalOverload([listOf(optional)], listOf(T), unwrap)],
  },
  { name: 'unwrapOpt', overloads: [memberOverload([listOf(optional)], listOf(T), unwrap)] },
  {
    name: 'hasValue',
    overloads: [memberOverload([optional], BOOL, ({ value }) => value !== undefined)],
  },
  {
    name: 'value',
    overloads: [
      memberOverload(
        [optional],
        T,
        ({ value }) =>
          value ?? (value === null ? null : new CelError('optional.none() dereference')),
      ),
    ],
  },
  { name: 'or', overloads: [decided([optional, optional], optional)] },
  { name: 'orValue', overloads: [decided([optional, T], T)] },
];

/** Evaluated by the engine: what comes after is computed only when it is needed. */
function decided(parameters: readonly Type[], result: Type) {
  return memberOverload(parameters, result, () => new CelError('no such overload'));
}

function unwrap(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) =>
    value instanceof Optional && value.value !== undefined ? [value.value] : [],
  );
}

/** Zero, the empty text, list or map, false, null, no time. */
function isZero(value: Value): boolean {
  const number = numericOf(value);
  if (number !== undefined) return Number(number) === 0;
  if (value === null || value === false || value === '') return true;
  if (value instanceof Duration || value instanceof Timestamp) return value.nanos === 0n;
  if (value instanceof Optional) return value.value === undefined;
  return typeof value === 'object' && sizeOf(value) === 0;
}
