import { expect, test } from 'vitest';
import { amazon } from './amazon.ts';
import { brief, briefSkip, readFeed } from './testing-feed.ts';
import { updateinfo } from './updateinfo-distributions.ts';

interface Sample {
  readonly id: string;
  readonly type?: string;
  readonly status?: string;
  readonly title?: string;
  readonly severity?: string;
  readonly references?: string;
  readonly collection?: string;
  readonly module?: string;
  readonly packages?: readonly string[];
}

function update(sample: Sample): string {
  const { id, type = 'security', status = 'final', title = '', severity = 'important' } = sample;
  const cve = '<reference href="https://example.org/CVE-2024-1" id="CVE-2024-1000" type="cve"/>';
  const {
    references = cve,
    collection = '',
    module = '',
    packages = ['tool 1.2 3 x86_64'],
  } = sample;
  const rows = packages.map((text) => {
    const [name, version, release, arch, epoch = '0'] = text.split(' ');
    return `<package name="${name}" version="${version}" release="${release}" arch="${arch}" epoch="${epoch}"><filename>x</filename></package>`;
  });
  return `<update from="a@example.org" status="${status}" type="${type}" version="1.4"><id>${id}</id><title>${title}</title>
<issued date="2024-03-01 10:00:00"/><updated date="2024-03-05"/><severity>${severity}</severity><description><![CDATA[a <b> c]]></description>
<references>${references}</references><pkglist><collection short="${collection}"><name>${collection}</name>${module}${rows.join('')}</collection></pkglist></update>`;
}

