import { expect, test } from 'vitest';
import { chainIds } from './chain.ts';
import { digest } from './testdata/image.ts';

test('chain ids are those of the specification', () => {
  const [first, second] = chainIds([digest(1), digest(2)]);

  expect(first).toBe(digest(1));
  // printf 'sha256:00…01 sha256:00…02' | sha256sum
  expect(second).toBe('sha256:e0213565073dd272477933ef550455db21856966e444074f1492aef0939305ac');
  expect(chainIds([])).toEqual([]);
});
