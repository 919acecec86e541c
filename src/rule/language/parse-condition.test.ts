import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expression } from '../ast.ts';
import { ConditionError } from './condition-error.ts';
import { parseCondition } from './parse-condition.ts';
import { printCondition } from './print-condition.ts';

const printed = [
  ['a field compared with a word', 'proc.name=sh', 'proc.name = sh'],
  ['two equal signs', 'proc.name == sh', 'proc.name = sh'],
  ['and binds more than or', 'a and b or c', '((a and b) or c)'],
  ['brackets', 'a and (b or c)', '(a and (b or c))'],
  ['no blank before a bracket', 'a and(b)or(c)', '((a and b) or c)'],
  ['not counts modulo two', 'not not not a', 'not a'],
  ['not and its bracket', 'not not(a or b)', '(a or b)'],
  ['a macro whose name begins with a word', 'notable and order', '(notable and order)'],
  ['in without a blank', 'evt.type in(open, openat)', 'evt.type in (open, openat)'],
  ['an empty list', 'proc.name in ( )', 'proc.name in ()'],
  ['the name of a list', 'proc.name in shells', 'proc.name in shells'],
  ['a macro at once behind exists', 'proc.name existsand a', '(proc.name exists and a)'],
  ['a number in hex', 'evt.rawres >= 0xFf', 'evt.rawres >= 0xFf'],
  ['a number with exponent', 'proc.duration < 1.5e+9', 'proc.duration < 1.5e+9'],
  ['an argument without quotes', 'proc.aname[2] = x', 'proc.aname[2] = x'],
  ['an empty argument', 'proc.env[""] = x', 'proc.env[""] = x'],
  ['a text in quotes', `proc.cmdline = 'a b'`, 'proc.cmdline = "a b"'],
  ['escapes', String.raw`proc.name = "\x41\t\\\/"`, String.raw`proc.name = "A\t\\/"`],
  [
    'an escaped blank, which old rules have',
    String.raw`proc.name = "a\ b"`,
    String.raw`proc.name = "a\\b"`,
  ],
  ['a transformer', 'tolower( proc.name ) = x', 'tolower(proc.name) = x'],
  ['a list within a transformer', 'join("-", ("a", 1, fd.name)) = x', 'join(-,(a,1,fd.name)) = x'],
  ['a selector', 'getopt(proc.args, "n:")[n] = x', 'getopt(proc.args,n:)[n] = x'],
  ['a field on the right', 'proc.name = val( proc.pname )', 'proc.name = val(proc.pname)'],
  ['a modifier', 'proc.name startswith anyof (a, b)', 'proc.name startswith anyof (a, b)'],
  ['a modifier before the name of a list', 'proc.name = oneof shells', 'proc.name = oneof shells'],
  [
    'a word that only looks like a modifier',
    'proc.name = oneof and a',
    '(proc.name = oneof and a)',
  ],
  ['a value with a comma', 'proc.name = "a,b"', 'proc.name = "a,b"'],
  ['a value of nothing', 'proc.name != ""', 'proc.name != ""'],
  ['a value that is not ASCII', 'proc.name = größe', 'proc.name = größe'],
  [
    'a byte that is no text',
    String.raw`evt.buffer contains "\xff\x00"`,
    String.raw`evt.buffer contains "\xff\x00"`,
  ],
] as const;
test.for(printed)('reads %s', ([, text, result]) => {
  expect(printCondition(parseCondition(text))).toBe(result);
});

