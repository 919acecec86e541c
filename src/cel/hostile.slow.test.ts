import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';
import { compile, environmentOf, type Outcome } from './compile.ts';
import { DYN } from './type.ts';

const environment = environmentOf('caisson', { object: DYN, text: DYN });

function evaluate(text: string, data: Readonly<Record<string, unknown>>, folds = true): Outcome {
  const compiled = compile(text, environment, { folds });
  if ('problems' in compiled) throw new Error(compiled.problems[0]?.message);
  return compiled.program.evaluate(data);
}

/** Milliseconds of this thread alone: others share the machine. */
function elapsed(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const many = Array.from({ length: 5_000 }, (_, at) => at);

test.for([
  ['loops in loops', 'object.all(a, object.all(b, object.all(c, a + b + c >= 0)))'],
  ['errors that would be absorbed', 'object.exists(a, object.exists(b, object.exists(c, c.x)))'],
  ['text that doubles', `cel.bind(a, text, ${doubling('a', 40)})`],
  ['lists that double', `cel.bind(a, object, ${doubling('a', 40)})`],
  ['replacing the empty text', 'text.replace("", text).replace("", text).replace("", text).size()'],
  ['a long pattern on long text', 'object.all(x, !text.matches("(a|aa)+$"))'],
  ['mapped lists of lists', 'object.map(a, object.map(b, object.map(c, [a, b, c]))).size()'],
] as const)('stops in time: %s', { timeout: 60_000 }, ([, expression]) => {
  const data = { object: many, text: `${'a'.repeat(100_000)}!` };
  let outcome: Outcome | undefined;

  const milliseconds = elapsed(() => {
    outcome = evaluate(expression, data);
  });

  expect(outcome).toHaveProperty('error');
  expect(milliseconds).toBeLessThan(1_500);
});

function doubling(name: string, times: number): string {
  if (times === 0) return `${name}.size()`;
  return `cel.bind(${name}x, ${name} + ${name}, ${doubling(`${name}x`, times - 1)})`;
}

test('a budget of cost stops nested loops at once', () => {
  const text = 'object.all(a, object.all(b, object.all(c, a + b + c >= 0)))';

  expect(elapsed(() => evaluate(text, { object: many }))).toBeLessThan(1_000);
});

test('a budget of time counts where cost is free', () => {
  const compiled = compile('object.all(a, object.all(b, a <= 5000))', environment);

  const outcome =
    'program' in compiled &&
    compiled.program.evaluate(
      { object: many },
      { cost: Number.POSITIVE_INFINITY, milliseconds: 20 },
    );

  expect(outcome).toMatchObject({ error: 'time limit exceeded' });
});

test('patterns do not backtrack', { timeout: 60_000 }, () => {
  const data = { text: `${'a'.repeat(1 << 20)}!` };

  expect(elapsed(() => evaluate("text.matches('^(a+)+$')", data))).toBeLessThan(1_000);
});

test('ten thousand branches compile and run', { timeout: 60_000 }, () => {
  const text = Array.from({ length: 10_000 }, (_, at) => `object.a == ${at}`).join(' || ');

  expect(elapsed(() => evaluate(text, { object: { a: 9_999 } }))).toBeLessThan(2_000);
  expect(evaluate(text, { object: { a: 9_999 } })).toMatchObject({ value: true });
});

test.for([
  ['brackets', '('.repeat(100_000)],
  ['lists', '['.repeat(100_000)],
  ['signs', `${'-'.repeat(100_000)}1`],
  ['questions', '1?'.repeat(50_000)],
  ['sums', `1${'+1'.repeat(100_000)}`],
  ['fields', `object${'.a'.repeat(100_000)}`],
  ['strings', '"'.repeat(100_001)],
  ['comments', '//'.repeat(100_000)],
] as const)('deep text is refused: %s', ([, text]) => {
  expect(elapsed(() => expect(compile(text, environment)).toHaveProperty('problems'))).toBeLessThan(
    1_000,
  );
});

test('values nested too deep are an error, not a crash', () => {
  let deep: unknown = 1;
  for (let at = 0; at < 200_000; at += 1) deep = [deep];

  expect(evaluate('object == text', { object: deep, text: [deep] })).toHaveProperty('error');
});

test.for(['a40 == b40', 'a40', '"%s".format([a40])', 'b40 in [a40]', '{"a": [a40]}'])(
  'values that hold one another many times do not unfold: %s',
  (last) => {
    const text = Array.from({ length: 40 }, (_, at) => 40 - at).reduce(
      (body, at) =>
        `cel.bind(a${at}, [a${at - 1}, a${at - 1}], cel.bind(b${at}, [b${at - 1}, b${at - 1}], ${body}))`,
      last,
    );
    let outcome: Outcome | undefined;

    const milliseconds = elapsed(() => {
      outcome = evaluate(`cel.bind(a0, [object], cel.bind(b0, [object], ${text}))`, { object: 1 });
    });

    expect(outcome).toHaveProperty('error');
    expect(milliseconds).toBeLessThan(1_500);
  },
);

test('names of the prototype are keys like others', () => {
  const data = { object: JSON.parse('{"__proto__": 1, "toString": 2}') as unknown };

  expect(evaluate('object.__proto__ + object["toString"]', data)).toMatchObject({ value: 3 });
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect(evaluate(`has(object.${name})`, { object: {} })).toMatchObject({ value: false });
    expect(evaluate(`object.?a.?${name}.hasValue()`, { object: { a: {} } })).toMatchObject({
      value: false,
    });
    expect(evaluate(`"${name}" in object`, { object: {} })).toMatchObject({ value: false });
    expect(evaluate(`object.a.${name}`, { object: { a: {} } })).toHaveProperty('error');
    expect(compile(name, environment)).toHaveProperty('problems');
    expect(compile(`${name}(1)`, environment)).toHaveProperty('problems');
    expect(compile(`object.${name}()`, environment)).toHaveProperty('problems');
  }
});

