import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';
import { compile, type EnvironmentName, environmentOf, formatProblem } from './compile.ts';
import { toJson } from './json.ts';
import { BOOL, DYN, formatType, INT, listOf, STRING, structType } from './type.ts';
import { CelError } from './value.ts';

const variables = {
  object: DYN,
  n: INT,
  names: listOf(STRING),
  request: structType('Request', { operation: STRING, dryRun: BOOL }),
};
const object = {
  a: null,
  text: 'héllo wörld 🐱',
  count: 3,
  half: 0.5,
  big: 9007199254740992,
  list: [1, 2, 3],
  labels: { app: 'web', tier: 'front' },
};
const data = { object, n: 7, names: ['b', 'a'], request: { operation: 'CREATE', dryRun: false } };

function run(text: string, name: EnvironmentName = 'caisson'): string {
  const compiled = compile(text, environmentOf(name, variables));
  if ('problems' in compiled) return compiled.problems.map(({ message }) => message).join('\n');
  const outcome = compiled.program.evaluate(data);
  return 'error' in outcome ? `error: ${outcome.error}` : canonical(outcome.value);
}

test.for([
  ['object.count + 1', 'i:4'],
  ['object.half * 2.0', 'd:1'],
  ['object.big + 1', 'i:9007199254740993'],
  ['9223372036854775807 + 1', 'error: integer overflow'],
  ['-9223372036854775808', 'i:-9223372036854775808'],
  ['1 / 0', 'error: division by zero'],
  ['18446744073709551615u + 1u', 'error: unsigned integer overflow'],
  ['dyn(1) == 1.0 && 1u == dyn(1) && 1 < 1.5', 'b:true'],
  ['dyn("1") == 1', 'b:false'],
  ['double("NaN") == double("NaN")', 'b:false'],
  ['[1, 2] == [1, 2] && {"a": 1} == {"a": 1}', 'b:true'],
  ['{1: "a", true: "b", "c": 2u}[1]', 's:"a"'],
  ['size(object.text)', 'i:13'],
  ['object.text.charAt(12)', 's:"🐱"'],
  ['object.text.indexOf("w")', 'i:6'],
  ['object.text.substring(6, 11)', 's:"wörld"'],
  ['"a,b,c".split(",", 2)', '[s:"a",s:"b,c"]'],
  ['"%s is %.1f of %d".format(["x", 1.25, 3])', 's:"x is 1.2 of 3"'],
  ['"abc".matches("b")', 'b:true'],
  ['"aaa".matches("a{2")', 'b:false'],
  ['has(object.a) && !has(object.b)', 'b:true'],
  ['object.b', 'error: no such key: b'],
  ['object.?b.c', 'opt()'],
  ['has(object.a.x) || object.?count.x.hasValue()', 'b:false'],
  ['has(object.list.x)', 'error: a list has no fields'],
  ['object.?a.orValue(1)', 'null'],
  ['object.?count.orValue(1)', 'i:3'],
  ['object.count.orValue(1)', 'i:3'],
  ['object.labels[?"app"].orValue("")', 's:"web"'],
  ['[?object.?b, ?object.?count]', '[i:3]'],
  ['{?"b": object.?b, ?"c": object.?count}', '{s:"c"=i:3}'],
  ['object.?count.optMap(x, x * 2)', 'opt(i:6)'],
  ['object.?b.or(object.?count)', 'opt(i:3)'],
  ['object.list.exists(x, x / 0 == 1 || x == 3)', 'b:true'],
  ['object.list.all(x, x > 5 || object.missing)', 'error: no such key: missing'],
  ['object.list.exists_one(x, x > 2)', 'b:true'],
  ['object.list.map(x, x > 1, x * x)', '[i:4,i:9]'],
  ['object.labels.filter(k, k.startsWith("a"))', '[s:"app"]'],
  ['object.list.transformMap(i, v, v > 1, v)', '{i:1=i:2,i:2=i:3}'],
  ['object.labels.transformMapEntry(k, v, {v: k})', '{s:"front"=s:"tier",s:"web"=s:"app"}'],
  ['cel.bind(x, object.list, x.size() + x[0])', 'i:4'],
  ['cel.bind(unused, object.missing, 1)', 'i:1'],
  ['object.list.map(x, object.list.map(y, x * y))[2]', '[i:3,i:6,i:9]'],
  ['false && object.missing || true', 'b:true'],
  ['object.missing && false', 'b:false'],
  ['object.missing ? 1 : 2', 'error: no such key: missing'],
  ['"app" in object.labels && 2 in object.list && !(9 in [1, 2])', 'b:true'],
  ['type(object.count) == int && type(1.0) == double', 'b:true'],
  ['duration("1h30m").getMinutes()', 'i:90'],
  ['timestamp("2024-02-29T23:30:00Z").getDate("Asia/Tokyo")', 'i:1'],
  ['timestamp("2024-07-01T00:00:00Z").getHours("-02:30")', 'i:21'],
  ['timestamp("2024-03-01T00:00:00Z") - duration("24h")', 'ts:2024-02-29T00:00:00Z'],
  ['int("0x1")', 'error: cannot convert "0x1" to int'],
  ['b"\\xff" + b"a"', 'y:/2E='],
  ['object.`count`', 'i:3'],
  ['math.greatest(1, 2.5, 2u)', 'd:2.5'],
  ['base64.decode("aGk")', 'y:aGk='],
  ['names.sortBy(x, x)', '[s:"a",s:"b"]'],
  ['"\\u00e9" == "é" && r"\\n" == "\\\\n" && \'\'\'a\nb\'\'\' == "a\\nb"', 'b:true'],
] as const)('%s', ([text, wanted]) => {
  expect(run(text)).toBe(wanted);
});

