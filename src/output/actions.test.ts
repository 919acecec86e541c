import { expect, test } from 'vitest';
import { fixActions } from './actions.ts';
import { finding } from './testdata/finding.ts';
import { report } from './testdata/report.ts';
import { components } from './testdata/software.ts';

const c = components;

test('findings of one source package make one action with the version that settles all', () => {
  const [action, ...rest] = fixActions([
    finding({ id: 'CVE-2026-1001', component: c.libssl, score: 5, fixed: '3.0.9-1' }),
    finding({ id: 'CVE-2026-1002', component: c.openssl, score: 7.5, fixed: '3.0.10-1~deb12u1' }),
  ]);

  expect(rest).toEqual([]);
  expect(action).toMatchObject({
    kind: 'os',
    name: 'openssl',
    fixed: '3.0.10-1~deb12u1',
    packages: ['libssl3', 'openssl'],
  });
  expect(action?.findings[0].finding.rule).toBe('CVE-2026-1002');
});

test('a finding without a fix is an action of its own', () => {
  const actions = fixActions([
    finding({ id: 'CVE-2026-1001', component: c.libssl, score: 5, fixed: '3.0.17-1' }),
    finding({ id: 'CVE-2026-1002', component: c.libssl, score: 9.8 }),
  ]);

  expect(actions.map(({ kind }) => kind)).toEqual(['none', 'os']);
});

test('known exploited comes before a higher score', () => {
  const knownExploited = { cve: 'CVE-2026-1001', added: '2026-01-01', ransomware: false };
  const actions = fixActions([
    finding({ id: 'CVE-2026-1002', component: c.log4j, score: 10, fixed: '2.17.1' }),
    finding({
      id: 'CVE-2026-1001',
      component: c.axios,
      score: 5,
      fixed: '1.8.2',
      more: { knownExploited },
    }),
  ]);

  expect(actions.map(({ name }) => name)).toEqual(['axios', 'org.apache.logging.log4j:log4j-core']);
});

test('every finding is in exactly one action', () => {
  const actions = fixActions(report.findings);
  const settled = actions.flatMap((action) => action.findings);

  expect(new Set(settled).size).toBe(report.findings.length);
  expect(settled).toHaveLength(report.findings.length);
});
