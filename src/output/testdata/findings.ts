import { sha256Hex } from '#kit/hash.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { finding } from './finding.ts';
import { baseLayer, components as c } from './software.ts';

/** The findings of the made-up image, of every kind and state. */
export const findings: readonly JudgedFinding[] = [
  finding({
    id: 'CVE-2026-10001',
    component: c.libssl,
    score: 9.8, tier: 'P0',
    fixed: '3.0.17-1~deb12u2',
    more: {
      aliases: ['DSA-9001-1'],
      knownExploited: { cve: 'CVE-2026-10001', added: '2026-09-03', due: '2026-09-24', ransomware: true },
      exploitPrediction: { cve: 'CVE-2026-10001', probability: 0.9412, percentile: 0.9987, date: '2026-11-20' },
    },
  }),
  finding({ id: 'CVE-2026-10001', component: c.openssl, score: 9.8, tier: 'P0', fixed: '3.0.17-1~deb12u2' }),
  finding({ id: 'CVE-2026-10002', component: c.libssl, score: 7.5, tier: 'P2', fixed: '3.0.16-1~deb12u1' }),
  finding({ id: 'CVE-2026-10003', component: c.libc, score: 5.5, tier: 'P3', fixed: '2.36-9+deb12u10' }),
  finding({ id: 'CVE-2026-10004', component: c.zlib, score: 9.1, tier: 'P2', more: { state: 'wont_fix' } }),
  finding({ id: 'CVE-2026-10005', component: c.perl, severity: 'unknown', tier: 'P3', more: { state: 'deferred' } }),
  {
    ...finding({ id: 'CVE-2026-10006', component: c.perl, score: 7.8 }),
    exception: {
      origin: '.caisson-ignore.yaml#3',
      justification: 'vulnerable_code_not_in_execute_path',
      note: 'perl is not run in this image\nreviewed with <team>',
      owner: 'shop-team',
      expires: '2027-01-31',
    },
  },
  finding({
    id: 'CVE-2026-20001',
    component: c.axios,
    score: 7.5, tier: 'P2', base: { isNew: true },
    fixed: '1.8.2',
    more: {
      aliases: ['GHSA-jr5f-v2jv-69x6'],
      weaknesses: ['CWE-1333', 'CWE-400'],
      fixedOn: '2026-08-02',
      ssvc: { exploitation: 'poc', automatable: true, impact: 'partial', date: '2026-09-01' },
    },
  }),
  finding({ id: 'GHSA-29mw-wpgm-hmr9', component: c.lodash, score: 5.3, tier: 'P4', fixed: '4.17.21' }),
  finding({
    id: 'CVE-2026-20002',
    component: c.lodash,
    score: 7.2,
    tier: 'P2',
    fixed: '4.17.19',
    more: {
      path: {
        ids: [c.axios.id, c.lodash.id],
        names: ['axios 0.21.1', 'lodash 4.17.15'],
        ways: 3,
      },
      contrary: [
        {
          advisory: { id: 'CVE-2026-20002', feed: 'nvd', state: 'fixed', ranges: [{ introduced: '0', fixed: '4.17.10' }] },
          because: {
            segment: 'npm',
            package: 'lodash',
            comparedVersion: '4.17.15',
            scheme: 'npm',
            range: { introduced: '0', fixed: '4.17.10' },
          },
        },
      ],
    },
  }),
  finding({
    id: 'CVE-2026-10007',
    component: c.libc,
    score: 8.1,
    tier: 'P4',
    base: {
      vex: {
        rule: 'kernel-headers',
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        impact: 'the package holds header files only; the running kernel is that of the host',
        evidence: ['/usr/include/linux/version.h', 'no file of the package is executable'],
      },
    },
  }),
  {
    shown: true,
    finding: {
      kind: 'lifecycle',
      rule: 'eol/debian-12',
      fingerprint: sha256Hex('eol debian 12'),
      severity: 'high',
      title: 'Debian 12 is no longer supported',
      locations: [{ path: '/usr/lib/os-release', layer: baseLayer }],
      part: 'base',
      risk: {
        tier: 'P3',
        score: 30,
        days: 90,
        factors: [{ name: 'fix', value: 'none', source: 'support period', assumed: false }],
        sentence: 'Security support has ended; new vulnerabilities will not be fixed.',
      },
      lifecycle: {
        period: { product: 'debian', line: '12', released: '2023-06-10', supportedUntil: '2026-06-10', extendedUntil: '2028-06-30' },
        version: '12',
        status: 'extended-only',
        successor: '13',
      },
    },
  },
  {
    shown: true,
    finding: {
      kind: 'license',
      rule: 'license/not-allowed',
      fingerprint: sha256Hex('license libssl3'),
      severity: 'medium',
      title: 'libssl3 is under a licence that is not allowed',
      locations: c.libssl.locations,
      part: 'base',
      risk: {
        tier: 'P4',
        score: 10,
        factors: [{ name: 'severity', value: 'medium', source: 'policy', assumed: false }],
        sentence: 'The policy does not allow this licence.',
      },
      license: { component: c.libssl, expression: 'Apache-2.0', offending: ['Apache-2.0'], rule: 'deny: Apache-2.0' },
    },
  },
  finding({ id: 'GHSA-0000-0000-0000', component: c.hostile, severity: 'low', fixed: '1.0.1\u001b[2J' }),
  finding({
    id: 'CVE-2026-30001',
    component: c.log4j,
    score: 10, tier: 'P1', base: { isNew: true },
    fixed: '2.17.1',
    more: {
      aliases: ['GHSA-jfh8-c2jp-5v3q'],
      exploitPrediction: { cve: 'CVE-2026-30001', probability: 0.4321, percentile: 0.97, date: '2026-11-20' },
    },
  }),
];