test.for([
  ['objct.count', 'undeclared reference to "objct"; did you mean "object"?'],
  ['names.exist(x, x == "a")', 'undeclared reference to function "exist"; did you mean "exists"?'],
  ['math.cel(1.5)', 'undeclared reference to function "math.cel"; did you mean "math.ceil"?'],
  ['request.operatoin == "x"', 'undefined field "operatoin" of Request; did you mean "operation"?'],
  ['n + "a"', 'found no matching overload for "+" applied to (int, string)'],
  ['n && true', '&& takes bool, but this is int'],
  ['has(n)', 'has() takes the selection of a field, as has(object.field)'],
  ['names.all(1, true)', 'argument must be a simple name'],
  ['n.all(x, true)', 'a macro loops over a list or a map, but this is int'],
  ['n = 1', 'unexpected character "="; use "==" to compare'],
  ['[1, 2', 'unexpected end of expression, expected "]"'],
  ['"abc', 'string without its closing quote'],
  ['for', '"for" is a reserved word'],
  ['9223372036854775808', 'int literal out of range (64 bits, signed)'],
] as const)('says what is wrong with %s', ([text, wanted]) => {
  expect(run(text)).toContain(wanted);
});

test('tells all faults of an expression, in order and with their places', () => {
  const compiled = compile('objct.a == 1 &&\n  names.foo()', environmentOf('caisson', variables));

  expect('problems' in compiled ? compiled.problems.map(formatProblem) : []).toEqual([
    '1:1: undeclared reference to "objct"; did you mean "object"?\nobjct.a == 1 &&\n^',
    '2:8: undeclared reference to function "foo"\n  names.foo()\n       ^',
  ]);
});

test('an environment has what its version of Kubernetes has', () => {
  function known(text: string, minor: number): boolean {
    return 'program' in compile(text, environmentOf({ base: 'kubernetes', minor }, variables));
  }

  expect(known('object.?a.orValue(1)', 27)).toBe(false);
  expect(known('[?object.a]', 27)).toBe(false);
  expect(known('n < 1.5', 27)).toBe(false);
  expect(known('n < 1.5', 28)).toBe(true);
  expect(known('object.?a.orValue(1)', 28)).toBe(true);
  expect(known('object.a.optMap(x, x)', 27)).toBe(false);
  expect(known('strings.quote("a")', 28)).toBe(false);
  expect(known('strings.quote("a")', 29)).toBe(true);
  expect(known('[1].all(i, v, v > i)', 31)).toBe(false);
  expect(known('[1].all(i, v, v > i)', 32)).toBe(true);
  expect(known('cel.bind(x, 1, x)', 36)).toBe(false);
  expect(known('[1, 2u]', 36)).toBe(false);
  expect(known('duration("1x")', 36)).toBe(false);
  expect(known('"a".matches("(")', 36)).toBe(false);
});

test('a result of another type than wanted is a fault', () => {
  const compiled = compile('n + 1', environmentOf('caisson', variables), { expect: BOOL });

  expect(compiled).toMatchObject({ problems: [{ message: 'must give bool, but gives int' }] });
});

test('variables are computed when they are first read, and once', () => {
  const environment = environmentOf('caisson', { x: INT, y: INT });
  const compiled = compile('x > 1 && x < 5 || y == 1', environment);
  let reads = 0;

  const outcome =
    'program' in compiled &&
    compiled.program.evaluate({
      x: () => {
        reads += 1;
        return 3;
      },
      y: () => new CelError('must not be read'),
    });

  expect(outcome).toMatchObject({ value: true });
  expect(reads).toBe(1);
});

test('says which variables and fields are read', () => {
  const text = 'object.spec.containers.all(c, has(c.image)) && object.?meta["a"].x.orValue(0) == n';
  const compiled = compile(text, environmentOf('caisson', variables));

  expect('program' in compiled && compiled.program.readings).toEqual([
    { variable: 'object', path: ['spec', 'containers'] },
    { variable: 'object', path: ['meta', 'a', 'x'] },
    { variable: 'n', path: [] },
  ]);
  expect('program' in compiled && formatType(compiled.program.type)).toBe('bool');
});

test('gives JSON', () => {
  const text = '{"a": [1, 2.0, 3u, b"hi"], "d": duration("90s"), "o": optional.none()}';
  const compiled = compile(text, environmentOf('caisson', {}));
  const outcome = 'program' in compiled ? compiled.program.evaluate({}) : undefined;

  expect(outcome !== undefined && 'value' in outcome && JSON.stringify(toJson(outcome.value))).toBe(
    '{"a":[1,2,3,"aGk="],"d":"90s","o":null}',
  );
});
