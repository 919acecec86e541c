import { type FunctionDeclaration, globalOverload, type Overload } from '../declare.ts';
import { sizeOf } from '../size.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  STRING,
  TIMESTAMP,
  type Type,
  typeOf,
  UINT,
} from '../type.ts';
import {
  CelError,
  type Double,
  double,
  int,
  kindOf,
  numberOf,
  Opaque,
  type Result,
  TypeValue,
  Uint,
  type Value,
  type ValueKind,
} from '../value.ts';
import { durationOf, timestampOf } from './arithmetic.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { formatDouble, parseDouble } from './number-text.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

type Integer = number | bigint;

const nanosPerSecond = 1_000_000_000n;
const decimal = /^[-+]?\d{1,20}$/;
const trueTexts = new Set(['1', 't', 'true', 'TRUE', 'True']);
const falseTexts = new Set(['0', 'f', 'false', 'FALSE', 'False']);
const tenth = {
  costIfResolved: true,
  cost: (value: unknown) => Math.ceil(sizeOf(value as Value) / 10),
};

/** `int`, `uint`, `double`, `string`, `bytes`, `bool`, `duration`, `timestamp`, `dyn`, `type` (language definition §conversions). */
export const conversions: readonly FunctionDeclaration[] = [
  {
    name: 'int',
    overloads: [
      identity(INT),
      globalOverload([UINT], INT, ({ value }) => int(value)),
      globalOverload([DOUBLE], INT, intOfDouble),
      globalOverload([STRING], INT, (text) => intOfText(text)),
      globalOverload([TIMESTAMP], INT, ({ nanos }) => int(floorDivide(nanos, nanosPerSecond))),
      globalOverload([DURATION], INT, ({ nanos }) => int(nanos)),
    ],
  },
  {
    name: 'uint',
    overloads: [
      identity(UINT),
      globalOverload([INT], UINT, (value) => uintOf(BigInt(value))),
      globalOverload([DOUBLE], UINT, uintOfDouble),
      globalOverload([STRING], UINT, (text) =>
        /^\+?\d{1,20}$/.test(text)
          ? uintOf(BigInt(text.replace('+', '')))
          : unconvertible(text, 'uint'),
      ),
    ],
  },
  {
    name: 'double',
    overloads: [
      identity(DOUBLE),
      globalOverload([INT], DOUBLE, (value) => double(Number(value))),
      globalOverload([UINT], DOUBLE, ({ value }) => double(Number(value))),
      globalOverload([STRING], DOUBLE, (text) => {
        const value = parseDouble(text);
        return value === undefined ? unconvertible(text, 'double') : double(value);
      }),
    ],
  },
  {
    name: 'string',
    overloads: [
      identity(STRING),
      globalOverload([BOOL], STRING, String),
      globalOverload([INT], STRING, String),
      globalOverload([UINT], STRING, ({ value }) => value.toString()),
      globalOverload([DOUBLE], STRING, (value) => formatDouble(numberOf(value))),
      globalOverload([BYTES], STRING, textOfBytes, tenth),
      globalOverload([TIMESTAMP], STRING, formatTimestamp),
      globalOverload([DURATION], STRING, formatDuration),
    ],
  },
  {
    name: 'bytes',
    overloads: [
      identity(BYTES),
      globalOverload([STRING], BYTES, (text) => new Uint8Array(Buffer.from(text)), tenth),
    ],
  },
  { name: 'bool', overloads: [identity(BOOL), globalOverload([STRING], BOOL, boolOfText)] },
  {
    name: 'duration',
    overloads: [
      identity(DURATION),
      globalOverload([STRING], DURATION, parseDuration),
      globalOverload([INT], DURATION, (value) => durationOf(BigInt(value))),
    ],
  },
  {
    name: 'timestamp',
    overloads: [
      identity(TIMESTAMP),
      globalOverload([STRING], TIMESTAMP, parseTimestamp),
      globalOverload([INT], TIMESTAMP, (value) => timestampOf(BigInt(value) * nanosPerSecond)),
    ],
  },
  { name: 'dyn', overloads: [globalOverload([DYN], DYN, (value) => value)] },
  { name: 'type', overloads: [globalOverload([DYN], typeOf(), typeOfValue)] },
];

function identity(type: Type): Overload {
  return globalOverload([type], type, (value) => value as Value);
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n || a % b === 0n ? a / b : a / b - 1n;
}

function intOfDouble(value: number | Double): Result {
  const number = Math.trunc(numberOf(value));
  // The bounds themselves are out, as a double next to them may stand for what is beyond.
  if (!(number > -(2 ** 63) && number < 2 ** 63)) return new CelError('integer overflow');
  return int(BigInt(number));
}

function uintOfDouble(value: number | Double): Result {
  const number = Math.trunc(numberOf(value));
  if (!(numberOf(value) >= 0 && number < 2 ** 64)) return new CelError('unsigned integer overflow');
  return new Uint(BigInt(number));
}

function intOfText(text: string): Integer | CelError {
  return decimal.test(text) ? int(BigInt(text.replace('+', ''))) : unconvertible(text, 'int');
}

function uintOf(value: bigint): Result {
  return value < 0n || value >= 2n ** 64n
    ? new CelError('unsigned integer overflow')
    : new Uint(value);
}

function boolOfText(text: string): Result {
  if (trueTexts.has(text)) return true;
  return falseTexts.has(text) ? false : unconvertible(text, 'bool');
}

function textOfBytes(bytes: Uint8Array): Result {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

function unconvertible(text: string, type: string): CelError {
  return new CelError(`cannot convert ${JSON.stringify(text.slice(0, 64))} to ${type}`);
}

function typeOfValue(value: Value): TypeValue {
  return new TypeValue(runtimeType(value));
}

/** The type that `type(x)` prints. */
export function runtimeType(value: Value): Type {
  if (value instanceof Opaque) return value.type;
  return kindTypes.get(kindOf(value)) ?? DYN;
}

const kindTypes: ReadonlyMap<ValueKind, Type> = new Map<ValueKind, Type>([
  ['null', NULL],
  ['bool', BOOL],
  ['int', INT],
  ['uint', UINT],
  ['double', DOUBLE],
  ['string', STRING],
  ['bytes', BYTES],
  ['duration', DURATION],
  ['timestamp', TIMESTAMP],
  ['list', listOf()],
  ['map', mapOf()],
  ['optional', optionalOf()],
  ['type', typeOf()],
]);
