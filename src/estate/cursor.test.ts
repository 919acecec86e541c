import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { page } from '#wire/query.ts';
import { formatCursor, parseCursor } from './cursor.ts';

test('a cursor is read as it was written, and the wire takes it, however long the path in it', () => {
  const position = ['left-pad', 7, `node_modules/${'ü/'.repeat(490)}package.json`];
  const cursor = formatCursor(position);
  expect(parseCursor(cursor, ['string', 'number', 'string'])).toEqual(position);
  expect(page.parse({ cursor }).cursor).toBe(cursor);
});

test.for([
  ['of another list', ['a', 1]],
  ['with a part of a number', [1.5, 'a']],
  ['with more in it', [1, 'a', 'b']],
  ['with less in it', [1]],
] as const)('a cursor %s is refused', ([, position]) => {
  expect(() => parseCursor(formatCursor(position), ['number', 'string'])).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
});

test('property: any text is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
      (text) => {
        const [position, problem] = tried(() => parseCursor(text, ['real', 'string']));
        expect(position?.length === 2 || isCaissonError(problem, 'input.malformed')).toBe(true);
      },
    ),
  );
});

function tried<Result>(work: () => Result): readonly [Result | undefined, unknown] {
  try {
    return [work(), undefined];
  } catch (error) {
    return [undefined, error];
  }
}
