import { expect, test } from 'vitest';
import { arch } from './arch.ts';
import { echo } from './echo.ts';
import { brief, briefSkip, readFeed } from './testing-feed.ts';
import { chainguard, minimos, wolfi } from './wolfi.ts';

function advisory(...events: readonly string[]): string {
  return `schema-version: 2.0.2
package:
  name: tool
advisories:
  - id: CGA-2j27-j3xf-v9v6
    aliases:
      - CVE-2024-1000
      - GHSA-aaaa-bbbb-cccc
    events:
${events.join('\n')}
`;
}

function event(timestamp: string, type: string, data = ''): string {
  return `      - timestamp: ${timestamp}\n        type: ${type}${data === '' ? '' : `\n        data:\n          ${data}`}`;
}

const detection = event('2024-01-01T00:00:00Z', 'detection', 'type: scan/v1');

test.for([
  ['detection', detection, 'under_investigation [0,] detection'],
  ['fixed', event('2024-02-01T00:00:00Z', 'fixed', 'fixed-version: 1.10-r0'), 'fixed [0,<1.10-r0]'],
  ['fixed: 0', event('2024-02-01T00:00:00Z', 'fixed', "fixed-version: '0'"), 'not_affected fixed'],
  [
    'false positive',
    event(
      '2024-02-01T00:00:00Z',
      'false-positive-determination',
      'type: vulnerable-code-not-present',
    ),
    'not_affected false-positive-determination',
  ],
  [
    'true positive',
    event('2024-02-01T00:00:00Z', 'true-positive-determination'),
    'affected [0,] true-positive-determination',
  ],
  [
    'pending upstream fix',
    event('2024-02-01T00:00:00Z', 'pending-upstream-fix', 'note: x'),
    'affected [0,] pending-upstream-fix',
  ],
  [
    'fix not planned',
    event('2024-02-01T00:00:00Z', 'fix-not-planned', 'note: x'),
    'wont_fix [0,] fix-not-planned',
  ],
  [
    'analysis not planned',
    event('2024-02-01T00:00:00Z', 'analysis-not-planned'),
    'under_investigation [0,] analysis-not-planned',
  ],
] as const)('Wolfi, newest event: %s', ([, last, wanted]) => {
  const { facts } = readFeed(wolfi, 'tool.advisories.yaml', advisory(last, detection));

  expect(facts.map(brief)).toEqual([`wolfi tool CGA-2j27-j3xf-v9v6 ${wanted}`]);
  expect(facts[0]?.advisory).toMatchObject({
    cves: ['CVE-2024-1000'],
    aliases: ['GHSA-aaaa-bbbb-cccc'],
    published: '2024-01-01',
    feed: 'wolfi-advisories',
  });
});

test('Wolfi: advisories of the first version of the format', () => {
  const text = `package:
  name: tool
advisories:
  CVE-2024-2000:
    - timestamp: 2023-05-01T00:00:00Z
      status: under_investigation
    - timestamp: 2023-05-02T00:00:00Z
      status: fixed
      fixed-version: 1.2-r1
`;

  expect(readFeed(chainguard, 'tool.advisories.yaml', text).facts.map(brief)).toEqual([
    'chainguard tool CVE-2024-2000 fixed [0,<1.2-r1]',
  ]);
});

test.for([
  [wolfi, 'wolfi'],
  [chainguard, 'chainguard'],
  [minimos, 'minimos'],
] as const)('secdb: %o', ([feed, segment]) => {
  const secdb = {
    packages: [
      { pkg: { name: 'tool', secfixes: { '1-r1': ['CVE-2024-1'], 0: ['CVE-2024-0002'] } } },
    ],
  };

  const { facts } = readFeed(feed, 'os/security.json', secdb);

  expect(facts.map(({ advisory: { state }, ...fact }) => [fact.segment, state])).toContainEqual([
    segment,
    'not_affected',
  ]);
});

test('Chainguard: OSV records', () => {
  const affected = [
    {
      package: { ecosystem: 'Chainguard', name: 'tool' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2-r1' }] }],
    },
  ];
  const record = { id: 'CGA-aaaa-bbbb-cccc', upstream: ['CVE-2024-1000'], affected };

  expect(readFeed(chainguard, 'osv/CGA-aaaa-bbbb-cccc.json', record).facts.map(brief)).toEqual([
    'chainguard tool CGA-aaaa-bbbb-cccc fixed [0,<2-r1]',
  ]);
});

test.for([
  ['aliases of the text', 'a: &a [x]\nb: [*a, *a]'],
  ['deep nesting', '['.repeat(5000)],
  ['no map', '- 1'],
] as const)('Wolfi: %s is one skip', ([, text]) => {
  expect(readFeed(wolfi, 'x.advisories.yaml', text).skips.map(briefSkip)).toEqual([
    'malformed x.advisories.yaml',
  ]);
});

function group(status: string, fixed: string | null, extra: object = {}) {
  const ids = {
    name: 'AVG-100',
    issues: ['CVE-2024-1000', 'CVE-2024-1001'],
    advisories: ['ASA-202401-1'],
  };
  return {
    ...ids,
    packages: ['tool', 'lib32-tool'],
    status,
    severity: 'High',
    affected: '1.0-1',
    fixed,
    ...extra,
  };
}

test.for([
  ['Vulnerable', null, 'affected [0,] high'],
  ['Fixed', '1:1.1-1', 'fixed [0,<1:1.1-1] high'],
  ['Testing', '1.1-1', 'affected [0,<1.1-1] high Testing'],
  ['Not affected', null, 'not_affected high Not affected'],
  ['Unknown', null, 'unknown high Unknown'],
] as const)('Arch: %s', ([status, fixed, wanted]) => {
  const { facts } = readFeed(arch, 'all.json', [group(status, fixed)]);

  expect(facts.map(brief)).toEqual([
    `arch tool AVG-100 ${wanted}`,
    `arch lib32-tool AVG-100 ${wanted}`,
  ]);
  expect(facts[0]?.advisory).toMatchObject({
    cves: ['CVE-2024-1000', 'CVE-2024-1001'],
    aliases: ['ASA-202401-1'],
    url: 'https://security.archlinux.org/AVG-100',
  });
});

test('Arch: a group in an unknown status is counted', () => {
  const { facts, skips } = readFeed(arch, 'all.json', [group('Odd', null), 7]);

  expect(facts).toEqual([]);
  expect(skips.map(briefSkip)).toEqual(['malformed AVG-100', 'malformed group']);
});

test('Echo: packages of Debian with fixes of its own', () => {
  const { facts } = readFeed(echo, 'data.json', {
    tool: {
      'CVE-2024-1000': { fixed_version: '1.0-1+e1', severity: 'HIGH' },
      'CVE-2024-1001': { fixed_version: '0' },
      'CVE-2024-1002': {},
    },
  });

  expect(facts.map(brief)).toEqual([
    'echo tool CVE-2024-1000 fixed [0,<1.0-1+e1] high',
    'echo tool CVE-2024-1001 not_affected',
    'echo tool CVE-2024-1002 affected [0,]',
  ]);
});
