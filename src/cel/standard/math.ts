import { type FunctionDeclaration, globalOverload, type Overload } from '../declare.ts';
import { compare } from '../equality.ts';
import { BOOL, DOUBLE, DYN, INT, listOf, type Type, UINT } from '../type.ts';
import {
  CelError,
  type Double,
  double,
  int,
  isDouble,
  isInt,
  numberOf,
  type Result,
  Uint,
  type Value,
} from '../value.ts';

type Integer = number | bigint;

const numbers: readonly Type[] = [INT, UINT, DOUBLE];
const mostArguments = 8;

/** Math extension of cel-go: least, greatest, rounding, signs, bits. */
export const mathFunctions: readonly FunctionDeclaration[] = [
  { name: 'math.greatest', overloads: extremes(1) },
  { name: 'math.least', overloads: extremes(-1) },
  rounding('math.ceil', Math.ceil),
  rounding('math.floor', Math.floor),
  rounding('math.trunc', Math.trunc),
  rounding('math.round', (value) => Math.sign(value) * Math.round(Math.abs(value))),
  {
    name: 'math.abs',
    overloads: [
      globalOverload([INT], INT, (value) => int(value < 0 ? -BigInt(value) : BigInt(value))),
      globalOverload([UINT], UINT, (value) => value),
      globalOverload([DOUBLE], DOUBLE, (value) => double(Math.abs(numberOf(value)))),
    ],
  },
  {
    name: 'math.sign',
    overloads: [
      globalOverload([INT], INT, (value) => Number(value > 0) - Number(value < 0)),
      globalOverload([UINT], UINT, ({ value }) => new Uint(value > 0n ? 1n : 0n)),
      globalOverload([DOUBLE], DOUBLE, (value) => double(Math.sign(numberOf(value)))),
    ],
  },
  {
    name: 'math.sqrt',
    overloads: [
      globalOverload([INT], DOUBLE, (value) => double(Math.sqrt(Number(value)))),
      globalOverload([UINT], DOUBLE, ({ value }) => double(Math.sqrt(Number(value)))),
      globalOverload([DOUBLE], DOUBLE, (value) => double(Math.sqrt(numberOf(value)))),
    ],
  },
  question('math.isInf', (value) => Math.abs(value) === Number.POSITIVE_INFINITY),
  question('math.isNaN', Number.isNaN),
  question('math.isFinite', Number.isFinite),
  bits('math.bitAnd', (a, b) => a & b),
  bits('math.bitOr', (a, b) => a | b),
  bits('math.bitXor', (a, b) => a ^ b),
  {
    name: 'math.bitNot',
    overloads: [
      globalOverload([INT], INT, (value) => int(~BigInt(value))),
      globalOverload([UINT], UINT, ({ value }) => new Uint(BigInt.asUintN(64, ~value))),
    ],
  },
  shift('math.bitShiftLeft', (value, count) => value << count),
  shift('math.bitShiftRight', (value, count) => BigInt.asUintN(64, value) >> count),
];

function rounding(name: string, round: (value: number) => number): FunctionDeclaration {
  return {
    name,
    overloads: [globalOverload([DOUBLE], DOUBLE, (value) => double(round(numberOf(value))))],
  };
}

function question(name: string, holds: (value: number) => boolean): FunctionDeclaration {
  return { name, overloads: [globalOverload([DOUBLE], BOOL, (value) => holds(numberOf(value)))] };
}

function bits(name: string, combine: (a: bigint, b: bigint) => bigint): FunctionDeclaration {
  return {
    name,
    overloads: [
      globalOverload([INT, INT], INT, (a: Integer, b: Integer) =>
        int(combine(BigInt(a), BigInt(b))),
      ),
      globalOverload([UINT, UINT], UINT, (a, b) => new Uint(combine(a.value, b.value))),
    ],
  };
}

/** Shifts of 64 bits: by 64 or more gives 0, by less than nothing is an error; to the right the sign is a bit like others. */
function shift(name: string, move: (value: bigint, count: bigint) => bigint): FunctionDeclaration {
  function shifted(value: bigint, count: Integer): bigint | CelError {
    if (count < 0) return new CelError(`${name}() negative offset: ${count}`);
    return count >= 64 ? 0n : move(value, BigInt(count));
  }
  return {
    name,
    overloads: [
      globalOverload([INT, INT], INT, (value, count) => {
        const result = shifted(BigInt(value), count);
        return result instanceof CelError ? result : int(BigInt.asIntN(64, result));
      }),
      globalOverload([UINT, INT], UINT, ({ value }, count) => {
        const result = shifted(value, count);
        return result instanceof CelError ? result : new Uint(BigInt.asUintN(64, result));
      }),
    ],
  };
}

/** One number, two or more, or a list of them; numbers of different types are compared by value. */
function extremes(wanted: 1 | -1): readonly Overload[] {
  const single = numbers.map((type) => globalOverload([type], type, (value) => value as Value));
  const lists = numbers.map((type) =>
    globalOverload([listOf(type)], type, (items) => extreme(items, wanted)),
  );
  const same = numbers.map((type) =>
    globalOverload([type, type], type, (a, b) => extreme([a as Value, b as Value], wanted)),
  );
  const mixed = numbers.flatMap((a) =>
    numbers
      .filter((b) => b !== a)
      .map((b) => globalOverload([a, b], DYN, (x, y) => extreme([x as Value, y as Value], wanted))),
  );
  const many = Array.from({ length: mostArguments - 2 }, (_, at) =>
    globalOverload(
      Array.from({ length: at + 3 }, () => DYN),
      DYN,
      (...values) => extreme(values.slice(0, at + 3) as readonly Value[], wanted),
    ),
  );
  return [...single, ...lists, ...same, ...mixed, ...many];
}

function extreme(values: readonly Value[], wanted: 1 | -1): Result {
  let best: Value | undefined;
  for (const value of values) {
    if (!isNumber(value)) return new CelError('no such overload: a number is wanted');
    const order = best === undefined ? wanted : compare(value, best);
    if (order instanceof CelError) return order;
    if (order * wanted > 0) best = value;
  }
  return best ?? new CelError('math.greatest and math.least take a list that is not empty');
}

function isNumber(value: Value): value is Integer | Double | Uint {
  return isInt(value) || isDouble(value) || value instanceof Uint;
}
