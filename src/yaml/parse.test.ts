import { expect, test } from 'vitest';
import { parseYaml } from './parse.ts';
import { plain } from './read.ts';

function valuesOf(source: string | Uint8Array): unknown {
  const text = parseYaml(source);
  expect(text.problems).toEqual([]);
  return JSON.parse(JSON.stringify(text.documents.map((one) => plain(one.root))));
}

const values: readonly (readonly [string, string, unknown])[] = [
  ['words of YAML 1.1 are text', 'on: yes\noff: no\n', [{ on: 'yes', off: 'no' }]],
  ['null', 'a:\nb: ~\nc: null\nd: Null', [{ a: null, b: null, c: null, d: null }]],
  ['booleans', '[true, True, FALSE, tRUE]', [[true, true, false, 'tRUE']]],
  ['integers', '[1, -2, +3, 0o17, 0x1F, 007, 1_000]', [[1, -2, 3, 15, 31, 7, '1_000']]],
  ['floats', '[1.5, .5, 1e3, -1.E-2, 1.2.3]', [[1.5, 0.5, 1000, -0.01, '1.2.3']]],
  ['integers beyond 2^53 stay text', '[9007199254740993]', [['9007199254740993']]],
  ['quoted scalars are text', '["1", \'true\']', [['1', 'true']]],
  ['core tags', '[!!str 1, !!int "7", !!bool "true", ! 2]', [['1', 7, true, '2']]],
  ['local tags', 'a: !Ref x\nb: !Sub [1]', [{ a: 'x', b: [1] }]],
  ['escapes', String.raw`"\x41\u00e9\U0001F600\t\"\\\/\_"`, ['A\u00e9\u{1f600}\t"\\/\u00a0']],
  ['single quotes', "'it''s'", ["it's"]],
  ['folded double quotes', '"a  \n   b\n\n\n  c\\\n  d\\n"', ['a b\n\ncd\n']],
  ['folded plain text', 'a: b\n  c\n\n  d\n', [{ a: 'b c\nd' }]],
  ['a literal', 'a: |\n  x\n   y\n\n  z\n\n', [{ a: 'x\n y\n\nz\n' }]],
  ['a folded scalar', '>\n x\n y\n\n z\n  m\n n\n', ['x y\nz\n m\nn\n']],
  ['chomping', '- |-\n  a\n\n- |+\n  a\n\n- >-\n  a\n', [['a', 'a\n\n', 'a']]],
  ['an indentation indicator', 'a: |1\n  b\n', [{ a: ' b\n' }]],
  ['an empty block scalar', 'a: |\nb: 1', [{ a: '', b: 1 }]],
  [
    'a list in the column of its key',
    'a:\n- 1\n- b: 2\n  c: 3\nd: 4',
    [{ a: [1, { b: 2, c: 3 }], d: 4 }],
  ],
  ['lists in lists', '- - a\n  - b\n-\n  - c', [[['a', 'b'], ['c']]]],
  ['explicit keys', '? a\n: 1\n? b\n? |\n  c\n: - 2', [{ a: 1, b: null, 'c\n': [2] }]],
  ['collections as keys', '? [a, b]\n: 1\n{c: d}: 2', [{ '[a, b]': 1, '{c: d}': 2 }]],
  [
    'flow over lines',
    'a: [1,\n  {b: c, d}, "e":f, g: h,\n]',
    [{ a: [1, { b: 'c', d: null }, { e: 'f' }, { g: 'h' }] }],
  ],
  ['a closing bracket in the column of its key', 'a: [\n  1\n]\nb: 2', [{ a: [1], b: 2 }]],
  ['colons and hashes in text', 'a: b:c#d\nurl: http://x/#y', [{ a: 'b:c#d', url: 'http://x/#y' }]],
  ['anchors', 'a: &x {b: 1}\nc: *x\nd: &y 2\ne: *y', [{ a: { b: 1 }, c: { b: 1 }, d: 2, e: 2 }]],
  ['anchors of keys', '&k a: 1\nb: *k', [{ a: 1, b: 'a' }]],
  ['documents', '%YAML 1.2\n---\na\n...\n---\n---\nb\n', ['a', null, 'b']],
  ['a document on its marker line', '--- |\n a\n--- "b"', ['a\n', 'b']],
  ['comments', '# x\na: 1 # y\n# z\nb: # q\n  c', [{ a: 1, b: 'c' }]],
  ['carriage returns', 'a: |\r\n  b\r\n  c\r\nd: "e\r\n  f"\r\n', [{ a: 'b\nc\n', d: 'e f' }]],
  ['tabs between tokens', 'a:\t1\t# c\nb: [\t1\t,\n \t2]', [{ a: 1, b: [1, 2] }]],
  [
    'prototype keys',
    '__proto__: 1\nconstructor: 2',
    [JSON.parse('{"__proto__":1,"constructor":2}')],
  ],
  [
    'a byte order mark before a later document',
    'a: 1\n...\n\ufeffb: 2\nc: 3',
    [{ a: 1 }, { b: 2, c: 3 }],
  ],
  ['nothing', '# only a comment\n', []],
];

test.for(values)('reads %s', ([, source, expected]) => {
  expect(valuesOf(source)).toEqual(expected);
});

const encodings: readonly (readonly [string, Uint8Array])[] = [
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffa: é')],
  ['UTF-16 little endian', Buffer.from('\ufeffa: é', 'utf16le')],
  ['UTF-16 big endian', Buffer.from('\ufeffa: é', 'utf16le').swap16()],
  ['UTF-16 without a byte order mark', Buffer.from('a: é', 'utf16le')],
];

test.for(encodings)('decodes %s', ([, bytes]) => {
  expect(valuesOf(bytes)).toEqual([{ a: 'é' }]);
});

test('keeps comments with their text and place', () => {
  const { comments } = parseYaml('# first\na: 1   #second\n  # third #x\n');

  expect(comments.map((one) => [one.text, one.range.line, one.range.column, one.alone])).toEqual([
    ['first', 1, 1, true],
    ['second', 2, 8, false],
    ['third #x', 3, 3, true],
  ]);
});

test('does not take a hash in text for a comment', () => {
  const { comments } = parseYaml('a: "x # y"\nb: |\n  # z\nc: d#e\n');

  expect(comments).toEqual([]);
});

test('keeps anchors, tags and styles as written', () => {
  const root = parseYaml("&a !t\n- !!str &b 'x'\n- |\n  y\n").documents[0]?.root;

  expect(root).toMatchObject({
    kind: 'list',
    anchor: 'a',
    tag: '!t',
    items: [{ anchor: 'b', tag: '!!str', style: 'single' }, { style: 'literal' }],
  });
});
