import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScanReport } from '#model/report.ts';
import { cosignVulnOutput } from './cosign-vuln.ts';
import { csvOutput } from './csv.ts';
import { githubOutput } from './github.ts';
import { purlsOutput } from './purls.ts';
import { sonarqubeOutput } from './sonarqube.ts';
import { spdxTagValueOutput } from './spdx-tag-value.ts';
import { now, report } from './testdata/report.ts';
import { components } from './testdata/software.ts';
import { withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

function csv(of: ScanReport = report): readonly string[] {
  return [...csvOutput.render(of, options)].join('').split('\r\n').slice(0, -1);
}

test('package URLs stand one a line, sorted, each once', () => {
  const lines = [...purlsOutput.render(report, options)].join('').trimEnd().split('\n');

  expect(lines).toEqual([...new Set(lines)].sort());
  expect(lines).toContain(components.openssl.purl);
});

test('CSV has a row per finding and gap, the decision and the data, most urgent first', () => {
  const rows = csv();
  const kinds = Map.groupBy(rows.slice(1), (row) => row.split(',')[0]);
  const counts = [...kinds].map(([kind, of]) => [kind, of.length]);

  expect(Object.fromEntries(counts)).toEqual({
    vulnerability: 13,
    lifecycle: 1,
    license: 1,
    gap: 3,
    decision: 1,
    data: 1,
  });
  expect(rows[1]).toMatch(/^vulnerability,CVE-2026-10001,DSA-9001-1,P0,95\.5,critical,libssl3,/);
});

test('no CSV cell is a formula or leaves its row', () => {
  const usual = csv(withText('x')).length;
  const start = fc.constantFrom('=', '+', '-', '@', '\t=', '\r\n=', '"', ',');
  fc.assert(
    fc.property(start, fc.string({ unit: 'binary', maxLength: 20 }), (first, rest) => {
      const rows = csv(withText(`${first}${rest}`));
      expect(rows.length).toBe(usual);
      for (const row of rows) expect(row).not.toMatch(/(?:^|,)"?[=+\-@]/);
    }),
    { numRuns: 40 },
  );
});

test('SonarQube issues are open findings and gaps, each with a rule that exists', () => {
  const document = JSON.parse([...sonarqubeOutput.render(report, options)].join('')) as {
    rules: { id: string }[];
    issues: { ruleId: string; primaryLocation: { message: string; filePath: string } }[];
  };
  const ids = new Set(document.rules.map(({ id }) => id));

  expect(ids.size).toBe(document.rules.length);
  expect(document.issues).toHaveLength(13 + 3);
  for (const { ruleId, primaryLocation } of document.issues) {
    expect(ids).toContain(ruleId);
    expect(primaryLocation.filePath).toMatch(/^[^/!]/);
    expect(primaryLocation.message).not.toBe('');
  }
});

test('a GitHub snapshot has the components by file, with what they need', () => {
  const document = JSON.parse([...githubOutput.render(report, options)].join('')) as {
    manifests: Record<string, { resolved: Record<string, object> }>;
  };

  expect(Object.keys(document.manifests)).toEqual([
    'app/package-lock.json',
    'app/shop.war!/WEB-INF/lib/log4j-core-2.14.0.jar',
    'opt/tool/漢字ツール',
    'var/lib/dpkg/status',
  ]);
  expect(document.manifests['app/package-lock.json']?.resolved).toMatchObject({
    'pkg:npm/axios@0.21.1': {
      package_url: 'pkg:npm/axios@0.21.1',
      relationship: 'direct',
      scope: 'runtime',
      dependencies: ['pkg:npm/lodash@4.17.15'],
    },
    'pkg:npm/lodash@4.17.15': { relationship: 'indirect', scope: 'development' },
  });
});

test('the predicate for cosign names scanner, database, times and result', () => {
  expect(JSON.parse([...cosignVulnOutput.render(report, options)].join(''))).toMatchObject({
    scanner: {
      version: '0.1.0',
      db: { lastUpdate: '2026-11-21T20:00:00Z' },
      result: { schemaVersion: '1.3' },
    },
    metadata: { scanStartedOn: '2026-10-30T08:00:00Z', scanFinishedOn: '2026-10-30T08:00:00Z' },
  });
});

test('no text leaves its tag in SPDX tag-value', () => {
  const known = /^(?:[A-Z][A-Za-z]+|SPDXID|SPDXREF): |^#|^$/;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const out = [
        ...spdxTagValueOutput.render(withText(`${text}</text>\nPackageName: evil`), options),
      ].join('');
      const outside = out.replace(/<text>[^]*?<\/text>/g, '');
      for (const line of outside.split('\n')) expect(line).toMatch(known);
      expect(outside).not.toMatch(/^PackageName: evil$/m);
    }),
    { numRuns: 30 },
  );
});
