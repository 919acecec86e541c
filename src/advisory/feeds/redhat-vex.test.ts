import { expect, test } from 'vitest';
import { redHatVex } from './redhat-vex.ts';
import { redHatDocument } from './testing-csaf.ts';
import { factsOf, lineOf, readAll, skipsOf } from './testing-product.ts';

const path = '2026/cve-2026-1111.json';

test('a fix is one fact for its architectures, with erratum, day, severity and vector', () => {
  const document = redHatDocument({
    fixed: [
      ['BaseOS-9.3', 'tool-0:1.2-3.el9_3.x86_64', 'pkg:rpm/redhat/tool@1.2-3.el9_3?arch=x86_64'],
      ['BaseOS-9.3', 'tool-0:1.2-3.el9_3.aarch64', 'pkg:rpm/redhat/tool@1.2-3.el9_3?arch=aarch64'],
    ],
  });

  expect(factsOf(redHatVex, path, document)).toEqual([
    {
      segment: 'rhel-9',
      key: 'tool',
      advisory: {
        id: 'CVE-2026-1111',
        cves: ['CVE-2026-1111'],
        aliases: [],
        package: 'tool',
        state: 'fixed',
        ranges: [{ introduced: '0', fixed: '1.2-3.el9_3' }],
        versions: [],
        severity: 'high',
        cvss: [
          { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
        ],
        published: '2026-01-05',
        modified: '2026-02-01',
        feed: 'redhat:vex',
        url: 'https://access.redhat.com/errata/RHSA-2026:0042',
        statement: 'RHSA-2026:0042',
        fixedOn: '2026-01-20',
        qualifiers: {
          architectures: ['aarch64', 'x86_64'],
          products: ['cpe:/o:redhat:enterprise_linux:9::baseos'],
        },
      },
    },
  ]);
});

const fixes: readonly (readonly [
  string,
  readonly (readonly [string, string, string])[],
  string,
])[] = [
  [
    'an epoch stands before the version',
    [
      [
        'BaseOS-9.3',
        'bind-32:9.16-1.el9.x86_64',
        'pkg:rpm/redhat/bind@9.16-1.el9?arch=x86_64&epoch=32',
      ],
    ],
    'rhel-9 bind fixed <32:9.16-1.el9 [x86_64]',
  ],
  [
    'an epoch of zero is left out',
    [['BaseOS-9.3', 'a', 'pkg:rpm/redhat/tool@1-1.el9?arch=x86_64&epoch=0']],
    'rhel-9 tool fixed <1-1.el9 [x86_64]',
  ],
  [
    'an architecture-free build is for all',
    [['BaseOS-9.3', 'a', 'pkg:rpm/redhat/doc@1-1.el9?arch=noarch']],
    'rhel-9 doc fixed <1-1.el9',
  ],
  [
    'an extended-support branch has its own segment',
    [['BaseOS-9.0.0.Z.EUS', 'a', 'pkg:rpm/redhat/tool@1-1.el9_0?arch=x86_64']],
    'rhel-9.0-eus tool fixed <1-1.el9_0 [x86_64]',
  ],
  [
    'a release that is only supported for money has its own segment',
    [['7Server-ELS', 'a', 'pkg:rpm/redhat/tool@1-1.el7?arch=x86_64']],
    'rhel-7-els tool fixed <1-1.el7 [x86_64]',
  ],
  [
    'the module of a package URL is kept',
    [
      [
        'AppStream-8.10',
        'a',
        'pkg:rpm/redhat/nodejs@18-1.module%2Bel8?arch=x86_64&epoch=1&rpmmod=nodejs:18:8100020240101:489197e6',
      ],
    ],
    'rhel-8 nodejs fixed <1:18-1.module+el8 [x86_64] nodejs:18',
  ],
  [
    'the module at the end of a product id is kept',
    [
      [
        'AppStream-8.10',
        'squid-7:4.15-7.module+el8.x86_64::squid:4',
        'pkg:rpm/redhat/squid@4.15-7.module%2Bel8?arch=x86_64&epoch=7',
      ],
    ],
    'rhel-8 squid fixed <7:4.15-7.module+el8 [x86_64] squid:4',
  ],
  [
    'of two fixes of a release the higher one stands',
    [
      ['BaseOS-9.2.MAIN.EUS', 'a', 'pkg:rpm/redhat/tool@1.2-9.el9_2?arch=x86_64'],
      ['BaseOS-9.3', 'b', 'pkg:rpm/redhat/tool@1.2-10.el9_3?arch=x86_64'],
    ],
    'rhel-9 tool fixed <1.2-10.el9_3 [x86_64]',
  ],
  [
    'a hexadecimal-looking tilde version comes through decoding',
    [['BaseOS-9.3', 'a', 'pkg:rpm/redhat/tool@1.2~rc1-1.el9?arch=x86_64']],
    'rhel-9 tool fixed <1.2~rc1-1.el9 [x86_64]',
  ],
];
test.for(fixes)('%s', ([, fixed, line]) => {
  expect(factsOf(redHatVex, path, redHatDocument({ fixed })).map(lineOf)).toEqual([line]);
});

test('a module between package and product, as older documents write it, is kept', () => {
  const document = redHatDocument({
    fixed: [
      [
        'AppStream-8.10:httpd:2.4:81:489',
        'httpd-0:2.4-65.x86_64',
        'pkg:rpm/redhat/httpd@2.4-65?arch=x86_64',
      ],
    ],
    modules: [['AppStream-8.10', 'httpd:2.4:81:489', 'pkg:rpmmod/redhat/httpd@2.4:81:489']],
  });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual([
    'rhel-8 httpd fixed <2.4-65 [x86_64] httpd:2.4',
  ]);
});

test('architectures with different fixes have facts of their own', () => {
  const document = redHatDocument({
    fixed: [
      ['BaseOS-9.3', 'a', 'pkg:rpm/redhat/tool@1-2.el9?arch=x86_64'],
      ['BaseOS-9.3', 'b', 'pkg:rpm/redhat/tool@1-2.el9?arch=aarch64'],
      ['BaseOS-9.3', 'c', 'pkg:rpm/redhat/tool@1-3.el9?arch=s390x'],
    ],
  });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual([
    'rhel-9 tool fixed <1-2.el9 [aarch64 x86_64]',
    'rhel-9 tool fixed <1-3.el9 [s390x]',
  ]);
});

test('one package in several repositories of a release is one fact that names them all', () => {
  const document = redHatDocument({
    fixed: [
      ['BaseOS-9.3', 'a', 'pkg:rpm/redhat/tool@1-2.el9?arch=x86_64'],
      ['AppStream-9.3', 'b', 'pkg:rpm/redhat/tool@1-2.el9?arch=x86_64'],
    ],
  });

  expect(
    factsOf(redHatVex, path, document).map((fact) => fact.advisory.qualifiers?.products),
  ).toEqual([
    ['cpe:/a:redhat:enterprise_linux:9::appstream', 'cpe:/o:redhat:enterprise_linux:9::baseos'],
  ]);
});

const outlooks: readonly (readonly [string, string, string, string])[] = [
  ['none_available', 'Affected', 'affected', 'Affected'],
  ['none_available', 'Fix deferred', 'deferred', 'Fix deferred'],
  ['no_fix_planned', 'Will not fix', 'wont_fix', 'Will not fix'],
  ['no_fix_planned', 'Out of support scope', 'end_of_life', 'Out of support scope'],
  ['no_fix_planned', 'Some new words', 'wont_fix', 'Some new words'],
  ['none_available', 'Under investigation', 'under_investigation', 'Under investigation'],
];
test.for(outlooks)('%s with the words %s is %s', ([category, details, state, statement]) => {
  const document = redHatDocument({
    affected: [['rhel8', 'tool', 'pkg:rpm/redhat/tool?arch=src']],
    outlook: { category, details },
  });

  const [fact] = factsOf(redHatVex, path, document);

  expect(fact?.advisory).toMatchObject({
    state,
    statement,
    ranges: [{ introduced: '0' }],
    url: 'https://access.redhat.com/security/cve/CVE-2026-1111',
    qualifiers: { products: ['cpe:/o:redhat:enterprise_linux:8'] },
  });
  expect(fact?.advisory.qualifiers?.architectures).toEqual(['src']);
});

test('affected without a word about a fix is affected', () => {
  const document = redHatDocument({
    affected: [['rhel8', 'tool', 'pkg:rpm/redhat/tool?arch=src']],
  });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual(['rhel-8 tool affected .. [src]']);
});

test('an unfixed package of a module says the module and not its stream as a version', () => {
  const document = redHatDocument({
    affected: [
      [
        'rhel8',
        'go-toolset:rhel8/golang',
        'pkg:rpm/redhat/golang@rhel8?arch=src&rpmmod=go-toolset:rhel8',
      ],
    ],
  });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual([
    'rhel-8 golang affected .. [src] go-toolset:rhel8',
  ]);
});

test('what is not affected says why and is about all versions', () => {
  const document = redHatDocument({
    notAffected: [
      ['BaseOS-9.3', 'doc-0:1-1.el9.x86_64', 'pkg:rpm/redhat/doc@1-1.el9?arch=x86_64'],
      ['rhel8', 'doc', 'pkg:rpm/redhat/doc'],
    ],
    flag: 'vulnerable_code_not_present',
  });

  const facts = factsOf(redHatVex, path, document);

  expect(facts.map(lineOf)).toEqual([
    'rhel-9 doc not_affected [x86_64]',
    'rhel-8 doc not_affected [noarch]',
  ]);
  expect(facts[0]?.advisory.statement).toBe('vulnerable_code_not_present');
});

test('a source package that is affected stands beside a binary package of its name that is not', () => {
  const document = redHatDocument({
    affected: [
      ['rhel9', 'curl.src', 'pkg:rpm/redhat/curl?arch=src'],
      ['rhel9', 'libcurl', 'pkg:rpm/redhat/libcurl'],
    ],
    notAffected: [['rhel9', 'curl', 'pkg:rpm/redhat/curl']],
  });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual([
    'rhel-9 curl affected .. [src]',
    'rhel-9 libcurl affected ..',
    'rhel-9 curl not_affected [noarch]',
  ]);
  expect(skipsOf(redHatVex, path, document)).toEqual([]);
});

test('what is under investigation is said so', () => {
  const document = redHatDocument({ investigated: [['rhel8', 'tool', 'pkg:rpm/redhat/tool']] });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual([
    'rhel-8 tool under_investigation ..',
  ]);
});

test('a fix stands over what is open in another product of the release, a flaw over its denial', () => {
  const document = redHatDocument({
    fixed: [['BaseOS-9.3', 'a', 'pkg:rpm/redhat/tool@1-2.el9?arch=x86_64']],
    affected: [
      ['rhel9', 'tool', 'pkg:rpm/redhat/tool'],
      ['rhel9', 'other', 'pkg:rpm/redhat/other'],
    ],
    notAffected: [['BaseOS-9.3', 'other-0:1-1', 'pkg:rpm/redhat/other@1-1?arch=x86_64']],
  });

  expect(factsOf(redHatVex, path, document).map(lineOf)).toEqual([
    'rhel-9 tool fixed <1-2.el9 [x86_64]',
    'rhel-9 other affected ..',
  ]);
  expect(skipsOf(redHatVex, path, document)).toEqual([
    'contradicted CVE-2026-1111 other',
    'contradicted CVE-2026-1111 tool',
  ]);
});

const left: readonly (readonly [string, readonly [string, string, string], string])[] = [
  [
    'container images',
    ['BaseOS-9.3', 'i', 'pkg:oci/ubi9@sha256:00?arch=amd64'],
    'unknown-ecosystem pkg:oci',
  ],
  [
    'packages of others',
    ['BaseOS-9.3', 'i', 'pkg:rpm/fedora/tool@1-1?arch=x86_64'],
    'unknown-ecosystem pkg:rpm/fedora',
  ],
  [
    'layered products',
    ['openshift', 'i', 'pkg:rpm/redhat/tool@1-1?arch=x86_64'],
    'unknown-ecosystem cpe:/a:redhat:openshift',
  ],
  [
    'source packages of a fix',
    ['BaseOS-9.3', 'i', 'pkg:rpm/redhat/tool@1-1?arch=src'],
    'excluded source package of a fix',
  ],
  [
    'fixes without a version',
    ['BaseOS-9.3', 'i', 'pkg:rpm/redhat/tool?arch=x86_64'],
    'no-versions CVE-2026-1111',
  ],
  [
    'labels that are no module',
    ['BaseOS-9.3', 'ff', 'pkg:rpm/redhat/ff@1-1?arch=x86_64&rpmmod=rhel10'],
    'malformed ff',
  ],
  ['products without purl', ['BaseOS-9.3', 'thing', ''], 'no-package thing'],
];
test.for(left)('%s are left out and counted', ([, product, skip]) => {
  const document = redHatDocument({ fixed: [product] });

  expect(factsOf(redHatVex, path, document)).toEqual([]);
  expect(skipsOf(redHatVex, path, document)).toEqual([skip]);
});

test('vectors and weaknesses are stated for the CVE', () => {
  const [records] = readAll(redHatVex, path, redHatDocument({}));

  expect(records?.weaknesses).toEqual([{ cve: 'CVE-2026-1111', cwes: ['CWE-119'] }]);
  expect(records?.vectors?.map(({ id, cvss }) => [id, cvss.score])).toEqual([
    ['CVE-2026-1111', 9.8],
  ]);
  expect(records?.day).toBe('2026-02-01');
});

test('a document that was deleted says nothing', () => {
  const document = { document: { tracking: { id: 'CVE-2026-1111', status: 'deleted' } } };

  expect(skipsOf(redHatVex, path, document)).toEqual(['withdrawn CVE-2026-1111']);
});

test.for([
  ['2024/cve-2024-1234.json', true],
  ['cve-2024-1234.json', true],
  ['changes.csv', false],
  ['index.json', false],
  ['2024/rhsa-2024_0001.json', false],
] as const)('%s belongs to the feed: %s', ([file, expected]) => {
  expect(redHatVex.accepts(file)).toBe(expected);
});
