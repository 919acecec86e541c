import { expect, test } from 'vitest';
import { azure } from '../azure.ts';
import { oracle } from '../oracle.ts';
import { photon } from '../photon.ts';
import { brief, briefSkip, readFeed } from '../testing-feed.ts';
import { criteria, leaf, ovalDocument, rpmTest } from './testing-oval.ts';

function ofArchitecture(architecture: string, ...inner: readonly string[]): string {
  return criteria(
    'AND',
    leaf(`tst:${architecture}`, `Oracle Linux arch is ${architecture}`),
    criteria('OR', ...inner),
  );
}

function build(test: string, comment: string): string {
  return criteria(
    'AND',
    leaf(test, comment),
    leaf('tst:key', 'tool is signed with the Oracle Linux 8 key'),
  );
}

const oracleMetadata = `<title>ELSA-2024-1000:  tool security update (IMPORTANT)</title>
<affected family="unix"><platform>Oracle Linux 8</platform></affected>
<reference source="elsa" ref_id="ELSA-2024-1000" ref_url="https://linux.oracle.com/errata/ELSA-2024-1000.html"/>
<reference source="CVE" ref_id="CVE-2024-1000" ref_url="https://linux.oracle.com/cve/CVE-2024-1000.html"/>
<description>prose</description>
<advisory><severity>IMPORTANT</severity><rights>r</rights><issued date="2024-02-03"/>
<cve href="https://linux.oracle.com/cve/CVE-2024-1000.html" cvss3="7.5/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H">CVE-2024-1000</cve></advisory>`;

const oracleParts = [
  rpmTest('tool', 'tool', '0:1.2-3.el8'),
  rpmTest('fips', 'tool', '10:1.2-3.el8_fips'),
  rpmTest('ksplice', 'glibc', '2:2.28-1.ksplice1.el8'),
  rpmTest('lib', 'tool-libs', '1:1.2-3.el8'),
  rpmTest('nodejs', 'nodejs', '1:18.20.2-1.module+el8.9.0+90'),
];

function oracleDocument(...body: readonly string[]): string {
  const root = criteria('AND', leaf('tst:release', 'Oracle Linux 8 is installed'), ...body);
  return ovalDocument([{ metadata: oracleMetadata, criteria: root }], oracleParts);
}

test('Oracle: fixes by architecture of the system', () => {
  const document = oracleDocument(
    criteria(
      'OR',
      ofArchitecture('x86_64', build('tst:tool', 'tool is earlier than 0:1.2-3.el8')),
      ofArchitecture('aarch64', build('tst:tool', 'tool is earlier than 0:1.2-3.el8')),
      build('tst:lib', 'tool-libs is earlier than 1:1.2-3.el8'),
    ),
  );

  const { facts } = readFeed(oracle, 'com.oracle.elsa-all.xml', document);

  expect(facts.map(brief)).toEqual([
    'oracle-8 tool ELSA-2024-1000 fixed [0,<1.2-3.el8] high {"architectures":["aarch64","i686","x86_64"]}',
    'oracle-8 tool-libs ELSA-2024-1000 fixed [0,<1:1.2-3.el8] high',
  ]);
  expect(facts[0]?.advisory).toMatchObject({
    cves: ['CVE-2024-1000'],
    cvss: [{ version: '3.1', score: 7.5 }],
    published: '2024-02-03',
    fixedOn: '2024-02-03',
    feed: 'oracle:8',
    url: 'https://linux.oracle.com/errata/ELSA-2024-1000.html',
  });
});

