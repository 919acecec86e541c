import type { Type } from './type.ts';

/**
 * A value of CEL while it is computed. Plain JSON is a value as it is:
 * `null`, `boolean`, `string`; `number` is an **int** when integral (and within int64) and a **double** otherwise;
 * `bigint` is an int outside ±2^53; an array is a list; a plain object is a map with string keys (own properties only).
 * What JSON cannot say is an object of a class below. Ask with `kindOf`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Special
  | readonly Value[]
  | ValueObject;

/** A map from JSON: read it with `Object.hasOwn`, or by the functions of `map.ts`. */
interface ValueObject {
  readonly [key: string]: Value;
}

/** Either form of a map. */
export type MapValue = CelMap | ValueObject;

/** What an evaluation step gives. Errors are values: test with `instanceof CelError`, return, never throw. */
export type Result = Value | CelError;

/** An evaluation error. `at` is the offset in the expression; the engine fills it in when the maker did not. */
export class CelError {
  readonly message: string;
  at: number | undefined;

  constructor(message: string, at?: number) {
    this.message = message;
    this.at = at;
  }
}

/** Base of every value that is an object of ours, so that one `instanceof` tells it from a plain map. */
export abstract class Special {
  protected readonly nominal = true;
}

/** A double whose value is integral (`1.0`), which a plain number would call an int. Make doubles with `double`. */
export class Double extends Special {
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
}

/** A uint, always in 0…2^64-1. */
export class Uint extends Special {
  readonly value: bigint;
  constructor(value: bigint) {
    super();
    this.value = value;
  }
}

/** A length of time in nanoseconds (int64). */
export class Duration extends Special {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }
}

/** A moment: nanoseconds since 1970-01-01T00:00:00Z, years 0001 to 9999. */
export class Timestamp extends Special {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }
}

/** A value that may be absent; `value` is `undefined` for `optional.none()`. */
export class Optional extends Special {
  readonly value: Value | undefined;
  constructor(value: Value | undefined) {
    super();
    this.value = value;
  }
}

/** A type as a value: what `type(x)`, `int`, `list` give. Equal by the name of the type. */
export class TypeValue extends Special {
  readonly type: Type;
  constructor(type: Type) {
    super();
    this.type = type;
  }
}

/** A key of a map by which it is found: equal numbers of different types are one key. */
export type MapKey = string | boolean | number | bigint;

/** A map of an expression (literal or result): keys of any permitted type. Make it by `mapFromEntries` of `map.ts`. */
export class CelMap extends Special {
  readonly entries: ReadonlyMap<MapKey, readonly [key: Value, value: Value]>;
  constructor(entries: ReadonlyMap<MapKey, readonly [key: Value, value: Value]>) {
    super();
    this.entries = entries;
  }
}

/**
 * Base of a library's own values (URL, IP, Quantity, Authorizer, `Object{…}`). Immutable.
 */
export abstract class Opaque extends Special {
  /** Its static type (from `opaqueType` or `structType`); `type.name` is what `type(x)` prints. */
  abstract readonly type: Type;
  /** Equality of `==` with another value of the same type name. */
  abstract equals(other: Opaque): boolean;
  /** Canonical text without the type name, for messages and golden vectors: `192.168.0.1`. */
  abstract toText(): string;
  /** What JSON output shows; the text unless overridden. */
  toJson(): Value {
    return this.toText();
  }
  /** Value of a field for `x.field` and `has(x.field)`; `undefined` when there is none. Struct-like values override it. */
  field(_name: string): Result | undefined {
    return undefined;
  }
}

/** The double of this value in its one form. */
export function double(value: number): number | Double {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? new Double(value) : value;
}

/** The number of a double. */
export function numberOf(value: number | Double): number {
  return typeof value === 'number' ? value : value.value;
}

/** An int of int64 in its one form (number while safe), or the overflow error. */
export function int(value: bigint): number | bigint | CelError {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  if (value < -(2n ** 63n) || value >= 2n ** 63n) return new CelError('integer overflow');
  return value;
}

/** The run-time kind of a value; `opaque` covers library types and structs. */
export type ValueKind =
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'duration'
  | 'timestamp'
  | 'list'
  | 'map'
  | 'optional'
  | 'type'
  | 'opaque';

/** Which kind a value is of. */
export function kindOf(value: Value): ValueKind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return isInt(value) ? 'int' : 'double';
    case 'bigint':
      return 'int';
    default:
      return kindOfObject(value);
  }
}

/** Whether a value is an int. */
export function isInt(value: Value): value is number | bigint {
  return typeof value === 'number'
    ? Number.isInteger(value) && value < 2 ** 63 && value > -(2 ** 63)
    : typeof value === 'bigint';
}

/** Whether a value is a double. */
export function isDouble(value: Value): value is number | Double {
  return typeof value === 'number' ? !isInt(value) : value instanceof Double;
}

/** Whether a value is a map of either form. */
export function isMap(value: Value): value is MapValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value instanceof Special
      ? value instanceof CelMap
      : !Array.isArray(value) && !(value instanceof Uint8Array))
  );
}

/** Whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function kindOfObject(value: Value): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Special) return kindOfSpecial(value);
  return value instanceof Uint8Array ? 'bytes' : 'map';
}

function kindOfSpecial(value: Special): ValueKind {
  if (value instanceof CelMap) return 'map';
  if (value instanceof Optional) return 'optional';
  if (value instanceof Double) return 'double';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Duration) return 'duration';
  if (value instanceof Timestamp) return 'timestamp';
  return value instanceof TypeValue ? 'type' : 'opaque';
}
