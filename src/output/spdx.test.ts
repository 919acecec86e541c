import { expect, test } from 'vitest';
import { declaredLicense, extractedLicenses } from './spdx/licence.ts';
import { spdxOutput } from './spdx.ts';
import { now, report } from './testdata/report.ts';
import { spdxRequired } from './testdata/required.ts';
import { faults } from './testdata/schema.ts';
import { components } from './testdata/software.ts';
import { emptyReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

interface Document {
  readonly packages: readonly { readonly SPDXID: string; readonly licenseDeclared: string }[];
  readonly relationships: readonly Readonly<Record<string, string>>[];
  readonly hasExtractedLicensingInfos: readonly { readonly licenseId: string }[];
}

function spdx(of = report): string {
  return [...spdxOutput.render(of, options)].join('');
}

function parsed(of = report): Document {
  return JSON.parse(spdx(of)) as Document;
}

test('the document stays as it is', async () => {
  await expect(spdx()).toMatchFileSnapshot('./testdata/golden/report.spdx.json');
  expect(spdx()).toContain('not examined (malformed): /app/broken.jar');
});

const reports = Object.entries({
  report,
  emptyReport,
  hostile: withText('<\u0000|'),
  unnamed: withText(''),
});

test.for(reports)('%s has what SPDX 2.3 requires', ([, of]) => {
  expect(faults(spdxRequired, JSON.parse(spdx(of)))).toEqual([]);
});

test.for(reports)('relationships of %s join elements that exist', ([, of]) => {
  const document = parsed(of);
  const ids = new Set(['SPDXRef-DOCUMENT', ...document.packages.map(({ SPDXID }) => SPDXID)]);

  expect(ids.size).toBe(document.packages.length + 1);
  for (const { spdxElementId, relatedSpdxElement } of document.relationships) {
    expect(ids).toContain(spdxElementId);
    expect(ids).toContain(relatedSpdxElement);
  }
});

test('every licence reference has its text', () => {
  const document = parsed();
  const declared = document.packages.map(({ licenseDeclared }) => licenseDeclared).join(' ');
  const used = declared.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [];

  expect(used.length).toBeGreaterThan(0);
  expect(document.hasExtractedLicensingInfos.map(({ licenseId }) => licenseId)).toEqual([
    ...new Set(used),
  ]);
});

test('licences become one expression', () => {
  expect(declaredLicense(undefined)).toBe('NOASSERTION');
  expect(declaredLicense([{ expression: 'MIT OR ISC' }, { expression: 'Zlib' }])).toBe(
    '(MIT OR ISC) AND Zlib',
  );
  expect(declaredLicense([{ raw: 'my own' }])).toMatch(/^LicenseRef-[0-9a-f]{16}$/);
  const references = extractedLicenses([
    { ...components.axios, licenses: [{ expression: 'MIT AND LicenseRef-a.b' }] },
  ]);
  expect(references.map(({ licenseId }) => licenseId)).toEqual(['LicenseRef-a.b']);
});