test('Oracle: flavours and modules are qualifiers', () => {
  const document = oracleDocument(
    criteria(
      'OR',
      build('tst:tool', 'tool is earlier'),
      build('tst:fips', 'tool is earlier'),
      build('tst:ksplice', 'glibc is earlier'),
      criteria(
        'AND',
        leaf('tst:m', 'Module nodejs:18 is enabled'),
        build('tst:nodejs', 'nodejs is earlier'),
      ),
    ),
  );

  const { facts } = readFeed(oracle, 'com.oracle.elsa-all.xml', document);

  expect(facts.map(({ advisory }) => [advisory.ranges[0]?.fixed, advisory.qualifiers])).toEqual([
    ['1.2-3.el8', undefined],
    ['10:1.2-3.el8_fips', { flavour: 'fips' }],
    ['2:2.28-1.ksplice1.el8', { flavour: 'ksplice' }],
    ['1:18.20.2-1.module+el8.9.0+90', { module: 'nodejs:18' }],
  ]);
});

test('Oracle: a definition for two releases, and one that we cannot address', () => {
  const both = criteria(
    'OR',
    criteria('AND', leaf('r', 'Oracle Linux 7 is installed'), leaf('tst:tool', 'x')),
    criteria('AND', leaf('r', 'Oracle Linux 8 is installed'), leaf('tst:lib', 'x')),
    criteria('AND', leaf('r', 'Oracle VM is installed'), leaf('tst:tool', 'x')),
  );
  const metadata = oracleMetadata.replaceAll('<platform>Oracle Linux 8</platform>', '');

  const { facts, skips } = readFeed(
    oracle,
    'com.oracle.elsa-all.xml',
    ovalDocument([{ metadata, criteria: both }], oracleParts),
  );

  expect(facts.map((fact) => `${fact.segment} ${fact.key}`)).toEqual([
    'oracle-7 tool',
    'oracle-8 tool-libs',
  ]);
  expect(skips.map(briefSkip)).toEqual(['unknown-ecosystem Oracle VM']);
});

test('negated criteria claim nothing', () => {
  const document = oracleDocument(
    criteria('OR', leaf('tst:tool', 'tool is earlier', true), build('tst:lib', 'x')),
    criteria('AND', leaf('tst:fips', 'x')).replace('<criteria ', '<criteria negate="true" '),
  );

  const { facts } = readFeed(oracle, 'com.oracle.elsa-all.xml', document);

  expect(facts.map(({ key }) => key)).toEqual(['tool-libs']);
});

function azureMetadata(patchable: string): string {
  return `<title>CVE-2024-2000 affecting package tool 1.0-1</title>
<affected family="unix"><platform>Azure Linux</platform></affected>
<reference ref_id="CVE-2024-2000" ref_url="https://nvd.nist.gov/vuln/detail/CVE-2024-2000" source="CVE"/>
<patchable>${patchable}</patchable><advisory_date>2024-05-06T07:08:09Z</advisory_date><advisory_id>1-1</advisory_id>
<severity>Critical</severity><description>prose</description>`;
}

const azureParts = [
  rpmTest('fix', 'tool', '0:1.2-1.azl3'),
  rpmTest('none', 'tool', '0:1.0-1.azl3', { operation: 'less than or equal' }),
  rpmTest('zero', 'tool', '0:0.0.0.azl3', { operation: 'greater than' }),
  rpmTest('from', 'tool', '0:1.1-1.azl3', { operation: 'greater than' }),
];

test.for([
  ['a fix', 'true', ['fix'], 'fixed [0,<1.2-1.azl3] critical'],
  ['no fix', 'false', ['none'], 'affected [0,1.0-1.azl3] critical'],
  ['not applicable', 'Not Applicable', ['fix'], 'not_affected critical'],
  ['from the beginning', 'true', ['fix', 'zero'], 'fixed [0,<1.2-1.azl3] critical'],
  ['a beginning', 'true', ['fix', 'from'], 'fixed [1.1-1.azl3,<1.2-1.azl3] critical'],
] as const)('Azure Linux: %s', ([, patchable, tests, wanted]) => {
  const root = criteria('AND', ...tests.map((name) => leaf(`tst:${name}`, 'Package tool is …')));

  const { facts } = readFeed(
    azure,
    'azurelinux-3.0-oval.xml',
    ovalDocument([{ metadata: azureMetadata(patchable), criteria: root }], azureParts),
  );

  expect(facts.map(brief)).toEqual([`azurelinux-3.0 tool CVE-2024-2000 ${wanted}`]);
});

