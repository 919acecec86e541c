import type {
  Double,
  Duration,
  MapValue,
  Optional,
  Special,
  Timestamp,
  TypeValue,
  Uint,
  Value,
} from './value.ts';

/** The kinds of types. `struct` has named fields; its values are plain maps or `Struct`; `opaque` is a library's own. */
type TypeKind =
  | 'dyn'
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
  | 'struct'
  | 'opaque'
  | 'parameter'
  | 'wrapper'
  | 'error';

/**
 * A static type. `name` is what `type(x)` prints and what error messages show; `parameters` are element, key and value types.
 * `T` is the TypeScript shape of its values at run time: overloads are typed by it (it exists in the compiler only).
 */
export interface Type<out T = unknown> {
  readonly kind: TypeKind;
  readonly name: string;
  readonly parameters: readonly Type[];
  /** Of a `struct`: its fields; a field that is not here is an error of the checker. */
  readonly fields?: ReadonlyMap<string, Type>;
  /** Never there: carries `T`. */
  readonly phantom?: T;
}

function simple<T>(kind: TypeKind, name: string): Type<T> {
  return { kind, name, parameters: [] };
}

export const DYN: Type<Value> = simple('dyn', 'dyn');
export const NULL: Type<null> = simple('null', 'null_type');
export const BOOL: Type<boolean> = simple('bool', 'bool');
/** `number` where safe, `bigint` beyond ±2^53. */
export const INT: Type<number | bigint> = simple('int', 'int');
export const UINT: Type<Uint> = simple('uint', 'uint');
/** `Double` where the value is integral, else a plain `number`: read it with `numberOf`, make it with `double`. */
export const DOUBLE: Type<number | Double> = simple('double', 'double');
export const STRING: Type<string> = simple('string', 'string');
export const BYTES: Type<Uint8Array> = simple('bytes', 'bytes');
export const DURATION: Type<Duration> = simple('duration', 'google.protobuf.Duration');
export const TIMESTAMP: Type<Timestamp> = simple('timestamp', 'google.protobuf.Timestamp');
/** The type of an expression that is already known to be wrong: accepted everywhere, so that one error is told once. */
export const ERROR: Type<never> = simple('error', '!error!');

/** A list of `element`; of anything when not given. */
export function listOf(element: Type = DYN): Type<readonly Value[]> {
  return { kind: 'list', name: 'list', parameters: [element] };
}

export function mapOf(key: Type = DYN, value: Type = DYN): Type<MapValue> {
  return { kind: 'map', name: 'map', parameters: [key, value] };
}

export function optionalOf(element: Type = DYN): Type<Optional> {
  return { kind: 'optional', name: 'optional_type', parameters: [element] };
}

export function typeOf(of: Type = DYN): Type<TypeValue> {
  return { kind: 'type', name: 'type', parameters: [of] };
}

/** A type parameter (`T`, `K`): the same name in one overload stands for the same type. */
export function parameter(name: string): Type<Value> {
  return { kind: 'parameter', name, parameters: [] };
}

/** A library's own type; `name` as Kubernetes prints it (`net.IP`, `kubernetes.Quantity`). */
export function opaqueType<T extends Special>(name: string): Type<T> {
  return { kind: 'opaque', name, parameters: [] };
}

/** A type with named fields: `request` of admission, `Object.spec` of mutations. */
export function structType(name: string, fields: Readonly<Record<string, Type>>): Type<Value> {
  return { kind: 'struct', name, parameters: [], fields: new Map(Object.entries(fields)) };
}

/** A wrapper: the type itself or null (`wrapper(int)`). */
export function wrapperOf(of: Type): Type<Value> {
  return { kind: 'wrapper', name: `wrapper(${of.name})`, parameters: [of] };
}

/** The type as people write it: `map(string, list(int))`. */
export function formatType(type: Type): string {
  if (type.kind === 'dyn' || type.parameters.length === 0 || type.kind === 'wrapper')
    return type.name;
  return `${type.name}(${type.parameters.map(formatType).join(', ')})`;
}
