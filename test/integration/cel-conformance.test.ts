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

  const expected = original.resultMatcher;
  if (expected.case === 'evalError' || expected.case === 'anyEvalErrors')
    return expect(textOf(compiled, original)).toMatch(/^error:/);
  if (expected.case === 'typedResult') {
    const { deducedType, result } = expected.value;
    if (deducedType !== undefined)
      expect('program' in compiled ? formatType(compiled.program.type) : compiled.problems).toBe(
        formatType(typeFrom(deducedType)),
      );
    if (original.checkOnly || result === undefined) return;
    return expect(textOf(compiled, original)).toBe(canonical(valueFrom(result)));
  }
  const value = expected.case === 'value' ? valueFrom(expected.value) : true;
  expect(textOf(compiled, original)).toBe(canonical(value));
});

function compileCase(original: IncrementalTest['original']): Compiled {
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

function textOf(compiled: Compiled, { bindings }: IncrementalTest['original']): string {
  if ('problems' in compiled) return `error: ${compiled.problems[0]?.message}`;
  const values: Record<string, Value> = {};
  for (const [name, { kind }] of Object.entries(bindings))
    values[name] = kind.case === 'value' ? valueFrom(kind.value) : null;
  const outcome = compiled.program.evaluate(values);
  return 'error' in outcome ? `error: ${outcome.error}` : canonical(outcome.value);
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
  const kind = type?.typeKind;
  switch (kind?.case) {
    case 'primitive':
      return primitives[kind.value] ?? DYN;
    case 'null':
      return NULL;
    case 'wellKnown':
      return [DYN, DYN, TIMESTAMP, DURATION][kind.value] ?? DYN;
    case 'wrapper':
      return wrapperOf(primitives[kind.value] ?? DYN);
    case 'listType':
      return listOf(typeFrom(kind.value.elemType));
    case 'mapType':
      return mapOf(typeFrom(kind.value.keyType), typeFrom(kind.value.valueType));
    case 'typeParam':
      return parameter(kind.value);
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
    case 'nullValue':
      return null;
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
    case 'listValue':
      return kind.value.values.map(valueFrom);
    case 'mapValue':
      return unlessError(
        mapFromEntries(
          kind.value.entries.map(({ key, value }) => [inner(key), inner(value)] as const),
        ),
      );
    default:
      throw new Error(`the case has a value of ${kind.case}`);
  }
}

function inner(value: SpecValue | undefined): Value {
  return value === undefined ? null : valueFrom(value);
}

function unlessError<T>(value: T | CelError): T {
  if (value instanceof CelError) throw new Error(value.message);
  return value;
}