test('Mariner is the same distribution by its former name', () => {
  const document = ovalDocument(
    [{ metadata: azureMetadata('true'), criteria: criteria('AND', leaf('tst:fix', 'x')) }],
    azureParts,
  );

  expect(readFeed(azure, 'cbl-mariner-2.0-oval.xml', document).facts[0]?.segment).toBe(
    'azurelinux-2.0',
  );
  expect(readFeed(azure, 'azurelinux-oval.xml', document).facts).toEqual([]);
});

test('Photon: the OVAL of its advisories', () => {
  const metadata = `<title>PHSA-2024-5.0-0200</title>
<reference source="PHSA" ref_id="PHSA-2024-5.0-0200" ref_url="https://github.com/vmware/photon/wiki/Security-Update-5.0-200"/>
<reference source="CVE" ref_id="CVE-2024-3000" ref_url="https://x.example/"/><advisory><severity>Moderate</severity></advisory>`;
  const root = criteria('AND', leaf('r', 'VMware Photon OS 5.0 is installed'), leaf('tst:a', 'x'));
  const parts = [rpmTest('a', 'tool-libs', '0:3.1-2.ph5', { arch: 'aarch64|x86_64' })];

  const { facts } = readFeed(
    photon,
    'com.vmware.phsa-photon5.xml',
    ovalDocument([{ metadata, criteria: root }], parts),
  );

  expect(facts.map(brief)).toEqual([
    'photon-5.0 tool-libs PHSA-2024-5.0-0200 fixed [0,<3.1-2.ph5] medium {"architectures":["aarch64","x86_64"]}',
  ]);
});

test.for([
  [
    { aff_ver: 'all versions before 3.1-2.ph5 are vulnerable', res_ver: '3.1-2.ph5' },
    'fixed [0,<3.1-2.ph5] high',
  ],
  [{ aff_ver: 'all versions are vulnerable', res_ver: 'NA' }, 'affected [0,] high'],
  [{ aff_ver: 'NA', res_ver: 'NA' }, 'not_affected high'],
  [{ aff_ver: 'x', res_ver: '', status: 'Not Affected' }, 'not_affected high'],
] as const)('Photon: %j', ([row, wanted]) => {
  const rows = [{ cve_id: 'CVE-2024-3000', pkg: 'tool', cve_score: 7.5, ...row }];

  const { facts } = readFeed(photon, 'cve_data_photon5.0.json', rows);

  expect(facts.map(brief)).toEqual([`photon-5.0 tool CVE-2024-3000 ${wanted}`]);
});

test('a document with as many nested criteria as one may write is read in bounded time', () => {
  const wide = criteria(
    'AND',
    ...Array.from({ length: 3000 }, (_, at) => leaf(`t${at}`, `Product ${at} is installed`)),
  );
  const many = Array.from({ length: 3000 }, () =>
    criteria('AND', leaf('x', 'Product y is installed'), leaf('tst:tool', 'x')),
  );

  const { facts } = readFeed(oracle, 'com.oracle.elsa-all.xml', oracleDocument(wide, ...many));

  expect(facts).toHaveLength(1);
});

test('an excerpt without its tests is read by its comments', () => {
  const root = criteria(
    'AND',
    leaf('r', 'Oracle Linux 8 is installed'),
    leaf('t', 'tool is earlier than 1:1.2-3.el8'),
  );

  const { facts } = readFeed(
    oracle,
    'com.oracle.elsa-2024.xml',
    ovalDocument([{ metadata: oracleMetadata, criteria: root }], []),
  );

  expect(facts.map(brief)).toEqual(['oracle-8 tool ELSA-2024-1000 fixed [0,<1:1.2-3.el8] high']);
});
