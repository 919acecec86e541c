import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument, stringify, type ToStringOptions } from 'yaml';
import { parseYaml } from './parse.ts';
import { plain } from './read.ts';

const words = [
  '',
  'a',
  'b c',
  'true',
  'null',
  '~',
  '1',
  '0x1F',
  'yes',
  ' lead',
  'trail ',
  'two\nlines',
  'x\n\n  more\nline\n',
  '\ttab',
  'é😀x',
  '# no',
  'a #b',
  'a: b',
  '- x',
  '"q"',
  "'s'",
  '[x',
  '{y',
  '&z',
  '*w',
  '!t',
  '%d',
  '@at',
  '\n',
  '\nx',
  'x\n\n\n',
  '\\',
  '\u0007',
  'text that is so long that it has to be folded somewhere on its way to the end of the line',
  'key:',
  '?',
  '-',
  '|',
  '<<',
];
const leaf = fc.oneof(fc.constantFrom(...words), fc.constantFrom(true, false, null, 1, -2.5));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('tree'), { minKeys: 1, maxKeys: 3 }),
  ),
}));
const options = fc.record<ToStringOptions>({
  indent: fc.constantFrom(2, 4),
  lineWidth: fc.constantFrom(60, 80, 0),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any', 'any', 'flow'),
  defaultStringType: fc.constantFrom(
    'PLAIN',
    'QUOTE_DOUBLE',
    'QUOTE_SINGLE',
    'BLOCK_LITERAL',
    'BLOCK_FOLDED',
  ),
});

test('reads what another library writes as that library does', () => {
  fc.assert(
    fc.property(tree, options, (value, how) => {
      const source = stringify(value, how);
      const expected: unknown = parseDocument(source).toJSON();

      const text = parseYaml(source);

      expect(text.problems).toEqual([]);
      expect(JSON.stringify(plain(text.documents[0]?.root))).toBe(JSON.stringify(expected));
    }),
    { numRuns: 700 },
  );
});
