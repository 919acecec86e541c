import { expect, test } from 'vitest';
import { almalinuxErrata } from './almalinux-errata.ts';
import { fedoraBodhi } from './fedora-bodhi.ts';
import { rockyErrata } from './rocky-errata.ts';
import { brief, briefSkip, readFeed } from './testing-feed.ts';

const references = [
  { type: 'rhsa', id: 'RHSA-2024:1000' },
  { type: 'cve', id: 'CVE-2024-1000' },
];
const parts = { version: '1.2', release: '3.el9', epoch: '1' };

test('AlmaLinux: the list of a release', () => {
  const { facts } = readFeed(almalinuxErrata, '9/errata.json', [
    {
      updateinfo_id: 'ALSA-2024:1000',
      type: 'security',
      severity: 'Important',
      issued_date: { $date: 1706745600000 },
      updated_date: { $date: 1706832000000 },
      references,
      pkglist: {
        packages: [
          { name: 'tool', arch: 'x86_64', ...parts },
          { name: 'tool', arch: 'aarch64', ...parts },
          { name: 'tool', arch: 'src', ...parts },
        ],
      },
    },
  ]);

  expect(facts.map(brief)).toEqual([
    'almalinux-9 tool ALSA-2024:1000 fixed [0,<1:1.2-3.el9] high {"architectures":["aarch64","x86_64"]}',
  ]);
  expect(facts[0]?.advisory).toMatchObject({
    cves: ['CVE-2024-1000'],
    published: '2024-02-01',
    fixedOn: '2024-02-01',
    modified: '2024-02-02',
    feed: 'almalinux-errata:9',
    url: 'https://errata.almalinux.org/9/ALSA-2024-1000.html',
  });
});

test('AlmaLinux: the full list, with modules and seconds', () => {
  const release = '1.module_el8.9.0+3';
  const packages = [
    {
      name: 'nodejs',
      epoch: 1,
      version: '18.20.2',
      release,
      arch: 'x86_64',
      module: 'nodejs:18:8090020240101:90',
    },
    { name: 'npm', version: '10.5.0', release, arch: 'x86_64' },
    { name: 'plain', version: '1', release: '1.el8', arch: 'noarch' },
  ];

  const { facts } = readFeed(almalinuxErrata, '8/errata.full.json', {
    data: [
      {
        updateinfo_id: 'ALSA-2024:2',
        type: 'security',
        issued_date: 1706745600,
        packages,
        modules: [{ name: 'nodejs', stream: '18' }],
      },
      { updateinfo_id: 'ALBA-2024:3', type: 'bugfix', packages },
    ],
  });

  expect(
    facts.map(({ key, advisory }) => [key, advisory.qualifiers?.module, advisory.published]),
  ).toEqual([
    ['nodejs', 'nodejs:18', '2024-02-01'],
    ['npm', 'nodejs:18', '2024-02-01'],
    ['plain', undefined, '2024-02-01'],
  ]);
});

test('Rocky Linux: version 2 of the service', () => {
  const { facts } = readFeed(rockyErrata, 'page-0.json', {
    advisories: [
      {
        name: 'RLSA-2024:1000',
        type: 'TYPE_SECURITY',
        severity: 'SEVERITY_MODERATE',
        synopsis: 'Moderate: nodejs:18 security update',
        publishedAt: '2024-02-01T03:04:05Z',
        cves: [{ name: 'CVE-2024-1000' }],
        rpms: {
          'Rocky Linux 8': {
            nvras: ['nodejs-1:18.20.2-1.module+el8.9.0+1.x86_64.rpm', 'tool-1.2-3.el8.noarch.rpm'],
          },
          'Rocky Linux 9': { nvras: ['tool-1.2-3.el9.aarch64.rpm', 'tool-1.2-3.el9.src.rpm'] },
          'Rocky Else 9': { nvras: ['tool-1.2-3.el9.aarch64.rpm'] },
        },
      },
      { name: 'RLBA-2024:1', type: 'TYPE_BUGFIX', cves: [] },
    ],
  });

  expect(facts.map(brief)).toEqual([
    'rocky-8 nodejs RLSA-2024:1000 fixed [0,<1:18.20.2-1.module+el8.9.0+1] medium {"architectures":["x86_64"],"module":"nodejs:18"}',
    'rocky-8 tool RLSA-2024:1000 fixed [0,<1.2-3.el8] medium',
    'rocky-9 tool RLSA-2024:1000 fixed [0,<1.2-3.el9] medium {"architectures":["aarch64"]}',
  ]);
});

