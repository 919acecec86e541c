import { expect, test } from 'vitest';
import { criteria, dpkgTest, leaf, ovalDocument } from '../oval/testing-oval.ts';
import { brief, briefSkip, readFeed } from '../testing-feed.ts';
import { ubuntuOsv } from './ubuntu-osv.ts';
import { ubuntuOval } from './ubuntu-oval.ts';
import { ubuntuTracker } from './ubuntu-tracker.ts';
import { ubuntuVex } from './ubuntu-vex.ts';

const entry = `PublicDateAtUSN: 2024-01-10 00:00:00 UTC
Candidate: CVE-2024-1000
PublicDate: 2024-01-11 18:15:00 UTC
References:
 https://www.cve.org/CVERecord?id=CVE-2024-1000
Description:
 A flaw: in tool
Notes:
 someone> jammy_tool: needed
Priority: medium
 The reason for the priority.
Discovered-by: Somebody
CVSS:
 nvd: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H [7.5 HIGH]

Patches_tool:
upstream_tool: released (2.0)
devel_tool: not-affected (2.1-1)
STATUS_tool: needed
`;

function rowsOf(...lines: readonly string[]): string[] {
  const text = entry.replace('STATUS_tool: needed\n', `${lines.join('\n')}\n`);
  return readFeed(ubuntuTracker, 'active/CVE-2024-1000', text).facts.map(brief);
}

test.for([
  [
    'jammy_tool: released (1.2-1ubuntu0.1)',
    'ubuntu-22.04 tool CVE-2024-1000 fixed [0,<1.2-1ubuntu0.1] medium',
  ],
  ['jammy_tool: needed', 'ubuntu-22.04 tool CVE-2024-1000 affected [0,] medium needed'],
  [
    'jammy_tool: pending (1.2-1ubuntu0.2)',
    'ubuntu-22.04 tool CVE-2024-1000 affected [0,] medium pending',
  ],
  [
    'jammy_tool: deferred (2024-02-01)',
    'ubuntu-22.04 tool CVE-2024-1000 deferred [0,] medium deferred',
  ],
  [
    'jammy_tool: needs-triage',
    'ubuntu-22.04 tool CVE-2024-1000 under_investigation [0,] medium needs-triage',
  ],
  [
    'jammy_tool: ignored (changes too intrusive)',
    'ubuntu-22.04 tool CVE-2024-1000 wont_fix [0,] medium ignored',
  ],
  [
    'lunar_tool: ignored (end of life, was needed)',
    'ubuntu-23.04 tool CVE-2024-1000 end_of_life [0,] medium ignored',
  ],
  ['noble_tool: not-affected (2.0-1)', 'ubuntu-24.04 tool CVE-2024-1000 not_affected medium'],
  [
    'esm-infra/xenial_tool: released (1.0-1+esm1)',
    'ubuntu-16.04-esm tool CVE-2024-1000 fixed [0,<1.0-1+esm1] medium',
  ],
  [
    'esm-apps/jammy_tool: needed',
    'ubuntu-22.04-esm tool CVE-2024-1000 affected [0,] medium needed',
  ],
  ['trusty/esm_tool: needed', 'ubuntu-14.04-esm tool CVE-2024-1000 affected [0,] medium needed'],
  [
    'jammy_linux-aws-5.15: needed',
    'ubuntu-22.04 linux-aws-5.15 CVE-2024-1000 affected [0,] medium needed',
  ],
] as const)('tracker: %s', ([line, wanted]) => {
  expect(rowsOf(line)).toEqual([wanted]);
});

test('tracker: what the release does not carry gives nothing', () => {
  expect(rowsOf('jammy_tool: DNE')).toEqual([]);
});

test('tracker: the narrowest priority holds', () => {
  const lines = [
    'Priority_tool: low',
    'Priority_tool_jammy: critical',
    'focal_tool: needed',
    'jammy_tool: needed',
  ];

  expect(rowsOf(...lines).map((line) => line.split(' ').at(-2))).toEqual(['low', 'critical']);
});

test('tracker: flavours of a release are left out and counted, vectors are kept', () => {
  const text = `${entry}fips/focal_tool: needed\nnowhere_tool: needed\n`;

  const { skips, records } = readFeed(ubuntuTracker, 'active/CVE-2024-1000', text);

  expect(skips.map(briefSkip)).toEqual([
    'excluded ubuntu:fips/focal',
    'unknown-ecosystem ubuntu:nowhere',
  ]);
  expect(records[0]?.vectors).toMatchObject([{ id: 'CVE-2024-1000', cvss: { score: 7.5 } }]);
});

