import fc from 'fast-check';
import { expect, test } from 'vitest';
import { load, ruleText } from './testing.ts';

const odd = [
  [
    'keys of objects',
    '- rule: __proto__\n  constructor: x\n  __proto__: y\n- list: __proto__\n  items: [toString]',
  ],
  [
    'lists named like operators',
    `- list: in\n  items: [x]\n- list: and\n  items: [y]\n${ruleText('evt.type = open and proc.name in (in, and)')}`,
  ],
  ['aliases', '- &a list: l\n  items: [x]\n- *a\n- <<: *a\n  list: k\n- *missing'],
  ['an alias within itself', '- &a [*a]'],
  ['controls', ruleText('"evt.type = \\0"')],
  ['lines of Windows', ruleText('evt.type = open').replaceAll('\n', '\r\n')],
  ['a mark of byte order', `\ufeff${ruleText('evt.type = open')}`],
  ['tabs', '-\trule:\tR\n\tdesc: D'],
  ['nothing', ''],
  ['a NUL', '\0'],
  ['half a character', '- rule: \ud800'],
] as const;
test.for(odd)('%s do no harm', ([, text]) => {
  expect(() => load(text)).not.toThrow();
});

test('files with lines of Windows mean the same', () => {
  const text = ruleText('>\n    evt.type = open and\n    proc.name = x').replaceAll('\n', '\r\n');
  expect(load(text)).toMatchObject({ diagnostics: [], rules: [{ name: 'R' }] });
});

const sample = `- required_engine_version: 0.57.0
- list: l
  items: [a, "b c"]
- macro: m
  condition: (evt.type = open and fd.name in (l))
- rule: R
  desc: D
  condition: >
    m and not proc.name startswith anyof (l) and val(x) = "\\x41"
  output: "%proc.name %evt.arg[0] %12fd.name"
  priority: WARNING
  tags: [a]
  exceptions:
    - {name: e, fields: [proc.name, fd.name], comps: [in, =], values: [[[a], b]]}
  sequence: {by: process, within: 1m, after: [{as: s, condition: m}]}
  override: {condition: append}
`;
const pieces = [
  '- ',
  '\n',
  ':',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '&a ',
  '*a',
  '>',
  '|',
  '%',
  '(',
  ')',
  ' and ',
  'l',
  'm',
  '\0',
  '!!str ',
  '<<: *a',
  '---\n',
  '\t',
  '0',
  ',',
];

test('throws nothing, whatever is in a file', () => {
  const cuts = fc.array(fc.tuple(fc.nat(sample.length), fc.nat(20), fc.constantFrom(...pieces)), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(cuts, (edits) => {
      let text = sample;
      for (const [at, length, piece] of edits)
        text = text.slice(0, at) + piece + text.slice(at + length);
      const { diagnostics } = load(text);
      expect(diagnostics.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
