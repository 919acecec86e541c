import { expect, test } from 'vitest';
import type { ScanReport } from '#model/report.ts';
import { spdx3Output } from './spdx3.ts';
import { now, report } from './testdata/report.ts';
import { spdx3Required } from './testdata/required-spdx3.ts';
import { faults } from './testdata/schema.ts';
import { emptyReport, largeReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const reports = Object.entries({
  report,
  emptyReport,
  hostile: withText('<\u0000|: https://x'),
  unnamed: withText(''),
  large: largeReport(60),
});

interface Element {
  readonly type: string;
  readonly spdxId?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly subject?: string;
  readonly suppliedBy?: string;
  readonly rootElement?: readonly string[];
  readonly relationshipType?: string;
}

function graph(of: ScanReport = report): readonly Element[] {
  const text = [...spdx3Output.render(of, options)].join('');
  return (JSON.parse(text) as { '@graph': Element[] })['@graph'];
}

test.for(reports)('%s has what SPDX 3.0.1 requires', ([, of]) => {
  const text = [...spdx3Output.render(of, options)].join('');

  expect(faults(spdx3Required, JSON.parse(text))).toEqual([]);
});

test.for(reports)('elements of %s exist once, and references lead to one', ([, of]) => {
  const elements = graph(of);
  const all = elements.flatMap(({ spdxId }) => spdxId ?? []);
  const known = new Set(all);

  expect(known.size).toBe(all.length);
  const named = elements.flatMap(({ from, to = [], subject, suppliedBy, rootElement = [] }) =>
    [from, ...to, subject, suppliedBy, ...rootElement].flatMap((id) => id ?? []),
  );
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

test('vulnerabilities are assessed: scores, exploitation and VEX status', () => {
  const types = Map.groupBy(graph(), ({ type }) => type);
  const counts = [...types].map(([type, of]) => [type, of.length]);

  expect(Object.fromEntries(counts)).toMatchObject({
    security_Vulnerability: 12,
    security_VexAffectedVulnAssessmentRelationship: 11,
    security_VexNotAffectedVulnAssessmentRelationship: 2,
    security_EpssVulnAssessmentRelationship: 2,
    security_ExploitCatalogVulnAssessmentRelationship: 1,
  });
});
