import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallContext, Overload } from '../declare.ts';
import { PatternCache } from '../pattern.ts';
import type { Type } from '../type.ts';
import {
  CelError,
  Duration,
  double,
  isInt,
  Optional,
  Timestamp,
  Uint,
  type Value,
} from '../value.ts';
import { Authorizer } from './authorizer.ts';
import { libraries } from './libraries.ts';

const patterns = new PatternCache();
const context: CallContext = {
  pattern: (source) => patterns.get(source),
  maxSize: 10_000,
  tooLarge: (size) => (size > 10_000 ? new CelError('too large') : undefined),
};

const overloads = libraries.flatMap(({ functions }) =>
  (functions ?? []).flatMap((declaration) =>
    declaration.overloads.map((overload) => [declaration.name, overload] as const),
  ),
);

/** What makes a value of each type, asked of the libraries themselves. */
function sampleOf(type: Type): Value | undefined {
  if (type.name.endsWith('Authorizer'))
    return new Authorizer(() => ({ decision: 'allow', reason: '' }), { username: '', groups: [] });
  for (const [, { parameters, result, run }] of overloads) {
    if (result.name !== type.name || parameters.some(({ name }) => name === type.name)) continue;
    const args = parameters.map((parameter) =>
      parameter.kind === 'string' ? textFor(type) : sampleOf(parameter),
    );
    if (args.includes(undefined)) continue;
    const made = run(...args, context);
    if (!(made instanceof CelError)) return made;
  }
  return undefined;
}

function textFor({ name }: Type): string {
  const samples: Readonly<Record<string, string>> = {
    'net.IP': '10.0.0.1',
    'net.CIDR': '10.0.0.0/8',
    'kubernetes.Quantity': '1Gi',
    'kubernetes.Semver': '1.2.3',
    'kubernetes.URL': 'https://a.example/b?c',
  };
  return samples[name] ?? 'nginx';
}

const hostileTexts = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    'a'.repeat(9_000),
    '('.repeat(500),
    '%',
    '__proto__',
    '{"__proto__":{"a":1}}',
    '['.repeat(5_000),
    '\ud800',
    '9'.repeat(2_000),
    '(a+)+$',
  ),
);
const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Value);
const anyInt = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2n ** 62n, -(2n ** 63n)));

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const byKind: Readonly<Partial<Record<Type['kind'], fc.Arbitrary<Value>>>> = {
  string: hostileTexts,
  int: anyInt,
  bool: fc.boolean(),
  double: fc.double().map(double),
  uint: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Uint(value)),
  bytes: fc.uint8Array(),
  duration: fc.bigInt(int64).map((nanos) => new Duration(nanos)),
  timestamp: fc.integer().map((seconds) => new Timestamp(BigInt(seconds) * 1_000_000_000n + 5n)),
  list: fc.array(fc.oneof(anyJson, fc.array(anyJson))),
  map: fc.dictionary(fc.string(), anyJson),
  optional: anyJson.map((value) => new Optional(value)),
  dyn: anyJson,
  parameter: anyJson,
};

/** Values of a type; for the libraries' own types a sample. */
function valuesOf(type: Type): fc.Arbitrary<Value> {
  return byKind[type.kind] ?? fc.constant(sampleOf(type) ?? null);
}

/** Calls an overload, then asks for its cost; `undefined` when a sample for a parameter cannot be made. */
function call({ run, cost }: Overload, args: readonly Value[]): number {
  const result = run(...args, context);
  return result instanceof CelError || cost === undefined ? 1 : cost(...args, result);
}

test('no function of any library throws, whatever it is given, and every cost is a number', () => {
  for (const [name, overload] of overloads) {
    const needsProvider = overload.parameters.some(
      (type) => type.kind === 'opaque' && sampleOf(type) === undefined,
    );
    if (needsProvider) continue;
    fc.assert(
      fc.property(fc.tuple(...overload.parameters.map(valuesOf)), (args) => {
        const cost = call(overload, args);
        expect([name, Number.isFinite(cost) && cost >= 0]).toEqual([name, true]);
      }),
      { numRuns: 12 },
    );
  }
});

test('every function has a name, and since when is a minor version', () => {
  for (const { functions, since } of libraries) {
    expect(since === undefined || isInt(since)).toBe(true);
    for (const { name, overloads: declared } of functions ?? []) {
      expect(name).toMatch(/^@?[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*$/);
      expect(declared.length).toBeGreaterThan(0);
    }
  }
});