test('Rocky Linux: version 3 of the service', () => {
  const { facts, skips } = readFeed(rockyErrata, 'page-1.json', {
    advisories: [
      {
        name: 'RLSA-2024:1001',
        kind: 'Security',
        severity: 'Important',
        published_at: '2024-02-01T03:04:05Z',
        cves: [{ cve: 'CVE-2024-1001' }],
        packages: [
          { nevra: 'tool-0:1.2-3.el9.x86_64.rpm', product_name: 'Rocky Linux 9 x86_64' },
          { nevra: 'tool-0:1.2-3.el9.aarch64.rpm', product_name: 'Rocky Linux 9 aarch64' },
          { nevra: 'broken', product_name: 'Rocky Linux 9 x86_64' },
        ],
      },
      {},
    ],
  });

  expect(facts.map(brief)).toEqual([
    'rocky-9 tool RLSA-2024:1001 fixed [0,<1.2-3.el9] high {"architectures":["aarch64","x86_64"]}',
  ]);
  expect(facts[0]?.advisory.cves).toEqual(['CVE-2024-1001']);
  expect(skips.map(briefSkip)).toEqual(['malformed erratum']);
});

test.for([
  [almalinuxErrata, '9/errata.json'],
  [rockyErrata, 'page.json'],
  [fedoraBodhi, 'page.json'],
] as const)('no list is one skip', ([feed, path]) => {
  expect(readFeed(feed, path, '{"a":1}').skips.map(briefSkip)).toEqual([`malformed ${path}`]);
  expect(readFeed(feed, path, '[').skips.map(briefSkip)).toEqual([`malformed ${path}`]);
});

test('Fedora: stable updates of its releases name source packages', () => {
  const release = { name: 'F41', version: '41', id_prefix: 'FEDORA' };
  const update = {
    alias: 'FEDORA-2024-a',
    type: 'security',
    status: 'stable',
    severity: 'medium',
    release,
    date_stable: '2024-02-01 03:04:05',
    bugs: [{ title: 'CVE-2024-1000 tool: overflow' }],
    builds: [
      { nvr: 'lib-tool-1.2-3.fc41', epoch: 1, type: 'rpm' },
      { nvr: 'tool-41-20240101.abc', epoch: 0, type: 'module' },
    ],
    url: 'https://bodhi.fedoraproject.org/updates/FEDORA-2024-a',
  };
  const epel = { name: 'EPEL-9', version: '9', id_prefix: 'FEDORA-EPEL' };
  const others = [
    { ...update, alias: 'FEDORA-2024-b', status: 'testing' },
    { ...update, alias: 'FEDORA-EPEL-2024-c', release: epel },
    { ...update, alias: 'FEDORA-2024-d', type: 'bugfix', bugs: [] },
  ];

  const { facts, skips } = readFeed(fedoraBodhi, 'page.json', { updates: [update, ...others] });

  expect(facts.map(brief)).toEqual([
    'fedora-41 lib-tool FEDORA-2024-a fixed [0,<1:1.2-3.fc41] medium {"architectures":["src"]}',
  ]);
  expect(facts[0]?.advisory).toMatchObject({ cves: ['CVE-2024-1000'], fixedOn: '2024-02-01' });
  expect(skips.map(briefSkip)).toEqual([
    'excluded FEDORA-2024-a module',
    'excluded FEDORA-2024-b',
    'unknown-ecosystem EPEL-9',
    'bug-fix FEDORA-2024-d',
  ]);
});
