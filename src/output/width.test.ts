import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { clip, clipMiddle, displayWidth, fit, wrap } from './width.ts';

const widths = [
  ['', 0],
  ['openssl', 7],
  ['漢字', 4],
  ['한글', 4],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['📦 box', 6],
  ['❤\ufe0f', 2],
  ['🇨🇭', 4],
  ['→·…', 3],
  ['\u{20000}', 2],
] as const;

test.for(widths)('%s takes %i columns', ([text, columns]) => {
  expect(displayWidth(text)).toBe(columns);
});

test('what is cut shows an ellipsis', () => {
  expect(clip('openssl', 5)).toBe('open…');
  expect(clip('漢字漢字', 5)).toBe('漢字…');
  expect(clipMiddle('/usr/share/doc/openssl/copyright', 16)).toBe('/usr/…/copyright');
  expect(fit('9', 3, 'right')).toBe('  9');
});

test('words are wrapped and long ones cut', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('no text is ever wider than asked', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 }).map((raw) => clean(raw));
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 40 }), (sample, columns) => {
      expect(displayWidth(clip(sample, columns))).toBeLessThanOrEqual(columns);
      expect(displayWidth(clipMiddle(sample, columns))).toBeLessThanOrEqual(columns);
      expect(displayWidth(fit(sample, columns))).toBe(columns);
      for (const line of wrap(sample, columns))
        expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns, 4));
    }),
  );
});

test('clean text has nothing that moves a cursor, turns text around or hides', () => {
  expect(clean('\u001b[31m\u202eevil\u200b\ud800')).toBe('�[31m�evil��');
  expect(clean('Zu\u0308rich')).toBe('Zu\u0308rich');
  expect(clean(`a${'\u0301'.repeat(50)}`)).toHaveLength(5);
  expect(clean('x'.repeat(2000))).toHaveLength(1001);
});