function vex(...statements: readonly object[]) {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    timestamp: '2024-03-04T05:06:07Z',
    statements,
  };
}

function statement(status: string, products: readonly string[], extra: object = {}) {
  const vulnerability = {
    '@id': 'https://ubuntu.com/security/CVE-2024-1000',
    name: 'CVE-2024-1000',
  };
  return { vulnerability, products: products.map((id) => ({ '@id': id })), status, ...extra };
}

const source = 'pkg:deb/ubuntu/tool@1.2-1ubuntu0.1?arch=source&distro=jammy';

test.for([
  ['fixed', {}, 'fixed [0,<1.2-1ubuntu0.1]'],
  [
    'not_affected',
    { justification: 'vulnerable_code_not_present' },
    'not_affected vulnerable_code_not_present',
  ],
  ['under_investigation', {}, 'under_investigation [0,] under_investigation'],
  ['affected', {}, 'affected [0,]'],
  ['affected', { action_statement: 'The fix is deferred' }, 'deferred [0,] deferred'],
  ['affected', { status_notes: 'ignored: too intrusive' }, 'wont_fix [0,] ignored'],
] as const)('VEX: %s %j', ([status, extra, wanted]) => {
  const binary = 'pkg:deb/ubuntu/libtool1@1.2-1ubuntu0.1?arch=amd64&distro=jammy';

  const { facts } = readFeed(
    ubuntuVex,
    'vex/cve/2024/CVE-2024-1000.json',
    vex(statement(status, [binary, source], extra)),
  );

  expect(facts.map(brief)).toEqual([`ubuntu-22.04 tool CVE-2024-1000 ${wanted}`]);
});

test('VEX: channels of extended maintenance, flavours and what is no package URL', () => {
  const products = [
    'pkg:deb/ubuntu/tool@1.0%2Besm1?arch=source&distro=esm-infra/xenial',
    'pkg:deb/ubuntu/tool@1?arch=source&distro=esm-infra-legacy/trusty',
    'pkg:deb/ubuntu/tool@1?arch=source&distro=fips-updates/focal',
    'pkg:deb/',
    'https://example.org',
  ];

  const { facts, skips } = readFeed(
    ubuntuVex,
    'CVE-2024-1000.json',
    vex(statement('fixed', products)),
  );

  expect(facts.map(({ segment, advisory }) => [segment, advisory.ranges[0]?.fixed])).toEqual([
    ['ubuntu-16.04-esm', '1.0+esm1'],
    ['ubuntu-14.04-esm', '1'],
    ['ubuntu-16.04', undefined],
  ]);
  expect(skips.map(briefSkip)).toEqual(['excluded ubuntu:fips-updates/focal']);
});

test.for([
  ['The Ubuntu Security Team decided to not fix it. CVE Notes: deferred', 'wont_fix [0,] ignored'],
  [
    'This package (for the given release) is no longer supported. Upgrade.',
    'end_of_life [0,] ignored',
  ],
  ['This package needs fixing', 'affected [0,]'],
] as const)('VEX: %s', ([action, wanted]) => {
  const said = statement('affected', [source], { action_statement: action });

  const { facts } = readFeed(ubuntuVex, 'CVE-2024-1000.json', vex(said));

  expect(facts.map(brief)).toEqual([`ubuntu-22.04 tool CVE-2024-1000 ${wanted}`]);
});

