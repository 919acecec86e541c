import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeSpan } from './markdown/markup.ts';
import { markdownOutput } from './markdown.ts';
import { now, report } from './testdata/report.ts';
import { emptyReport, largeReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

function markdown(of = report): string {
  return [...markdownOutput.render(of, options)].join('');
}

test('the comment stays as it is', async () => {
  await expect(markdown()).toMatchFileSnapshot('./testdata/golden/report.md');
});

test('an empty scan does not look safe', () => {
  expect(markdown(emptyReport)).toContain('PASSED (NOTHING CHECKED)');
});

test('a comment fits into what code hosts take', () => {
  expect(markdown(largeReport(5000)).length).toBeLessThan(65_536);
});

test('text from outside is code and cannot end it', () => {
  expect(codeSpan('@everyone <b>')).toBe('`@everyone <b>`');
  expect(codeSpan('a`b')).toBe('`` a`b ``');
  expect(codeSpan('')).toBe('`(empty)`');
});

function rowCount(of: typeof report): number {
  return markdown(of).split('\n').length;
}

test('any text stays in its table cell', () => {
  const usual = rowCount(withText('x'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(rowCount(withText(text))).toBe(usual);
    }),
    { numRuns: 50 },
  );
});

test('a vertical bar does not end a table cell', () => {
  expect(markdown(withText('a|b'))).toContain('| `a\\|b` | `a\\|b` |');
});
