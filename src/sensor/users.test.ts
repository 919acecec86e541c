import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNames } from './users.ts';

test('names go by id, the first one counts', () => {
  const text =
    'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:\n\n#c\nwww-data:x:33:33\nbad:x:abc\n:x:5:\n';

  expect([...parseNames(text)]).toEqual([
    [0, 'root'],
    [33, 'www-data'],
  ]);
});

test('any file gives names or none, bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ':', '\n', '0', '9') }), (text) => {
      expect(parseNames(text).size).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 100 },
  );
  expect(parseNames('a:x:1\n'.repeat(50_000)).size).toBe(1);
});
