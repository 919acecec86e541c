import { expect, test } from 'vitest';
import { parseYaml } from './parse.ts';
import { plain } from './read.ts';

const broken: readonly (readonly [string, string, number, unknown])[] = [
  ['quoted text that is not closed', 'a: "b\nc: 1\n', 1, { a: 'b', c: 1 }],
  ['single quotes that are not closed', "a:\n  - 'b\nc: 1\n", 2, { a: ['b'], c: 1 }],
  ['a list that is not closed', 'a: [1, 2\nb: 3\n', 1, { a: [1, 2], b: 3 }],
  [
    'lists in lists that are not closed',
    'a: [1, [2, {b: c\nb: 3',
    1,
    { a: [1, [2, { b: 'c' }]], b: 3 },
  ],
  ['a line too far right', 'a: 1\n  b: 2\nc: 3\n', 2, { a: 1, c: 3 }],
  ['a line between two columns', 'a:\n    b: 1\n  c: 2\nd: 3', 3, { a: { b: 1 }, d: 3 }],
  ['a map on the line of its key', 'a: echo b: c # d\ne: 1', 1, { a: 'echo b: c', e: 1 }],
  ['a line without a colon', 'a: 1\nb\nc: 2', 2, { a: 1, c: 2 }],
  ['text behind quoted text', 'a: "b" c\nd: 1', 1, { a: 'b', d: 1 }],
  ['a list among keys', 'a: 1\n- b\nc: 2', 2, { a: 1, c: 2 }],
  ['a key among items', '- a\nb: 1\n- c', 2, ['a', 'c']],
  ['a key twice', 'a: 1\na: 2', 2, { a: 2 }],
  ['an alias without an anchor', 'a: *b\nc: 1', 1, { a: null, c: 1 }],
  ['an alias in its own anchor', 'a: &b [*b, 1]', 1, { a: [null, 1] }],
  ['a tab as indentation', 'a:\n\tb: 1\nc: 2', 2, { a: { b: 1 }, c: 2 }],
  ['a reserved character', 'a: @b\nc: `d`', 1, { a: '@b', c: '`d`' }],
  ['a wrong escape', String.raw`a: "\d"`, 1, { a: '\\d' }],
  ['a missing comma', '{a: "b" c: d}', 1, { a: 'b', c: 'd' }],
  ['a foreign bracket', '[a }, b]', 1, ['a', 'b']],
  ['a line of text before a map', 'b\na: 1', 2, { a: 1 }],
  ['quoted text too far left', 'a: "b\nc"\nd: 1', 2, { a: 'b c', d: 1 }],
  ['a list too far left', 'a: [\n1,\n2\n]\nd: 1', 2, { a: [1, 2], d: 1 }],
  ['a handle that is not declared', 'a: !x!y z', 1, { a: 'z' }],
  ['controls', 'a: b\0c', 1, { a: 'b\0c' }],
  ['a comment that touches quoted text', 'a: "b"#c\nd: 1', 1, { a: 'b', d: 1 }],
];

test.for(broken)('says %s and reads the rest', ([, source, line, expected]) => {
  const text = parseYaml(source);

  expect(text.problems[0]?.range.line).toBe(line);
  expect(JSON.parse(JSON.stringify(plain(text.documents[0]?.root)))).toEqual(expected);
});

test('a broken document leaves the next one whole', () => {
  const text = parseYaml('a: "b\nc: [\n---\nd: 1\n');

  expect(text.problems.map((one) => one.range.line)).toEqual([1, 2]);
  const values = text.documents.map((one) => plain(one.root));
  expect(JSON.stringify(values)).toBe('[{"a":"b","c":[]},{"d":1}]');
});

test('keeps at most 100 problems', () => {
  expect(parseYaml('a: *b\n'.repeat(500)).problems).toHaveLength(100);
});
