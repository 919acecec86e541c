import { type FunctionDeclaration, type Library, memberOverload as member } from '../declare.ts';
import { compare, equal, numericOf } from '../equality.ts';
import { mapEntries } from '../map.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  parameter,
  STRING,
  TIMESTAMP,
  type Type,
  UINT,
} from '../type.ts';
import {
  CelError,
  Duration,
  double,
  int,
  isInt,
  isList,
  isMap,
  kindOf,
  numberOf,
  type Result,
  Uint,
  type Value,
} from '../value.ts';

type List = readonly Value[];

/** Types whose values have an order. */
export const comparableTypes: readonly Type[] = [
  INT,
  UINT,
  DOUBLE,
  BOOL,
  DURATION,
  TIMESTAMP,
  STRING,
  BYTES,
];
const summableTypes: readonly Type[] = [INT, UINT, DOUBLE, DURATION];
const T = parameter('T');
const LIST = listOf(T);

/** More than any budget: further than this nothing is counted. */
const mostCost = 20_000_000;

/** Cost of walking a value once: 1 for a scalar, a tenth of their bytes for text and bytes, rounded down. */
function traversalCost(value: Value, so: number = 0): number {
  if (typeof value === 'string') return so + Math.floor(Buffer.byteLength(value) * 0.1);
  if (value instanceof Uint8Array) return so + Math.floor(value.length * 0.1);
  if (isList(value)) return costOfParts(value, so);
  return isMap(value) ? costOfParts(mapEntries(value).flat(), so) : so + 1;
}

function costOfParts(parts: List, so: number): number {
  let cost = so;
  for (const part of parts) {
    if (cost > mostCost) return cost;
    cost = traversalCost(part, cost);
  }
  return cost;
}

const cost = { cost: (list: List) => traversalCost(list) };

function isSorted(list: List): Result {
  for (let at = 1; at < list.length; at += 1) {
    const order = compare(list[at - 1] as Value, list[at] as Value);
    if (order instanceof CelError) return order;
    if (order > 0) return false;
  }
  return true;
}

/** The least element, or with `sign` -1 the greatest. */
function extreme(name: string, sign: 1 | -1): (list: List) => Result {
  return (list) => {
    if (list.length === 0) return new CelError(`${name} called on empty list`);
    let best = list[0] as Value;
    for (const item of list.slice(1)) {
      const order = compare(best, item);
      if (order instanceof CelError) return order;
      if (order * sign > 0) best = item;
    }
    return best;
  };
}

/** The sum of elements of one kind; of none it is the int 0, unless the types say otherwise. */
function sum(zero: Value): (list: List) => Result {
  return (list) => {
    let total: Result = list.length === 0 ? zero : (list[0] as Value);
    if (!isSummable(total)) return new CelError('no such overload');
    for (const item of list.slice(1)) {
      total = add(total, item);
      if (total instanceof CelError) return total;
    }
    return total;
  };
}

function isSummable(value: Value): boolean {
  return numericOf(value) !== undefined || value instanceof Duration;
}

function add(a: Value, b: Value): Result {
  if (kindOf(a) !== kindOf(b)) return new CelError('no such overload');
  if (isInt(a) && isInt(b)) return int(BigInt(a) + BigInt(b));
  if (a instanceof Uint && b instanceof Uint) return addUnsigned(a.value + b.value);
  if (a instanceof Duration && b instanceof Duration) return addDurations(a.nanos + b.nanos);
  return double(numberOf(a as number) + numberOf(b as number));
}

function addUnsigned(value: bigint): Result {
  return value >= 2n ** 64n ? new CelError('unsigned integer overflow') : new Uint(value);
}

function addDurations(nanos: bigint): Result {
  return BigInt.asIntN(64, nanos) === nanos
    ? new Duration(nanos)
    : new CelError('duration overflow');
}

function zeroOf(type: Type): Value {
  if (type === UINT) return new Uint(0n);
  if (type === DOUBLE) return double(0);
  return type === DURATION ? new Duration(0n) : 0;
}

function includes(target: Value, item: Value): boolean {
  return isList(target) ? target.some((other) => equal(other, item)) : equal(target, item);
}

const functions: readonly FunctionDeclaration[] = [
  {
    name: 'isSorted',
    overloads: comparableTypes.map((type) => member([listOf(type)], BOOL, isSorted, cost)),
  },
  {
    name: 'sum',
    overloads: summableTypes.map((type) => member([listOf(type)], type, sum(zeroOf(type)), cost)),
  },
  {
    name: 'min',
    overloads: comparableTypes.map((type) => member([listOf(type)], type, extreme('min', 1), cost)),
  },
  {
    name: 'max',
    overloads: comparableTypes.map((type) =>
      member([listOf(type)], type, extreme('max', -1), cost),
    ),
  },
  {
    name: 'indexOf',
    overloads: [
      member([LIST, T], INT, (list, item) => list.findIndex((other) => equal(other, item)), cost),
    ],
  },
  {
    name: 'lastIndexOf',
    overloads: [
      member(
        [LIST, T],
        INT,
        (list, item) => list.findLastIndex((other) => equal(other, item)),
        cost,
      ),
    ],
  },
  {
    name: 'includes',
    overloads: [
      member([DYN, DYN], BOOL, includes, { cost: (target) => traversalCost(target), since: 37 }),
    ],
  },
];

/** Questions to lists (k8s.io/apiserver cel/library, `lists`). */
export const listsLibrary: Library = {
  name: 'kubernetes.lists',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  functions,
};