test('OSV: records of Canonical are ordinary ones', () => {
  const { facts } = readFeed(ubuntuOsv, 'osv/cve/2024/UBUNTU-CVE-2024-1000.json', {
    id: 'UBUNTU-CVE-2024-1000',
    modified: '2024-03-01T00:00:00Z',
    upstream: ['CVE-2024-1000'],
    affected: [
      {
        package: { ecosystem: 'Ubuntu:Pro:16.04:LTS', name: 'tool' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1+esm1' }] }],
      },
    ],
  });

  expect(facts.map(brief)).toEqual([
    'ubuntu-16.04-esm tool UBUNTU-CVE-2024-1000 fixed [0,<1+esm1]',
  ]);
});

const metadata = `<title>CVE-2024-1000 on Ubuntu 22.04 LTS (jammy) - low</title>
<reference source="CVE" ref_id="CVE-2024-1000" ref_url="https://ubuntu.com/security/CVE-2024-1000"/>
<advisory><severity>Low</severity><public_date>2024-01-11 18:15:00 UTC</public_date>
<cve href="x" cvss_score="7.5" cvss_vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H">CVE-2024-1000</cve></advisory>`;

function ovalFacts(comment: string, evr?: string): string[] {
  const installed =
    '<extend_definition definition_ref="d" comment="Ubuntu 22.04 LTS (jammy) is installed."/>';
  const root = criteria('AND', installed, criteria('OR', leaf('tst:a', comment)));
  const document = ovalDocument([{ metadata, criteria: root }], [dpkgTest('a', ['libtool1'], evr)]);
  return readFeed(ubuntuOval, 'com.ubuntu.jammy.cve.oval.xml', document).facts.map(brief);
}

test.for([
  [
    "tool package in jammy was vulnerable but has been fixed (note: '1.2-1ubuntu0.1').",
    '0:1.2-1ubuntu0.1',
    'fixed [0,<1.2-1ubuntu0.1]',
  ],
  [
    "(CVE-2024-1000) tool package in jammy was vulnerable but has been fixed (note: '1:1.2').",
    undefined,
    'fixed [0,<1:1.2]',
  ],
  ['tool package in jammy is affected and needs fixing.', undefined, 'affected [0,]', 'needed'],
  [
    "The 'tool' package in jammy is affected and needs fixing.",
    undefined,
    'affected [0,]',
    'needed',
  ],
  [
    'tool source package in jammy, is affected and needs fixing.',
    undefined,
    'affected [0,]',
    'needed',
  ],
  [
    "tool package in jammy is affected, but a decision has been made to defer addressing it (note: '2024-01-01').",
    undefined,
    'deferred [0,]',
    'deferred',
  ],
  [
    "tool package in jammy is affected. An update containing the fix has been completed and is pending publication (note: '1.3').",
    undefined,
    'affected [0,]',
    'pending',
  ],
  [
    'tool: while related to the CVE in some way, a decision has been made to ignore this issue.',
    undefined,
    'wont_fix [0,]',
    'ignored',
  ],
  [
    "tool package in jammy, is related to the CVE in some way and has been fixed (note: '1').",
    undefined,
    'not_affected',
  ],
  [
    'tool package in jammy is affected and may need fixing.',
    undefined,
    'under_investigation [0,]',
    'needs-triage',
  ],
] as const)('OVAL: %s', ([comment, evr, wanted, statementText]) => {
  const end = statementText === undefined ? '' : ` ${statementText}`;

  expect(ovalFacts(comment, evr)).toEqual([`ubuntu-22.04 tool CVE-2024-1000 ${wanted} low${end}`]);
});

test('OVAL: a fix of extended maintenance leaves the release itself affected', () => {
  const comment =
    "tool package in jammy was vulnerable but has been fixed (note: '1.2-1ubuntu0.1~esm2').";

  expect(ovalFacts(comment, '0:1.2-1ubuntu0.1~esm2')).toEqual([
    'ubuntu-22.04-esm tool CVE-2024-1000 fixed [0,<1.2-1ubuntu0.1~esm2] low',
    'ubuntu-22.04 tool CVE-2024-1000 wont_fix [0,] low fixed in ESM',
  ]);
});

test('OVAL: notices name binary packages', () => {
  const notice = metadata.replace(
    'CVE-2024-1000 on Ubuntu 22.04 LTS (jammy) - low',
    'USN-6000-1 -- tool vulnerability',
  );
  const document = ovalDocument(
    [{ metadata: notice, criteria: criteria('AND', leaf('tst:a', 'Long Term Support')) }],
    [dpkgTest('a', ['libtool1', 'tool-bin'], '0:1.2-1ubuntu0.1')],
  );

  const { facts } = readFeed(ubuntuOval, 'com.ubuntu.jammy.usn.oval.xml', document);

  expect(facts.map(brief)).toEqual([
    'ubuntu-22.04 libtool1 USN-6000-1 fixed [0,<1.2-1ubuntu0.1] low',
    'ubuntu-22.04 tool-bin USN-6000-1 fixed [0,<1.2-1ubuntu0.1] low',
  ]);
  expect(facts[0]?.advisory).toMatchObject({ cves: ['CVE-2024-1000'], fixedOn: '2024-01-11' });
});
