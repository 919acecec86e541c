import { expect, test } from 'vitest';
import type { CheckMeta } from '#contract/check.ts';
import type { Finding } from '#model/finding.ts';
import { withMalicious } from './malicious.ts';

const meta: CheckMeta = {
  id: 'CSN-MAL-0028',
  slug: 'malicious-package',
  family: 'malware',
  kind: 'malware',
  revision: 1,
  title: 'Malicious package',
  severity: 'critical',
  rationale: 'x',
  remediation: 'remove it',
  references: [],
  aliases: [],
  controls: [],
  since: '0.1.0',
  status: 'stable',
  enabled: true,
};

function finding(rule: string, aliases: readonly string[]): Finding {
  const locations = [{ path: '/app/package-lock.json', line: 3 }] as const;
  return {
    kind: 'vulnerability',
    rule,
    fingerprint: rule,
    severity: 'unknown',
    title: rule,
    locations,
    vulnerability: {
      id: rule,
      aliases,
      component: {
        id: 'x',
        purl: 'pkg:npm/evil@1.0.0',
        name: 'evil',
        version: '1.0.0',
        ecosystem: 'npm',
        presence: 'declared',
        locations,
      },
      state: 'affected',
      cvss: [],
      evidence: [],
    },
  };
}

test('a record of a malicious package is a finding of malware, whatever id stands first', () => {
  const found = withMalicious(
    [finding('CVE-2026-1', []), finding('MAL-2026-7', []), finding('GHSA-1', ['MAL-2026-8'])],
    meta,
  );

  expect(found.map(({ kind, rule, severity }) => [kind, rule, severity])).toEqual([
    ['vulnerability', 'CVE-2026-1', 'unknown'],
    ['malware', 'CSN-MAL-0028', 'critical'],
    ['malware', 'CSN-MAL-0028', 'critical'],
  ]);
  expect(found[1]).toMatchObject({
    fault: {
      message: 'evil 1.0.0 is known to be malicious (MAL-2026-7)',
      aliases: ['osv:MAL-2026-7'],
      locations: [{ path: '/app/package-lock.json', line: 3 }],
    },
  });
});
