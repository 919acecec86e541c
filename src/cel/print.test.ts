import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ast } from './ast.ts';
import { compile, compileTree, environmentOf } from './compile.ts';
import { parse } from './parser.ts';
import { print } from './print.ts';
import { rewrite, substituteVariable } from './rewrite.ts';
import { DYN } from './type.ts';

function treeOf(text: string): Ast {
  const parsed = parse(text);
  if ('problems' in parsed) throw new Error(`${text}: ${parsed.problems[0]?.message}`);
  return parsed.ast;
}

/** The tree without its places. */
function shape(ast: Ast): string {
  return JSON.stringify(ast, (key, value: unknown) => {
    if (key === 'at') return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    return Object.is(value, -0) ? '-0' : value;
  });
}

test.for([
  ['a.b[0].?c[?"d"]', 'a.b[0].?c[?"d"]'],
  ['(a + b) * c - -d', '(a + b) * c - -d'],
  ['a - (b - c)', 'a - (b - c)'],
  ['!(a && b) || c', '!(a && b) || c'],
  ['(a || b) || c', '(a || b) || c'],
  ['a ? b : c ? d : e', 'a ? b : c ? d : e'],
  ['(a ? b : c) ? d : e', '(a ? b : c) ? d : e'],
  ['-1.abs() + (-1)', '(-1).abs() + -1'],
  ['{?"a": b, 1u: 2.0}', '{?"a": b, 1u: 2.0}'],
  ['Object{spec: Object.spec{?a: b}}', 'Object{spec: Object.spec{?a: b}}'],
  ['a.`b-c`.`d`', 'a.`b-c`.`d`'],
  ['x.all(y, has(y.z))', 'x.all(y, has(y.z))'],
  ['"\\u0000\\n\\"\\\\"', '"\\u0000\\u000a\\"\\\\"'],
  ['b"\\xff"', 'b"\\xff"'],
] as const)('prints %s', ([text, wanted]) => {
  expect(print(treeOf(text))).toBe(wanted);
  expect(shape(treeOf(print(treeOf(text))))).toBe(shape(treeOf(text)));
});

const expression = fc.letrec<{ any: string }>((tie) => {
  const part = tie('any');
  const operators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'in', '&&', '||'];
  return {
    any: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(
        'a',
        '.b',
        '1',
        '-1',
        '0x10',
        '2u',
        '1.5',
        '-2.0',
        '1e300',
        "'s'",
        'r"\\d"',
        'b"b"',
        'true',
        'null',
        '-9223372036854775808',
      ),
      fc.string().map((text) => JSON.stringify(text.toWellFormed())),
      fc.tuple(part, fc.constantFrom(...operators), part).map((parts) => parts.join(' ')),
      fc.tuple(part, part, part).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
      part.map((a) => `!(${a})`),
      part.map((a) => `-(${a})`),
      part.map((a) => `(${a})`),
      part.map((a) => `(${a}).f`),
      part.map((a) => `(${a}).?f`),
      part.map((a) => `(${a}).\`f-g\``),
      fc.tuple(part, part).map(([a, b]) => `(${a})[${b}]`),
      fc.tuple(part, part).map(([a, b]) => `(${a})[?${b}]`),
      fc.tuple(part, part).map(([a, b]) => `(${a}).m(${b})`),
      fc.tuple(part, part).map(([a, b]) => `f(${a}, ${b})`),
      fc.tuple(part, part).map(([a, b]) => `[${a}, ?${b},]`),
      fc.tuple(part, part).map(([a, b]) => `{${a}: ${b}, ?${b}: ${a}}`),
      part.map((a) => `T.U{f: ${a}, ?g: ${a}}`),
    ),
  };
}).any;

test('what is printed parses to the same tree', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(expression, (text) => {
      const ast = treeOf(text);
      expect(shape(treeOf(print(ast)))).toBe(shape(ast));
    }),
    { numRuns: 1_000 },
  );
});

test('a variable is replaced where it is meant, not where a macro declares its name', () => {
  const ast = treeOf(
    'object.spec.all(object, object.a) && has(object.b) && cel.bind(object, object.c, object)',
  );

  expect(print(substituteVariable(ast, 'object', treeOf('new.x')))).toBe(
    'new.x.spec.all(object, object.a) && has(new.x.b) && cel.bind(object, new.x.c, object)',
  );
});

test('a rewritten tree compiles, as the autogen of Kyverno needs', () => {
  const ast = rewrite(treeOf('object.spec.containers.all(c, has(c.image))'), (node) =>
    node.type === 'select' && node.field === 'spec' && node.operand.type === 'ident'
      ? treeOf('object.spec.template.spec')
      : undefined,
  );
  const compiled = compileTree(ast, print(ast), environmentOf('kyverno', { object: DYN }));

  expect(print(ast)).toBe('object.spec.template.spec.containers.all(c, has(c.image))');
  expect(
    'program' in compiled &&
      compiled.program.evaluate({
        object: { spec: { template: { spec: { containers: [{ image: 'a' }] } } } },
      }),
  ).toMatchObject({ value: true });
  expect(compile(print(ast), environmentOf('kyverno', { object: DYN }))).toHaveProperty('program');
});
