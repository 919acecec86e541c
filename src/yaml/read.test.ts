import { expect, test } from 'vitest';
import { parseYaml } from './parse.ts';
import { entriesOf, itemsOf, member, plain, resolve, textOf } from './read.ts';

function rootOf(source: string) {
  return parseYaml(source).documents[0]?.root;
}

test('member, items and text look through aliases', () => {
  const root = rootOf('a: &x [1.10, b]\nc: *x\n');

  expect(itemsOf(member(root, 'c')).map(textOf)).toEqual(['1.10', 'b']);
  expect(textOf(itemsOf(entriesOf(root)[1]?.value)[0])).toBe('1.10');
});

test('of a key that stands twice the last counts', () => {
  expect(textOf(member(rootOf('a: 1\na: 2'), 'a'))).toBe('2');
});

test('nothing is found in what is no map or list', () => {
  const root = rootOf('a');

  expect([member(root, 'a'), entriesOf(root), itemsOf(root), textOf(rootOf('[a]'))]).toEqual([
    undefined,
    [],
    [],
    undefined,
  ]);
  expect(resolve(rootOf('*a'))).toBeUndefined();
});

const merged: readonly (readonly [string, string, unknown])[] = [
  ['a map', 'a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a}', { y: 3, x: 1 }],
  [
    'maps of a list, the first wins',
    'a: &a {x: 1}\nc: &c {x: 2, z: 3}\nb: {<<: [*a, *c]}',
    { x: 1, z: 3 },
  ],
  ['maps that merge others', 'a: &a {x: 1}\nc: &c {<<: *a, y: 2}\nb: {<<: *c}', { y: 2, x: 1 }],
  ['a quoted key not', 'a: &a {x: 1}\nb: {"<<": *a}', { '<<': { x: 1 } }],
];

test.for(merged)('merges %s', ([, source, expected]) => {
  const value = plain(member(rootOf(source), 'b'), undefined, { merge: true });

  expect(JSON.parse(JSON.stringify(value))).toEqual(expected);
});

test('leaves merge keys alone unless asked', () => {
  expect(entriesOf(rootOf('<<: {a: 1}')).map((one) => textOf(one.key))).toEqual(['<<']);
});

const doubling = Array.from(
  { length: 60 },
  (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
);
const chain = Array.from(
  { length: 2000 },
  (_, index) => `a${index + 1}: &a${index + 1} {<<: *a${index}}`,
);
const nested = Array.from(
  { length: 2000 },
  (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`,
);

const bombs: readonly (readonly [string, readonly string[], string])[] = [
  ['aliases that double', ['a0: &a0 [x]', ...doubling], 'limit.entries'],
  ['a long chain of merges', ['a0: &a0 {x: 1}', ...chain], 'limit.entries'],
  ['a deep nest of aliases', ['a0: &a0 [x]', ...nested], 'limit.depth'],
  ['keys that double', ['a0: &a0 [x]', ...doubling, '? *a60', ': 1'], 'limit.entries'],
];

test.for(bombs)('stops at %s', ([, lines, code]) => {
  const root = rootOf(lines.join('\n'));
  const last = entriesOf(root).at(-1)?.value;

  expect(() => plain(code === 'limit.depth' ? last : root, undefined, { merge: true })).toThrow(
    expect.objectContaining({ code }),
  );
});

test('expands within the budget', () => {
  const root = rootOf('[1, 2, 3]');

  expect(plain(root, 4)).toEqual([1, 2, 3]);
  expect(() => plain(root, 3)).toThrow(expect.objectContaining({ code: 'limit.entries' }));
});
