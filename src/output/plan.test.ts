import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { renderPlan } from './plan.ts';
import { now, report } from './testdata/report.ts';
import { emptyReport, withText } from './testdata/variations.ts';
import { displayWidth } from './width.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

test.for([40, 80, 120])('a plan at %i columns', async (columns) => {
  const text = [...renderPlan(report, 'table', { ...options, columns })].join('');

  await expect(text).toMatchFileSnapshot(`./testdata/golden/plan-${columns}.txt`);
});

test('a plan as a comment', async () => {
  const text = [...renderPlan(report, 'markdown', options)].join('');

  await expect(text).toMatchFileSnapshot('./testdata/golden/plan.md');
});

test('JSON is the plan itself, empty when there is none', () => {
  expect(JSON.parse([...renderPlan(report, 'json', options)].join(''))).toEqual(report.plan);
  expect(JSON.parse([...renderPlan(emptyReport, 'json', options)].join(''))).toEqual({
    actions: [],
    before: 0,
    after: 0,
    remaining: [],
  });
});

test('a report without a plan says that there is nothing to do', () => {
  expect([...renderPlan(emptyReport, 'table', options)].join('')).toContain('nothing to do');
});

test('no text of an artifact breaks out of its line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 20, max: 160 }),
      (text, columns) => {
        const out = [...renderPlan(withText(text), 'table', { ...options, columns })].join('');
        for (const line of out.split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(clean(line)).toBe(line);
        }
      },
    ),
    { numRuns: 40 },
  );
});
