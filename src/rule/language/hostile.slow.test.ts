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
