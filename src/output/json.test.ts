import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatJson } from '#kit/json.ts';
import { jsonOutput } from './json.ts';
import { jsonChunks } from './json-chunks.ts';
import { now, report } from './testdata/report.ts';
import { withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

test('the JSON is the report', async () => {
  const text = [...jsonOutput.render(report, { ...options, reproducible: false })].join('');

  expect(JSON.parse(text)).toEqual(report);
});

test('reproducible JSON has no times of the run', async () => {
  const text = [...jsonOutput.render(report, options)].join('');

  await expect(text).toMatchFileSnapshot('./testdata/golden/report.json');
  expect(text).not.toContain('startedAt');
  expect(text).not.toContain('durationMs');
});

test('text in pieces is the same as text in one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect([...jsonChunks(value)].join('')).toBe(`${JSON.stringify(value, undefined, 2)}\n`);
      expect(JSON.parse([...jsonChunks(value, 'sorted')].join(''))).toEqual(
        JSON.parse(formatJson(value)),
      );
    }),
  );
});

test('any text stays inside its string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hostile = withText(text);
      const json = [...jsonOutput.render(hostile, options)].join('');
      expect(JSON.parse(json)).toMatchObject({ notices: [text] });
    }),
    { numRuns: 20 },
  );
});