test('objects without prototype are maps', () => {
  const object: unknown = Object.assign(Object.setPrototypeOf({}, null) as object, { a: 1 });

  expect(evaluate('object.a == 1 && object == {"a": 1}', { object })).toMatchObject({
    value: true,
  });
});

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, -1, 2.5, 1e300, 2 ** 60, '', 'a', '🐱'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

const expression = fc.letrec<{ any: string }>((tie) => {
  const part = tie('any');
  return {
    any: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(
        'object',
        'object.a',
        'object.?b',
        'text',
        '1',
        '2u',
        '1.5',
        '"a"',
        'true',
        'null',
        '[]',
        '{}',
        '-1',
      ),
      fc
        .tuple(
          part,
          fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', 'in', '&&', '||'),
          part,
        )
        .map(([a, operator, b]) => `(dyn(${a}) ${operator} dyn(${b}))`),
      fc.tuple(part, part, part).map(([a, b, c]) => `(dyn(${a}) ? dyn(${b}) : dyn(${c}))`),
      fc
        .tuple(part, fc.constantFrom('all', 'exists', 'map', 'filter', 'exists_one'), part)
        .map(([a, macro, b]) => `dyn(${a}).${macro}(x, dyn(${b}) == x)`),
      fc
        .tuple(part, fc.constantFrom('a', 'constructor', '__proto__'))
        .map(([a, name]) => `dyn(${a}).${name}`),
      fc.tuple(part, part).map(([a, b]) => `dyn(${a})[dyn(${b})]`),
      fc.tuple(part, part).map(([a, b]) => `[dyn(${a}), dyn(${b})]`),
      fc.tuple(part, part).map(([a, b]) => `{"k": dyn(${a}), "l": dyn(${b})}`),
      part.map((a) => `size(dyn(${a}))`),
      part.map((a) => `string(dyn(${a}))`),
      part.map((a) => `int(dyn(${a}))`),
      part.map((a) => `has(dyn(${a}).a)`),
      part.map((a) => `optional.ofNonZeroValue(dyn(${a})).orValue(1)`),
    ),
  };
}).any;

/** Errors are compared by there being one. */
function summary(outcome: Outcome): unknown {
  return 'error' in outcome ? 'error' : [canonical(outcome.value), outcome.cost];
}

test('folding changes neither values nor costs, and nothing throws', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(expression, json, json, (text, object, other) => {
      const data = { object, text: other };
      const [plain, folded] = [evaluate(text, data, false), evaluate(text, data, true)];
      expect(summary(folded)).toEqual(summary(plain));
    }),
    { numRuns: 300 },
  );
});

test('any text compiles or is refused', { timeout: 60_000 }, () => {
  const words = fc.constantFrom(
    ...'object . ?. [ ] [? ( ) { } : , + - ! && || == in 1 1u 1.5 "a" b\'x\' `q` x all map has cel bind ?'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, json, (source, object) => {
      const compiled = compile(source, environment);
      const outcome =
        'program' in compiled ? compiled.program.evaluate({ object, text: 'a' }) : compiled;
      expect(Object.keys(outcome).length).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});
