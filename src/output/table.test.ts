import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { tableOutput } from './table.ts';
import { now, report } from './testdata/report.ts';
import { emptyReport, largeReport, withText } from './testdata/variations.ts';
import { displayWidth } from './width.ts';

const plain = { columns: 80, colour: false, now, reproducible: false, flat: false };

function table(of = report, options = plain): string {
  return [...tableOutput.render(of, options)].join('');
}

const forms = [40, 80, 120, 200].flatMap((columns) => [
  { columns, flat: false, colour: false },
  { columns, flat: true, colour: false },
]);

test.for([...forms, { columns: 120, flat: false, colour: true }])('table at %o', async (form) => {
  const name = `table-${form.columns}${form.flat ? '-flat' : ''}${form.colour ? '-colour' : ''}`;

  const text = table(report, { ...plain, ...form, reproducible: true });

  await expect(text).toMatchFileSnapshot(`./testdata/golden/${name}.txt`);
});

test('an empty table does not look safe when nothing was checked', () => {
  const text = table(emptyReport);

  expect(text).toContain('PASSED (NOTHING CHECKED)');
  expect(text).toContain('no software was recognised, so nothing was checked');
});

test('a table without findings names what could not be examined', () => {
  const decision = { ...report.decision, verdict: 'incomplete' } as const;

  const text = table({ ...report, findings: [], decision }, { ...plain, columns: 120 });

  expect(text).toContain('INCOMPLETE');
  expect(text).toContain('but 3 things could not be examined');
  expect(text).toContain('NOT EXAMINED');
});

test('a scan without a database says so', () => {
  const text = table({ ...report, findings: [], database: { ...report.database, origin: 'none' } });

  expect(text).toContain('no advisory database, so nothing was checked');
});

test('the age of the data is in words, or a date when reproducible', () => {
  expect(table(report, { ...plain, columns: 200 })).toContain('debian-12 2 days old');
  expect(table(report, { ...plain, columns: 200, reproducible: true })).toContain(
    'debian-12 2026-11-20',
  );
});

test('findings that are not shown are counted', () => {
  const findings = report.findings.map((judged, index) => ({ ...judged, shown: index > 3 }));

  expect(table({ ...report, findings })).toContain(
    '4 findings not shown here; files keep all of them',
  );
});

test('long lists are cut and say how', () => {
  const text = table(largeReport(400));

  expect(text).toMatch(/and \d+ more, with .* \(--flat shows all\)/);
  expect(text.split('\n').length).toBeLessThan(100);
});

test('no text of an artifact breaks out of its line or widens it', () => {
  const sample = fc.record({
    text: fc.string({ unit: 'binary', maxLength: 80 }),
    columns: fc.integer({ min: 20, max: 200 }),
    flat: fc.boolean(),
  });
  fc.assert(
    fc.property(sample, ({ text, columns, flat }) => {
      const out = table(withText(text), { ...plain, columns, flat });
      for (const line of out.split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        expect(clean(line)).toBe(line);
      }
    }),
    { numRuns: 60 },
  );
});
