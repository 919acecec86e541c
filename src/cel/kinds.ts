import type { Type } from './type.ts';
import {
  CelError,
  Duration,
  isDouble,
  isInt,
  isMap,
  kindOf,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts';

/** Whether a value is of a type, as far as can be seen without looking into it. */
export type KindTest = (value: Value) => boolean;

/** The test by which an overload is chosen at run time. */
export function kindTest(type: Type): KindTest {
  switch (type.kind) {
    case 'list':
      return Array.isArray;
    case 'struct':
    case 'opaque':
      return (value) =>
        value instanceof Opaque
          ? value.type.name === type.name
          : type.kind === 'struct' && isMap(value);
    case 'wrapper': {
      const inner = kindTest(type.parameters[0] ?? type);
      return (value) => value === null || inner(value);
    }
    default:
      return simpleTests[type.kind];
  }
}

const simpleTests = {
  dyn: () => true,
  parameter: () => true,
  error: () => true,
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: isInt,
  uint: (value) => value instanceof Uint,
  double: isDouble,
  string: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  duration: (value) => value instanceof Duration,
  timestamp: (value) => value instanceof Timestamp,
  map: isMap,
  optional: (value) => value instanceof Optional,
  type: (value) => value instanceof TypeValue,
} as const satisfies Readonly<Record<string, KindTest>>;

/** The error of a function that has no overload for these values. */
export function noSuchOverload(name: string, values: readonly Value[], at?: number): CelError {
  const given = values.map((value) => (value instanceof Opaque ? value.type.name : kindOf(value)));
  return new CelError(`no such overload: ${name}(${given.join(', ')})`, at);
}
