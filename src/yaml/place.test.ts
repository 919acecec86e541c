import { expect, test } from 'vitest';
import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode, YamlScalar } from './node.ts';
import { parseYaml } from './parse.ts';
import { entriesOf, itemsOf, member } from './read.ts';

/** The value of key `a` of the first document. */
function valueIn(source: string | Uint8Array): YamlNode {
  const value = member(parseYaml(source).documents[0]?.root, 'a');
  if (value === undefined) throw new Error('no value');
  return value;
}

function scalarIn(source: string | Uint8Array): YamlScalar {
  const value = valueIn(source);
  if (value.kind !== 'scalar') throw new Error('no scalar');
  return value;
}

function cut(source: string, range: SourceRange): string {
  return Buffer.from(source).subarray(range.start, range.end).toString();
}

const ranges: readonly (readonly [string, string, string])[] = [
  ['plain text', 'a: b c  # d\n', 'b c'],
  ['plain text over lines', 'a: b\n  c \nd: 1', 'b\n  c'],
  ['quoted text', 'a: "b" # c', '"b"'],
  ['a literal', 'a: |\n  b\n  c\n\nd: 1', '|\n  b\n  c'],
  ['a literal that keeps breaks', 'a: |+\n  b\n\nd: 1', '|+\n  b\n'],
  ['a block map', 'a: # c\n  b: 1\n  c: 2 # d\ne: 1', 'b: 1\n  c: 2'],
  ['a block list', 'a:\n- 1\n- [2] # x\nb: 1', '- 1\n- [2]'],
  ['a flow map', 'a: {b: [c], d} # x', '{b: [c], d}'],
  ['a value behind properties', 'a: &x !t {b: c}', '{b: c}'],
  ['an alias', 'x: &y 1\na: *y', '1'],
  ['text behind other alphabets', 'é: 😀\na: "日本" # x', '"日本"'],
  ['nothing', 'a:\nb: 1', ''],
];

test.for(ranges)('the range of %s is what stands there', ([, source, expected]) => {
  expect(cut(source, valueIn(source).range)).toBe(expected);
});

test('counts bytes with the mark, columns in UTF-16 units', () => {
  const { range } = valueIn(Buffer.from('\ufeffx: 😀\na: "é😀"'));

  expect(range).toEqual({
    start: 3 + 3 + 4 + 1 + 3,
    end: 3 + 3 + 4 + 1 + 3 + 8,
    line: 2,
    column: 4,
    endLine: 2,
    endColumn: 9,
  });
});

test('counts two bytes a unit in UTF-16', () => {
  const { range } = valueIn(Buffer.from('\ufeffa: é', 'utf16le'));

  expect([range.start, range.end, range.column]).toEqual([8, 10, 4]);
});

test('keeps places behind bytes that are no UTF-8', () => {
  const bytes = Buffer.concat([
    Buffer.from('# '),
    Buffer.from([0xe9, 0xf0, 0x9f]),
    Buffer.from('\na: é'),
  ]);
  const { range } = valueIn(bytes);

  expect([range.start, range.end, range.line, range.column]).toEqual([9, 11, 2, 4]);
  expect(parseYaml(bytes).problems[0]?.message).toBe('the text is not UTF-8');
});

test('a null has a place of no length behind its key', () => {
  expect(valueIn('a: \nb: 1').range).toMatchObject({ start: 2, end: 2, line: 1, column: 3 });
});

const places: readonly (readonly [string, string, string])[] = [
  ['plain text', 'a: bcd', 'd'],
  ['plain text over lines', 'a: b\n   cX', 'X'],
  ['double quotes', 'a: "bX"', 'X'],
  ['double quotes behind escapes', String.raw`a: "\n\u00e9\"X"`, 'X'],
  ['double quotes over lines', 'a: "b  \n\n   X"', 'X'],
  ['single quotes', "a: 'it''sX'", 'X'],
  ['a literal', 'a: |\n   bé\n\n     cX\n', 'X'],
  ['a literal with CRLF', 'a: |\r\n   b\r\n   X\r\n', 'X'],
  ['a folded scalar', 'a: >-\n  b\n  c\n\n   d\n  X\n', 'X'],
];

test.for(places)('finds a character in %s', ([, source, wanted]) => {
  const scalar = scalarIn(source);
  const place = scalar.placeOf(scalar.text.indexOf(wanted));

  expect(place.offset).toBe(Buffer.from(source).indexOf(wanted));
  const lines = source.slice(0, source.indexOf(wanted)).split('\n');
  expect(place.line).toBe(lines.length);
  expect(place.column).toBe((lines.at(-1)?.length ?? 0) + 1);
});

const ends: readonly (readonly [string, string, number])[] = [
  ['plain text', 'a: bc # d', 5],
  ['quoted text', 'a: "b\\n"', 7],
  ['folded quoted text', 'a: "b\n c"', 8],
  ['a literal', 'a: |\n  b\nc: 1', 9],
  ['a stripped literal', 'a: |-\n  b\nc: 1', 9],
];

test.for(ends)('places the end of %s', ([, source, offset]) => {
  const scalar = scalarIn(source);

  expect(scalar.placeOf(scalar.text.length).offset).toBe(offset);
});

test('places an escape at its backslash', () => {
  const scalar = scalarIn(String.raw`a: "x\ty\u0041"`);

  expect([0, 1, 2, 3].map((index) => scalar.placeOf(index).offset)).toEqual([4, 5, 7, 8]);
});

test('keys and items have ranges of their own', () => {
  const source = 'a:\n  - x\n  - &k y\n"b c": z\n';
  const root = parseYaml(source).documents[0]?.root;

  expect(entriesOf(root).map((one) => cut(source, one.key.range))).toEqual(['a', '"b c"']);
  expect(itemsOf(member(root, 'a')).map((one) => cut(source, one.range))).toEqual(['x', 'y']);
});

test('documents begin at their marker', () => {
  const source = '# c\n---\na: 1 # d\n--- # empty\n--- b\n';

  expect(parseYaml(source).documents.map((one) => cut(source, one.range))).toEqual([
    '---\na: 1',
    '---',
    '--- b',
  ]);
});