const refused = [
  ['', 1, 'filter input string is empty'],
  ['a b', 3, "unexpected token after 'a', expecting 'or', 'and'"],
  ['a andb', 6, "expected blank or '(' after 'and'"],
  ['(a', 3, "expected a ')' token"],
  ['proc.name', 10, "expected a valid check operator: one of 'exists'"],
  ['proc.name in (a,)', 17, 'expected a string value'],
  ['proc.name in (,a)', 15, "expected a ')' token"],
  ['proc.name in ("a", (b))', 20, 'expected a string value'],
  ['proc.name < x', 13, 'expected a number value'],
  ['evt.arg[] = x', 9, 'expected a valid field argument'],
  ['proc.name = "x', 13, 'expected a string value or a field'],
  [String.raw`proc.name = "\q"`, 14, String.raw`unsupported string escape sequence: \q`],
  [String.raw`proc.name in ("\q")`, 16, 'unsupported string escape sequence'],
  [String.raw`proc.name = "\x4"`, 14, 'truncated hex char escape sequence'],
  [String.raw`proc.name = "\xzz"`, 14, 'invalid hex char escape sequence: zz'],
  [String.raw`proc.name = "\'"`, 14, String.raw`invalid \' escape`],
  ['proc.name = val(x)', 17, "expected a field within 'val' transformer"],
  ['val(proc.name) = x', 4, "unexpected token after 'val'"],
  ['concat(fd.name = x', 16, "expected a ')' token closing the transformer"],
  ['proc.name containsx', 11, 'expected a valid check operator'],
  ['a and \0', 7, "expected a '(' token, a field check, or an identifier"],
] as const;
test.for(refused)('refuses %j in column %i', ([text, column, message]) => {
  const error = errorOf(text);

  expect(error?.message).toContain(message);
  expect(error?.place).toMatchObject({ column, offset: column - 1 });
});

test('tells line and column of an error', () => {
  expect(errorOf('a and\n  (b or\nproc.name)')?.place).toEqual({ offset: 23, line: 3, column: 10 });
});

test('gives the place of every part', () => {
  const tree = parseCondition('a or  not proc.name in (x, y)');

  expect(tree).toMatchObject({ kind: 'or', at: 0 });
  expect(tree).toHaveProperty('items.1.at', 6);
  expect(tree).toHaveProperty('items.1.item.at', 10);
  expect(tree).toHaveProperty('items.1.item.right.items.1', { text: 'y', at: 27 });
});

test('constants are the bytes of their UTF-8', () => {
  expect(parseCondition('proc.name = "é\\xe9"')).toHaveProperty('right.text', 'Ã©\u00e9');
});

test('stops at the depth that Falco stops at', () => {
  expect(() => parseCondition(nested(18))).not.toThrow();
  expect(() => parseCondition(nested(25))).toThrow('exceeded max depth limit of 100');
  expect(() => parseCondition(nested(190), { maxDepth: 1000 })).not.toThrow();
  expect(errorOf('('.repeat(100_000))?.code).toBe('limit.depth');
});

function nested(depth: number): string {
  return `${'('.repeat(depth)}a${')'.repeat(depth)}`;
}

const words =
  'a and or not in ( ) , = != <= exists " proc.name evt.arg [ ] 0 0x1 1e+5 val( tolower( getopt( oneof startswith';
const pieces = [
  ...words.split(' '),
  ' ',
  '\n',
  "'",
  '\\',
  '\\x41',
  'pmatch',
  '\0',
  'é',
  '\ud800',
  '.',
];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((all) => all.join(''));

test('throws nothing but errors with a place', () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ maxLength: 60 })), (text) => {
      const error = errorOf(text);
      expect(error?.place.offset ?? 0).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 200 },
  );
});

test('reads again what it prints, but for arguments of transformers', () => {
  fc.assert(
    fc.property(fc.uint8Array({ min: 1, maxLength: 20 }), (bytes) => {
      const tree = valueTree(Buffer.from(bytes).toString('latin1'));
      const again = parseCondition(printCondition(tree));
      expect(again).toHaveProperty('items.0.right.text', textIn(tree));
    }),
    { numRuns: 100 },
  );
});

function valueTree(text: string): Expression {
  const operand = { kind: 'field', name: 'proc.name', at: 0 } as const;
  const right = { kind: 'text', text, quoted: true, at: 0 } as const;
  const check = { kind: 'check', operand, operator: '=', right, at: 0 } as const;
  return { kind: 'and', items: [check, check], at: 0 };
}

function textIn(tree: Expression): string | undefined {
  const [check] = tree.kind === 'and' ? tree.items : [];
  return check?.kind === 'check' && check.right?.kind === 'text' ? check.right.text : undefined;
}

function errorOf(text: string): ConditionError | undefined {
  try {
    parseCondition(text);
    return undefined;
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
}
