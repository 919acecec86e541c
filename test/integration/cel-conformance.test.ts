import type { Decl, Type as SpecType } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import type { Value as SpecValue } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import {
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from '@bufbuild/cel-spec/testdata/tests.js';
import { expect, test } from 'vitest';
import { canonical } from '#cel/canonical.ts';
import { type Compiled, compile, environmentOf } from '#cel/compile.ts';
import { globalOverload, type Library, memberOverload } from '#cel/declare.ts';
import { mapFromEntries } from '#cel/map.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  formatType,
  INT,
  listOf,
  mapOf,
  NULL,
  opaqueType,
  optionalOf,
  parameter,
  STRING,
  TIMESTAMP,
  type Type,
  typeOf,
  UINT,
  wrapperOf,
} from '#cel/type.ts';
import { CelError, double, int, TypeValue, Uint, type Value } from '#cel/value.ts';

/** Groups about protobuf messages, which Caisson has none of; and those of an extension that only optimisers write. */
const left: ReadonlySet<string> = new Set(
  'proto2 proto3 enums proto2_ext wrappers block_ext plumbing'.split(' '),
);
const messages =
  /\bValue\{|TestAllTypes|NestedEnum|GlobalEnum|google\.protobuf\.(?:Any|Struct|Value|ListValue|\w+Value|FieldMask|Empty)\b/;
const primitives: readonly Type[] = [DYN, BOOL, INT, UINT, DOUBLE, STRING, BYTES];

type Original = IncrementalTest['original'];

interface Result {
  readonly type?: string;
  readonly value?: string;
}

interface Case {
  readonly name: string;
  readonly test: IncrementalTest;
}

function* casesOf(suite: IncrementalTestSuite, path: string): Iterable<Case> {
  for (const one of suite.tests)
    if (!needsMessages(one)) yield { name: `${path}/${one.name}`, test: one };
  for (const inner of suite.suites) yield* casesOf(inner, `${path}/${inner.name}`);
}

function needsMessages({ original }: IncrementalTest): boolean {
  const text = JSON.stringify(original, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return messages.test(text);
}

const cases = getConformanceSuite()
  .suites.filter(({ name }) => !left.has(name))
  .flatMap((suite) => [...casesOf(suite, suite.name)]);

test('the suite is there as a whole', () => {
  expect(cases.length).toBeGreaterThanOrEqual(1605);
});

test.for(cases)('cel-spec: $name', ({ test: { original } }) => {
  const compiled = compileCase(original);

  expect(resultOf(compiled, original)).toEqual(wantedOf(original));
});

/** What a case wants to be compared: its type where it names one, its value unless it is about types alone. */
function wantedOf({ resultMatcher, checkOnly }: Original): Result {
  switch (resultMatcher.case) {
    case 'evalError':
    case 'anyEvalErrors':
      return { value: 'error' };
    case 'typedResult': {
      const { deducedType, result } = resultMatcher.value;
      return {
        ...(deducedType === undefined ? {} : { type: formatType(typeFrom(deducedType)) }),
        ...(checkOnly || result === undefined ? {} : { value: canonical(valueFrom(result)) }),
      };
    }
    case 'value':
      return { value: canonical(valueFrom(resultMatcher.value)) };
    default:
      return { value: 'b:true' };
  }
}

function resultOf(compiled: Compiled, original: Original): Result {
  const wanted = wantedOf(original);
  const type = 'program' in compiled ? formatType(compiled.program.type) : 'error';
  return {
    ...(wanted.type === undefined ? {} : { type }),
    ...(wanted.value === undefined ? {} : { value: textOf(compiled, original) }),
  };
}

function compileCase(original: Original): Compiled {
  const variables: Record<string, Type> = {};
  for (const { name, declKind } of original.typeEnv)
    if (declKind.case === 'ident') variables[name] = typeFrom(declKind.value.type);
  for (const name of Object.keys(original.bindings)) variables[name] ??= DYN;
  const environment = environmentOf('standard', variables, {
    container: original.container,
    libraries: [declared(original.typeEnv)],
  });
  return compile(
    original.expr,
    original.disableMacros ? { ...environment, macros: new Map() } : environment,
    { checks: !original.disableCheck },
  );
}

function textOf(compiled: Compiled, { bindings }: Original): string {
  if ('problems' in compiled) return 'error';
  const values: Record<string, Value> = {};
  for (const [name, { kind }] of Object.entries(bindings))
    values[name] = kind.case === 'value' ? valueFrom(kind.value) : null;
  const outcome = compiled.program.evaluate(values);
  return 'error' in outcome ? 'error' : canonical(outcome.value);
}

/** Functions that a case declares: only their types are looked at. */
function declared(declarations: readonly Decl[]): Library {
  const functions = declarations.flatMap(({ name, declKind }) =>
    declKind.case === 'function' ? [{ name, overloads: declKind.value.overloads }] : [],
  );
  return {
    name: 'declared',
    bases: ['standard'],
    functions: functions.map(({ name, overloads }) => ({
      name,
      overloads: overloads.map(({ isInstanceFunction, params, resultType }) =>
        (isInstanceFunction ? memberOverload : globalOverload)(
          params.map(typeFrom),
          typeFrom(resultType),
          () => new CelError('not implemented'),
        ),
      ),
    })),
  };
}

function typeFrom(type: SpecType | undefined): Type {
  const kind = type?.typeKind ?? { case: undefined };
  switch (kind.case) {
    case 'primitive':
      return primitives[kind.value] ?? DYN;
    case 'null':
      return NULL;
    case 'wellKnown':
      return [DYN, DYN, TIMESTAMP, DURATION][kind.value] ?? DYN;
    case 'typeParam':
      return parameter(kind.value);
    default:
      return composedFrom(kind);
  }
}

function composedFrom(kind: SpecType['typeKind']): Type {
  switch (kind.case) {
    case 'wrapper':
      return wrapperOf(primitives[kind.value] ?? DYN);
    case 'listType':
      return listOf(typeFrom(kind.value.elemType));
    case 'mapType':
      return mapOf(typeFrom(kind.value.keyType), typeFrom(kind.value.valueType));
    case 'type':
      return typeOf(typeFrom(kind.value));
    case 'abstractType':
      return kind.value.name === 'optional_type'
        ? optionalOf(typeFrom(kind.value.parameterTypes[0]))
        : { ...opaqueType(kind.value.name), parameters: kind.value.parameterTypes.map(typeFrom) };
    default:
      return DYN;
  }
}

function valueFrom({ kind }: SpecValue): Value {
  switch (kind.case) {
    case 'boolValue':
    case 'stringValue':
    case 'bytesValue':
      return kind.value;
    case 'int64Value':
      return unlessError(int(kind.value));
    case 'uint64Value':
      return new Uint(kind.value);
    case 'doubleValue':
      return double(kind.value);
    case 'typeValue':
      return new TypeValue({ kind: 'opaque', name: kind.value, parameters: [] });
    default:
      return collectionFrom(kind);
  }
}

function collectionFrom(kind: SpecValue['kind']): Value {
  if (kind.case === 'listValue') return kind.value.values.map(valueFrom);
  if (kind.case === 'nullValue') return null;
  if (kind.case !== 'mapValue') throw new Error(`the case has a value of ${kind.case}`);
  const { entries } = kind.value;
  return unlessError(
    mapFromEntries(entries.map(({ key, value }) => [inner(key), inner(value)] as const)),
  );
}

function inner(value: SpecValue | undefined): Value {
  return value === undefined ? null : valueFrom(value);
}

function unlessError<T>(value: T | CelError): T {
  if (value instanceof CelError) throw new Error(value.message);
  return value;
}
