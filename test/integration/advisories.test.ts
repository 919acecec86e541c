import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuildReport, buildDatabase } from '#advisory/build.ts';
import { openIndex } from '#advisory/open-index.ts';
import { testScope } from '#advisory/testing.ts';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';

/**
 * Real feeds in the layout of the OSV bucket: CAISSON_ADVISORIES names their directory; else `../shared/advisories` beside the
 * project. Facts below hold for any later state of the feeds too, counts are lower bounds.
 */
const feeds = resolve(process.env['CAISSON_ADVISORIES'] ?? '../shared/advisories');

describe.skipIf(!existsSync(join(feeds, 'Debian', 'all.zip')))('real advisories', () => {
  const scope = { ...testScope(), clock: () => new Date() };
  let root = '';
  let report: BuildReport;
  let index: AdvisoryIndex;
  let elapsedMs = 0;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'caisson-advisories-'));
    const started = performance.now();
    report = await buildDatabase({ from: feeds, out: join(root, 'out') }, scope);
    elapsedMs = performance.now() - started;
    index = openIndex({ cache: join(root, 'cache'), bundled: join(root, 'out') }, scope);
  });
  afterAll(() => {
    index[Symbol.dispose]();
    rmSync(root, { recursive: true, force: true });
  });

  test.for([
    ['osv:Go', 4000],
    ['osv:crates.io', 1100],
    ['osv:PyPI', 6500],
    ['osv:AlmaLinux', 5600],
    ['osv:Debian', 9300],
    ['osv:npm', 460],
    ['osv:RubyGems', 1200],
    ['osv:Packagist', 1500],
    ['known_exploited_vulnerabilities.json', 1400],
  ] as const)('%s has at least %i records, none of them damaged', ([name, least]) => {
    const feed = report.feeds.find((one) => one.name === name);

    expect(feed?.records).toBeGreaterThanOrEqual(least);
    expect(feed?.skipped.filter((skip) => skip.reason === 'malformed')).toEqual([]);
    expect(feed?.skipped.filter((skip) => skip.reason === 'unknown-ecosystem')).toEqual([]);
  });

  test.for([
    ['debian-12', 'apache2', 'CVE-2019-0217', '2.4.39-1'],
    ['debian-12', 'sudo', 'CVE-2005-4890', '1.9.6-1~exp2'],
    ['debian-10', 'asterisk', 'CVE-2021-37706', '1:16.28.0~dfsg-0+deb10u1'],
    ['almalinux-9', 'podman', 'CVE-2023-39326', '2:4.9.4-0.1.el9'],
    ['go', 'github.com/gin-gonic/gin', 'CVE-2020-36567', '1.6.0'],
    ['crates.io', 'openssl', 'CVE-2016-10931', '0.9.0'],
    ['rubygems', 'loofah', 'CVE-2018-16468', '2.2.3'],
    ['packagist', 'silverstripe/framework', 'CVE-2023-32302', '4.13.14'],
    ['alpine-3.11', 'ansible', 'CVE-2019-14904', '2.9.3-r0'],
  ] as const)('%s %s: %s is fixed in %s', ([segment, name, cve, fixed]) => {
    const advisories = index.byPackage(segment, name).filter((one) => one.cves.includes(cve));

    expect(advisories.flatMap((one) => one.ranges.map((range) => range.fixed))).toContain(fixed);
    expect(advisories.map((one) => one.state)).toContain('fixed');
  });

  test('Go symbols, npm vectors and KEV entries survive', () => {
    const [gin] = index.byPackage('go', 'github.com/gin-gonic/gin');
    const [bassmaster] = index.byPackage('npm', 'bassmaster');

    expect(gin?.qualifiers?.imports?.[0]?.symbols).toContain('LoggerWithFormatter');
    expect(bassmaster?.cvss[0]).toMatchObject({ version: '3.0', score: 6.5 });
    expect(index.knownExploited('CVE-2025-48384')).toMatchObject({ due: '2025-09-15' });
  });

  test('names of one vulnerability are found from each of them', () => {
    expect(index.aliasesOf('GHSA-6vm3-jj99-7229')).toEqual(
      expect.arrayContaining(['CVE-2020-36567', 'GHSA-6vm3-jj99-7229', 'GO-2020-0001']),
    );
  });

  test('the whole is small and quickly built', () => {
    const bytes = report.segments.reduce((sum, segment) => sum + segment.blob.size, 0);

    expect(bytes).toBeLessThan(15e6);
    expect(elapsedMs).toBeLessThan(60_000);
  });
});
