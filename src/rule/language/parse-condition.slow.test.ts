import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { parseCondition } from './parse-condition.ts';

const large = [
  ['words', 'a or '.repeat(200_000)],
  ['one word', 'a'.repeat(1_000_000)],
  ['dots', 'a.'.repeat(500_000)],
  ['quotes', `proc.name = "${'\\"'.repeat(400_000)}`],
  ['not', 'not '.repeat(250_000)],
  ['a list', `proc.name in (${'"a b", '.repeat(150_000)}`],
  ['numbers', `evt.num < ${'9'.repeat(1_000_000)}`],
  ['blanks', ' '.repeat(1_000_000)],
  ['modifiers', 'a.b = oneof and '.repeat(60_000)],
] as const;
test.for(large)('takes linear time for a megabyte of %s', ([, text]) => {
  const start = performance.now();
  tryParse(text);

  expect(performance.now() - start).toBeLessThan(2000);
});

function tryParse(text: string): void {
  try {
    parseCondition(text, { maxDepth: 1000 });
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed', 'limit.depth')) throw error;
  }
}
