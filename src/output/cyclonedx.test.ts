import { expect, test } from 'vitest';
import { licenseChoice } from './cyclonedx/licence.ts';
import { cyclonedx17Output, cyclonedxOutput } from './cyclonedx.ts';
import { now, report } from './testdata/report.ts';
import { faultFinder, shippedSchema } from './testdata/schema.ts';
import { components } from './testdata/software.ts';
import { emptyReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const folder = '@cyclonedx/cyclonedx-library/res/schema/';
const parts = Object.fromEntries(
  ['spdx', 'jsf-0.82', 'cryptography-defs'].map((name) => [
    `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
    shippedSchema(`${folder}${name}.SNAPSHOT.schema.json`) ?? {},
  ]),
);
const reports = [report, emptyReport, withText('<\u0000\ud800|'), withText('')];
const versions = [
  ['1.6', cyclonedxOutput],
  ['1.7', cyclonedx17Output],
] as const;

test.for(versions)('CycloneDX %s is valid', ([version, output]) => {
  const schema = shippedSchema(`${folder}bom-${version}.SNAPSHOT.schema.json`);
  const find = faultFinder(schema ?? { not: {} }, parts);

  for (const of of reports)
    for (const reproducible of [true, false]) {
      const text = [...output.render(of, { ...options, reproducible })].join('');
      expect(find(JSON.parse(text))).toEqual([]);
    }
});

test('the document carries its gaps, decision, data age and exceptions', async () => {
  const text = [...cyclonedxOutput.render(report, options)].join('');

  await expect(text).toMatchFileSnapshot('./testdata/golden/report.cdx.json');
  expect(text).toContain('"caisson:gap"');
  expect(text).toContain('"caisson:verdict"');
  expect(text).toContain('"caisson:database:age"');
  expect(text).toContain('"aggregate": "incomplete"');
  expect(text).toContain('"code_not_reachable"');
});

function serial(of: typeof report, reproducible: boolean): string | undefined {
  const text = [...cyclonedxOutput.render(of, { ...options, reproducible })].join('');
  return /urn:uuid:[0-9a-f-]+/.exec(text)?.[0];
}

test('the serial number follows the content', () => {
  const later = { ...report, startedAt: '2026-11-23T00:00:00Z' };

  expect(serial(report, true)).toBe(serial(later, true));
  expect(serial(report, false)).not.toBe(serial(later, false));
  expect(serial({ ...report, findings: [] }, true)).not.toBe(serial(report, true));
});

const licences = [
  ['one id', [{ expression: 'MIT' }], [{ license: { id: 'MIT' } }]],
  ['an expression', [{ expression: 'MIT OR ISC' }], [{ expression: 'MIT OR ISC' }]],
  [
    'several expressions',
    [{ expression: 'MIT OR ISC' }, { expression: 'Zlib' }],
    [{ expression: '(MIT OR ISC) AND Zlib' }],
  ],
  [
    'a mixture',
    [{ expression: 'MIT' }, { raw: 'see copyright' }],
    [{ license: { id: 'MIT' } }, { license: { name: 'see copyright' } }],
  ],
  ['an unknown id', [{ expression: 'LicenseRef-x' }], [{ expression: 'LicenseRef-x' }]],
] as const;

test.for(licences)('licences: %s', ([, given, wanted]) => {
  expect(licenseChoice(given)).toEqual(wanted);
});

test('every component is a node of the dependency graph', () => {
  const document = JSON.parse([...cyclonedxOutput.render(report, options)].join('')) as {
    dependencies: { ref: string; dependsOn?: string[] }[];
  };
  const edges = new Map(document.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]));

  for (const { id } of Object.values(components)) expect(edges.has(id)).toBe(true);
  expect(edges.get('caisson:artifact')).toContain('caisson:os');
  expect(edges.get('caisson:os')).toContain(components.openssl.id);
  expect(edges.get(components.openssl.id)).toEqual([components.libssl.id]);
});
