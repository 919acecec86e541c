import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RenderOptions } from '#contract/output.ts';
import { clean } from './clean.ts';
import { tableOutput } from './table.ts';
import { now, report } from './testdata/report.ts';
import { emptyReport, largeReport, withText } from './testdata/variations.ts';
import { displayWidth } from './width.ts';

const plain = { columns: 80, colour: false, now, reproducible: false, flat: false };

function table(of = report, options: RenderOptions = plain): string {
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

const orders = [
  ['risk', ['CVE-2026-10001', 'CVE-2026-10001', 'CVE-2026-30001', 'CVE-2026-10004']],
  ['severity', ['CVE-2026-10001', 'CVE-2026-30001', 'CVE-2026-10001', 'CVE-2026-10004']],
  ['name', ['CVE-2026-20001', 'eol/debian-12', 'CVE-2026-10003', 'CVE-2026-10007']],
] as const;

test.for(orders)('rows in the order of %s', ([sort, wanted]) => {
  const text = table(report, { ...plain, columns: 120, flat: true, sort });
  const ids = text.match(/^[+ ] P\d .*?((?:CVE|GHSA)-\S+|eol\S+|license\S+)/gm) ?? [];

  expect(ids.slice(0, 4).map((row) => row.split(/\s+/).at(-1))).toEqual(wanted);
});

test('what is excused or accepted is not counted as open, and marked row by row', () => {
  const text = table(report, { ...plain, columns: 200, flat: true });

  expect(text).toContain('13 findings');
  expect(text).toContain('not counted: 1 excused with evidence, 1 accepted');
  expect(text).toMatch(/CVE-2026-10006 .*accepted, no fix yet/);
  expect(text).toMatch(/CVE-2026-10007 .*excused, no fix yet/);
  expect(text).toMatch(/^\+ P1 .*CVE-2026-30001/m);
});

test('a report without risk, plan and base image reads as before', () => {
  const findings = report.findings.map(({ finding, ...judged }) => {
    const { risk: _risk, part: _part, ...rest } = finding;
    return { ...judged, finding: rest };
  });
  const { plan: _plan, baseline: _baseline, ...old } = report;
  const text = table({ ...old, findings }, { ...plain, columns: 120 });

  expect(text).toContain('13 findings: 4 critical, 4 high, 3 medium, 1 low, 1 unknown');
  expect(text).not.toContain('DO FIRST');
  expect(text).toMatch(/-- {2}critical +openssl 3\.0\.15/);
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
