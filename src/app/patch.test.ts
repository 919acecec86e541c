import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchOf } from './patch.ts';

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

/** One side of all hunks, with the number of the line that each begins with (from 0). */
function sides(patch: string, sign: '-' | '+'): readonly { from: number; lines: string[] }[] {
  const hunks = patch.replaceAll('\n\\ No newline at end of file\n', '\0\n').split(/^(?=@@ )/m);
  return hunks.slice(1).map((hunk) => {
    const [head = '', ...body] = hunk.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const place = new RegExp(`\\${sign}(\\d+)(,0)?`).exec(head);
    const kept = body.filter((line) => line.startsWith(' ') || line.startsWith(sign));
    return {
      from: Number(place?.[1]) - (place?.[2] === undefined ? 1 : 0),
      lines: kept.map((line) => line.slice(1).replace('\0\n', '')),
    };
  });
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

test('shows what goes before what comes, with three lines around', () => {
  const before = ['1', '2', '3', '4', '5', '6', '7', '8', ''].join('\n');

  expect(patchOf('a/Dockerfile', bytes(before), bytes(before.replace('5\n', 'five\n5b\n')))).toBe(
    '--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+5b\n 6\n 7\n 8\n',
  );
});

test('nothing differs: no patch', () => {
  expect(patchOf('x', bytes('a\n'), bytes('a\n'))).toBe('');
});

test('every hunk stands where it says, and what is outside of them is the same', () => {
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, fc.constantFrom('', 'end'), (one, two, tail) => {
      const before = linesOf(one.join('') + tail);
      const after = linesOf(two.join(''));
      const patch = patchOf('file', bytes(before.join('')), bytes(after.join('')));
      const rest = { before: [...before], after: [...after] };
      for (const { from, lines: part } of sides(patch, '-').toReversed())
        expect(rest.before.splice(from, part.length)).toEqual(part);
      for (const { from, lines: part } of sides(patch, '+').toReversed())
        expect(rest.after.splice(from, part.length)).toEqual(part);

      expect(rest.after).toEqual(rest.before);
    }),
  );
});
