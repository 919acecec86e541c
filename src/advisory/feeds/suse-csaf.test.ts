import { expect, test } from 'vitest';
import { suseCsaf } from './suse-csaf.ts';
import { suseDocument } from './testing-csaf.ts';
import { factsOf, lineOf, skipsOf } from './testing-product.ts';

const path = 'csaf-vex/cve-2026-2222.json';
const server = 'SUSE Linux Enterprise Server 15 SP5';

test('a recommended version is the fix', () => {
  const document = suseDocument({ recommended: [[server, 'libcurl4-8.0.1-150400.5.32.1.x86_64']] });

  expect(factsOf(suseCsaf, path, document)).toEqual([
    {
      segment: 'sles-15.5',
      key: 'libcurl4',
      advisory: {
        id: 'CVE-2026-2222',
        cves: ['CVE-2026-2222'],
        aliases: [],
        package: 'libcurl4',
        state: 'fixed',
        ranges: [{ introduced: '0', fixed: '8.0.1-150400.5.32.1' }],
        versions: [],
        severity: 'medium',
        cvss: [],
        published: '2026-03-01',
        modified: '2026-03-09',
        feed: 'suse:csaf',
        url: 'https://www.suse.com/security/cve/CVE-2026-2222',
        qualifiers: { architectures: ['x86_64'] },
      },
    },
  ]);
});

test('what is not fixed and what is not affected is stated by name', () => {
  const document = suseDocument({
    recommended: [[server, 'libopenssl1_0_0-1.0.2p-150000.3.76.1']],
    known_affected: [[server, 'python3-cryptography']],
    known_not_affected: [[server, 'openssl-3']],
    under_investigation: [['openSUSE Leap 15.6', 'gnutls']],
  });

  expect(factsOf(suseCsaf, path, document).map(lineOf)).toEqual([
    'sles-15.5 libopenssl1_0_0 fixed <1.0.2p-150000.3.76.1',
    'sles-15.5 python3-cryptography affected ..',
    'sles-15.5 openssl-3 not_affected [noarch]',
    'opensuse-leap-15.6 gnutls under_investigation ..',
  ]);
});

test.for([
  ['SUSE Linux Enterprise Server 12 SP5', 'sles-12.5'],
  ['SUSE Linux Enterprise Server 12', 'sles-12'],
  ['SUSE Linux Enterprise Server 15 SP3-LTSS', 'sles-15.3'],
  ['SUSE Linux Enterprise Server LTSS Extended Security 12 SP5', 'sles-12.5'],
  ['SUSE Linux Enterprise Server for SAP Applications 15 SP4', 'sles-15.4'],
  ['SUSE Linux Enterprise Server 16.0', 'sles-16.0'],
  ['SUSE Linux Enterprise High Performance Computing 15 SP4-ESPOS', 'sles-15.4'],
  ['SUSE Linux Enterprise Module for Development Tools 15 SP6', 'sles-15.6'],
  ['SUSE Linux Enterprise Workstation Extension 15 SP6', 'sles-15.6'],
  ['SUSE Linux Enterprise Micro 5.5', 'sle-micro-5.5'],
  ['SUSE Linux Micro 6.1', 'sl-micro-6.1'],
  ['openSUSE Leap 15.5', 'opensuse-leap-15.5'],
  ['openSUSE Leap Micro 5.5', 'opensuse-leap-micro-5.5'],
  ['openSUSE Tumbleweed', 'opensuse-tumbleweed'],
] as const)('%s is filed under %s', ([product, segment]) => {
  const document = suseDocument({ known_affected: [[product, 'tool']] });

  expect(factsOf(suseCsaf, path, document).map((fact) => fact.segment)).toEqual([segment]);
});

test.for([
  'SUSE Manager Server 4.3',
  'SUSE Linux Enterprise Server 12 SP2-TERADATA',
  'Container suse/sle15:latest',
])('%s cannot be looked up and is counted', (product) => {
  const document = suseDocument({ known_affected: [[product, 'tool']] });

  expect(skipsOf(suseCsaf, path, document)).toEqual([`unknown-ecosystem ${product}`]);
});

test('the same package in a product and its module is one fact', () => {
  const file = 'curl-8.0.1-150400.5.32.1.aarch64';
  const module = 'SUSE Linux Enterprise Module for Basesystem 15 SP5';
  const document = suseDocument({
    recommended: [
      [server, file],
      [module, file],
    ],
  });

  expect(factsOf(suseCsaf, path, document).map(lineOf)).toEqual([
    'sles-15.5 curl fixed <8.0.1-150400.5.32.1 [aarch64]',
  ]);
});

test.for([
  ['cve-2024-1.json', false],
  ['csaf-vex/cve-2024-1234.json', true],
  ['csaf/suse-su-2024_0123-1.json', true],
  ['csaf/opensuse-su-2024_0123-1.json', true],
  ['index.json', false],
] as const)('%s belongs to the feed: %s', ([file, expected]) => {
  expect(suseCsaf.accepts(file)).toBe(expected);
});
