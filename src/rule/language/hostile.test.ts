import fc from 'fast-check';
import { expect, test } from 'vitest';
import { load, ruleText, shown } from './testing.ts';

function doubling(count: number, first: string, next: (before: string) => string): string {
  const all = Array.from({ length: count }, (_, at) =>
    next(`m${at}`).replaceAll('NAME', `m${at + 1}`),
  );
  return [first, ...all].join('\n');
}

const bombs = [
  [
    'lists that double',
    `${doubling(60, '- list: m0\n  items: [a, b]', (before) => `- list: NAME\n  items: [${before}, ${before}]`)}\n${ruleText('evt.type = open and proc.name in (m60)')}`,
    'lists have more than',
  ],
  [
    'macros that double',
    `${doubling(60, '- macro: m0\n  condition: proc.name = x', (before) => `- macro: NAME\n  condition: ${before} or ${before}`)}\n${ruleText('evt.type = open and m60')}`,
    'a condition has more than',
  ],
  [
    'macros in a long chain',
    `${doubling(2000, '- macro: m0\n  condition: proc.name = x', (before) => `- macro: NAME\n  condition: not (${before} and evt.type = open)`)}\n${ruleText('m2000')}`,
    'nested more than',
  ],
  ['brackets', ruleText('('.repeat(100_000)), 'exceeded max depth limit of 1000'],
  ['nested YAML', `- rule: ${'['.repeat(10_000)}`, 'deep'],
  [
    'too many rules',
    '- {rule: R, desc: D, condition: evt.type = open, output: O, priority: INFO}\n'
      .repeat(10_002)
      .replaceAll(/rule: R/g, () => `rule: R${Math.random()}`),
    'more than 10000 rules',
  ],
  ['a file that is too large', `#${'x'.repeat(10_000_001)}`, 'too large'],
] as const;
test.for(bombs)('%s are refused with a reason', ([, text, message]) => {
  const start = performance.now();
  const { diagnostics } = load(text);

  expect(shown(diagnostics)).toContainEqual(expect.stringContaining(message));
  expect(diagnostics.length).toBeLessThanOrEqual(1001);
  expect(performance.now() - start).toBeLessThan(5000);
});

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

test('many changes of one item cost no more than their size', () => {
  const start = performance.now();
  const lists = `- list: l\n  items: [a]\n${'- {list: l, items: [b], override: {items: append}}\n'.repeat(5000)}`;
  const macros = `- macro: m\n  condition: proc.name = x\n${'- {macro: m, condition: or proc.name = y, override: {condition: append}}\n'.repeat(5000)}`;
  const { rules } = load(
    `${lists}${macros}${ruleText('evt.type = open and (m or proc.name in (l))')}`,
  );

  expect(rules).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(3000);
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
    { numRuns: 200 },
  );
});
