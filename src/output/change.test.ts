import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportChange } from '#model/change.ts';
import type { ScanReport } from '#model/report.ts';
import { renderChange } from './change.ts';
import { clean } from './clean.ts';
import { now, report } from './testdata/report.ts';
import { components } from './testdata/software.ts';
import { withText } from './testdata/variations.ts';
import { displayWidth } from './width.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

/** Findings of a report as if they had opened, closed and changed. */
function changeOf(of: ScanReport, text = 'openssl 3.0.11 → 3.0.15'): ReportChange {
  const [first, second, third] = of.findings;
  const side = {
    artifact: of.inventory.artifact,
    components: 10,
    findings: of.findings.length,
    database: { build: of.database.build, builtAt: of.database.builtAt },
  };
  const worse = third && {
    before: third,
    after: { ...third, finding: { ...third.finding, severity: 'critical' as const } },
    fields: ['severity' as const],
  };
  return {
    before: { ...side, artifact: { ...side.artifact, reference: 'registry.local/shop:1.3' } },
    after: side,
    components: {
      added: [components.axios],
      removed: [components.lodash],
      changed: [
        { before: components.openssl, after: { ...components.openssl, version: '3.0.17' } },
      ],
    },
    findings: {
      opened: first ? [{ finding: first, cause: 'inventory', explanation: text }] : [],
      closed: second ? [{ finding: second, cause: 'advisories', explanation: text }] : [],
      altered: worse ? [worse] : [],
      same: 7,
    },
  };
}

test.for([40, 80, 120])('a comparison at %i columns', async (columns) => {
  const text = [...renderChange(changeOf(report), 'table', { ...options, columns })].join('');

  await expect(text).toMatchFileSnapshot(`./testdata/golden/change-${columns}.txt`);
});

test('a comparison as a comment', async () => {
  const text = [...renderChange(changeOf(report), 'markdown', options)].join('');

  await expect(text).toMatchFileSnapshot('./testdata/golden/change.md');
});

test('JSON is the comparison itself', () => {
  const change = changeOf(report);

  expect(JSON.parse([...renderChange(change, 'json', options)].join(''))).toEqual(change);
});

test('no text of an artifact breaks out of its line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 20, max: 160 }),
      (text, columns) => {
        const change = changeOf(withText(text), text);
        const out = [...renderChange(change, 'table', { ...options, columns })].join('');
        for (const line of out.split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(clean(line)).toBe(line);
        }
      },
    ),
    { numRuns: 40 },
  );
});
