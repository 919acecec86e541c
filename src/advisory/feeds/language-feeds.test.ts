import { expect, test } from 'vitest';
import { friendsOfPhp } from './friendsofphp.ts';
import { glad } from './glad.ts';
import { rubysec } from './rubysec.ts';
import { factsOf, lineOf, readAll, skipsOf } from './testing-product.ts';

const gem = `---
gem: widget
cve: 2026-5555
ghsa: aaaa-bbbb-cccc
url: https://example.org/advisory
title: A fault
date: 2026-04-01
description: |
  Words.
cvss_v3: 7.5
unaffected_versions:
- "< 1.0.0"
patched_versions:
- "~> 1.2.10"
- ">= 2.1.0"
`;

test('versions of a gem that are neither patched nor unaffected are affected', () => {
  const [fact] = factsOf(rubysec, 'gems/widget/CVE-2026-5555.yml', gem);

  expect(fact).toEqual({
    segment: 'rubygems',
    key: 'widget',
    advisory: {
      id: 'CVE-2026-5555',
      cves: ['CVE-2026-5555'],
      aliases: ['GHSA-aaaa-bbbb-cccc'],
      package: 'widget',
      state: 'fixed',
      ranges: [
        { introduced: '1.0.0', fixed: '1.2.10' },
        { introduced: '1.3', fixed: '2.1.0' },
      ],
      versions: [],
      cvss: [],
      published: '2026-04-01',
      feed: 'rubysec:gem',
      url: 'https://example.org/advisory',
    },
  });
});

test('a gem without patched versions is affected in all', () => {
  const facts = factsOf(rubysec, 'gems/widget/OSVDB-1.yml', 'gem: widget\nosvdb: 108530\n');

  expect(facts.map((fact) => [fact.advisory.id, lineOf(fact)])).toEqual([
    ['OSVDB-108530', 'rubygems widget affected ..'],
  ]);
});

test('a requirement that cannot be understood gives no fact', () => {
  const text = 'gem: widget\ncve: 2026-5555\npatched_versions:\n- "newest"\n';

  expect(skipsOf(rubysec, 'gems/widget/x.yml', text)).toEqual(['no-versions CVE-2026-5555 widget']);
});

const php = `title:     A fault
link:      https://example.org/php
cve:       CVE-2026-6666
branches:
    4.x:
        time:     2026-02-03 10:00:00
        versions: ['>=4.0.0', '<4.4.7']
    5.x:
        time:     ~
        versions: ['>=5.0.0', '<5.1.0']
reference: composer://acme/http-kernel
`;

test('branches of a PHP package are ranges', () => {
  const [fact] = factsOf(friendsOfPhp, 'acme/http-kernel/CVE-2026-6666.yaml', php);

  expect(fact?.advisory).toMatchObject({
    id: 'CVE-2026-6666',
    aliases: [],
    published: '2026-02-03',
    url: 'https://example.org/php',
    feed: 'friendsofphp:packagist',
  });
  expect(fact === undefined ? '' : lineOf(fact)).toBe(
    'packagist acme/http-kernel fixed 4.0.0<4.4.7 5.0.0<5.1.0',
  );
});

test('a PHP record without a CVE has an id made of its place', () => {
  const [fact] = factsOf(
    friendsOfPhp,
    'acme/http-kernel/2026-01-01.yaml',
    php.replace(/cve:.*\n/, ''),
  );

  expect(fact?.advisory).toMatchObject({ id: 'FOP-acme-http-kernel-2026-01-01', cves: [] });
});

const conan = `---
identifier: "CVE-2026-7777"
identifiers:
- "GHSA-dddd-eeee-ffff"
- "CVE-2026-7777"
package_slug: "conan/zlib"
affected_range: "<1.2.12||>=1.3.0 <1.3.1"
fixed_versions:
- "1.2.12"
pubdate: "2026-01-10"
date: "2026-01-12"
cvss_v3: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
cwe_ids:
- "CWE-1035"
- "CWE-787"
- "CWE-937"
urls:
- "https://example.org/zlib"
`;

test('a Conan package is read with its vector and weakness', () => {
  const [records] = readAll(glad, 'conan/zlib/CVE-2026-7777.yml', conan);

  expect(records?.facts?.map(lineOf)).toEqual(['conancenter zlib fixed <1.2.12 1.3.0<1.3.1']);
  expect(records?.facts?.[0]?.advisory).toMatchObject({
    id: 'CVE-2026-7777',
    aliases: ['GHSA-dddd-eeee-ffff'],
    published: '2026-01-10',
    modified: '2026-01-12',
    feed: 'gitlab:conan',
  });
  expect(records?.facts?.[0]?.advisory.cvss.map((one) => one.score)).toEqual([9.8]);
  expect(records?.weaknesses).toEqual([{ cve: 'CVE-2026-7777', cwes: ['CWE-787'] }]);
});

test.for([
  ['maven/org.acme/thing', '(,1.5],[2.0,2.3)', 'maven org.acme:thing fixed ..1.5 2.0<2.3'],
  ['npm/@acme/thing', '<1.5.0', 'npm @acme/thing fixed <1.5.0'],
  ['go/github.com/acme/thing', '<v1.5.0', 'go github.com/acme/thing fixed <v1.5.0'],
  ['pypi/Acme_Thing', '>=1.0,<1.5', 'pypi acme-thing fixed 1.0<1.5'],
  ['nuget/Acme.Thing', '[1.0.0,1.5.0)', 'nuget acme.thing fixed 1.0.0<1.5.0'],
] as const)('the name of %s is that of its ecosystem', ([slug, range, line]) => {
  const text = `identifier: CVE-2026-7777\npackage_slug: "${slug}"\naffected_range: "${range}"\n`;

  expect(factsOf(glad, `${slug}/CVE-2026-7777.yml`, text).map(lineOf)).toEqual([line]);
});

test.for([
  [rubysec, 'gems/a/CVE-2026-1.yml', true],
  [rubysec, 'rubies/ruby/CVE-2026-1.yml', false],
  [friendsOfPhp, 'acme/thing/CVE-2026-1.yaml', true],
  [friendsOfPhp, '.github/workflows/php.yaml', false],
  [glad, 'conan/zlib/CVE-2026-1.yml', true],
  [glad, 'advisories-community-main/npm/@acme/thing/CVE-2026-1.yml', true],
  [glad, '.gitlab-ci.yml', false],
] as const)('%o takes %s: %s', ([feed, path, expected]) => {
  expect(feed.accepts(path)).toBe(expected);
});

test.for([
  ['an alias bomb', `gem: &a [x,x]\ncve: *a\n`],
  ['deep nesting', `gem: ${'['.repeat(5000)}`],
  ['deep indicators', `${'- '.repeat(5000)}x`],
  ['a row of anchors', `gem: ${'&a '.repeat(50_000)}`],
  ['too much text', `gem: ${'x'.repeat(300_000)}`],
] as const)('%s is malformed', ([, text]) => {
  expect(skipsOf(rubysec, 'gems/a/b.yml', text)).toEqual(['malformed gems/a/b.yml']);
});