function updates(...samples: readonly Sample[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<updates>${samples.map(update).join('\n')}</updates>`;
}

test.for([
  ['2023/core/updateinfo.xml', 'ALAS2023-2024-100', 'amazon-2023', undefined],
  ['2022/updateinfo.xml', 'ALAS2022-2021-003', 'amazon-2022', undefined],
  ['2/core/updateinfo.xml', 'ALAS2-2021-1699', 'amazon-2', undefined],
  ['updateinfo.xml', 'ALAS-2018-1093', 'amazon-1', undefined],
  ['2018.03/updates/updateinfo.xml', 'ALAS-2018-1093', 'amazon-1', undefined],
  [
    '2/extras/docker/latest/updateinfo.xml',
    'ALAS2DOCKER-2024-040',
    'amazon-2',
    ['amzn2extra-docker'],
  ],
  ['2/x/updateinfo.xml', 'ALAS2KERNEL-5.10-2024-060', 'amazon-2', ['amzn2extra-kernel-5.10']],
  ['2/extras/nginx1/updateinfo.xml', 'ALASNGINX1-2023-003', 'amazon-2', ['amzn2extra-nginx1']],
] as const)('Amazon: %s', ([path, id, segment, products]) => {
  const { facts } = readFeed(amazon, path, updates({ id }));

  expect(facts.map((fact) => [fact.segment, fact.advisory.qualifiers?.products])).toEqual([
    [segment, products],
  ]);
  expect(facts[0]?.advisory.feed).toBe(`amazon:${segment.slice('amazon-'.length)}`);
});

test('Amazon: live patches are left out and counted', () => {
  const { facts, skips } = readFeed(
    amazon,
    '2/core/updateinfo.xml',
    updates({ id: 'ALAS2LIVEPATCH-2024-170', packages: ['kernel-livepatch-5.10 1.0 1 x86_64'] }),
  );

  expect(facts).toEqual([]);
  expect(skips.map(briefSkip)).toEqual(['excluded ALAS2LIVEPATCH-2024-170']);
});

test('one fact for a build, with all its architectures, dates and severity', () => {
  const packages = [
    'tool 1.2 3.amzn2023 x86_64 1',
    'tool 1.2 3.amzn2023 aarch64 1',
    'tool 1.2 3.amzn2023 src 1',
    'tool-doc 1.2 3.amzn2023 noarch 1',
    'tool-debuginfo 1.2 3.amzn2023 x86_64 1',
    'other 1.10 1 x86_64',
    'other 1.9 1 x86_64',
  ];

  const { facts } = readFeed(
    amazon,
    'updateinfo.xml',
    updates({ id: 'ALAS2023-2024-1', packages }),
  );

  expect(facts.map(brief)).toEqual([
    'amazon-2023 tool ALAS2023-2024-1 fixed [0,<1:1.2-3.amzn2023] high {"architectures":["aarch64","x86_64"]}',
    'amazon-2023 tool-doc ALAS2023-2024-1 fixed [0,<1:1.2-3.amzn2023] high',
    'amazon-2023 other ALAS2023-2024-1 fixed [0,<1.10-1] high {"architectures":["x86_64"]}',
  ]);
  expect(facts[0]?.advisory).toMatchObject({
    cves: ['CVE-2024-1000'],
    published: '2024-03-01',
    fixedOn: '2024-03-01',
    modified: '2024-03-05',
    url: 'https://alas.aws.amazon.com/AL2023/ALAS-2024-1.html',
  });
});

test.for([
  ['rocky-9/BaseOS/updateinfo.xml', 'rocky-9'],
  ['almalinux/9.4/updateinfo.xml', 'almalinux-9'],
  ['fedora-41.xml', 'fedora-41'],
  ['fedora-41-updateinfo.xml', 'fedora-41'],
  ['openeuler-22.03/updateinfo.xml', 'openeuler-22.03'],
  ['mageia_9/updateinfo.xml', 'mageia-9'],
  ['opensuse-leap-15.6/updateinfo.xml', 'opensuse-leap-15.6'],
] as const)('the path names distribution and release: %s', ([path, segment]) => {
  const { facts } = readFeed(updateinfo, path, updates({ id: 'XXSA-2024:1' }));

  expect(facts.map((fact) => [fact.segment, fact.advisory.feed])).toEqual([
    [segment, `updateinfo:${segment}`],
  ]);
});

test('a distribution without a segment is counted', () => {
  const { skips } = readFeed(updateinfo, 'epel-9/updateinfo.xml', updates({ id: 'FEDORA-EPEL-1' }));

  expect(skips.map(briefSkip)).toEqual(['unknown-ecosystem FEDORA-EPEL-1']);
});

test('modules keep their streams apart', () => {
  const module = '<module name="nodejs" stream="18" version="1" context="c" arch="x86_64"/>';
  const packages = ['nodejs 18.20.2 1.module+el9 x86_64', 'npm 10.5.0 1.module+el9 x86_64'];

  const { facts } = readFeed(
    updateinfo,
    'rocky-9/updateinfo.xml',
    updates({ id: 'RLSA-2024:2', module, packages }),
  );

  expect(facts.map(({ advisory }) => advisory.qualifiers?.module)).toEqual([
    'nodejs:18',
    'nodejs:18',
  ]);
});

test('only security updates, or those that name a CVE, count', () => {
  const none =
    '<reference href="https://bugs.example.org/1" id="1" type="bugzilla" title="crash"/>';
  const bug = '<reference href="x" id="2" type="bugzilla" title="CVE-2024-5555 tool: overflow"/>';

  const { facts, skips } = readFeed(
    updateinfo,
    'fedora-41/updateinfo.xml',
    updates(
      { id: 'FEDORA-2024-a', type: 'bugfix', references: none },
      { id: 'FEDORA-2024-b', type: 'bugfix', references: bug },
      {
        id: 'FEDORA-2024-c',
        references: none,
        severity: '',
        title: 'Moderate: tool security update',
      },
      { id: 'FEDORA-2024-d', status: 'obsolete' },
    ),
  );

  expect(facts.map(({ advisory }) => [advisory.id, advisory.cves, advisory.severity])).toEqual([
    ['FEDORA-2024-b', ['CVE-2024-5555'], 'high'],
    ['FEDORA-2024-c', [], 'medium'],
  ]);
  expect(skips.map(briefSkip)).toEqual(['bug-fix FEDORA-2024-a', 'withdrawn FEDORA-2024-d']);
});

test.for([
  ['cut off', updates({ id: 'RLSA-2024:3' }).slice(0, -40)],
  ['entities of its own', '<!DOCTYPE a [<!ENTITY b "c">]><updates>&b;</updates>'],
  ['too deep', '<a>'.repeat(100)],
  ['no XML', '{}'],
] as const)('what cannot be read is one skip: %s', ([, text]) => {
  const { skips } = readFeed(updateinfo, 'rocky-9/updateinfo.xml', text);

  expect(skips.map(briefSkip)).toEqual(['malformed rocky-9/updateinfo.xml']);
});
