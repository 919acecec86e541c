import { expect, test } from 'vitest';
import { normaliseOsv } from './osv.ts';
import { osvRecord } from './testing.ts';

function advisoryOf(record: unknown) {
  return normaliseOsv(record).facts[0]?.advisory;
}

test.for([
  ['GHSA label', { database_specific: { severity: 'MODERATE' } }, 'medium'],
  ['AlmaLinux summary', { summary: 'Important: kernel security update' }, 'high'],
  ['Ubuntu priority', { severity: [{ type: 'Ubuntu', score: 'negligible' }] }, 'negligible'],
  ['words of prose', { summary: 'Critical: not an erratum', id: 'X-2026-1' }, undefined],
] as const)('severity from %s', ([, extra, severity]) => {
  const record = osvRecord('ALSA-2026:0001', ['AlmaLinux:9', 'thing'], undefined, extra);

  expect(advisoryOf(record)?.severity).toBe(severity);
});

test.for([
  ['Debian urgency', { ecosystem_specific: { urgency: 'unimportant' } }, 'negligible'],
  ['no urgency yet', { ecosystem_specific: { urgency: 'not yet assigned' } }, undefined],
  ['RustSec unmaintained', { database_specific: { informational: 'unmaintained' } }, 'negligible'],
  ['RustSec malware', { database_specific: { categories: ['malicious'] } }, 'critical'],
] as const)('severity of one entry from %s', ([, extra, severity]) => {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }];
  const record = osvRecord('X-2026-1', ['Debian:12', 'thing'], undefined, {
    affected: [{ package: { ecosystem: 'Debian:12', name: 'thing' }, ranges, ...extra }],
  });

  expect(advisoryOf(record)?.severity).toBe(severity);
});

test.for([
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '3.1', 9.8],
  ['CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', '3.0', 8.1],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 9.3],
  ['AV:N/AC:L/Au:N/C:P/I:P/A:P', '2.0', 7.5],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', '3.1', 0],
] as const)('%s has its base score', ([vector, version, score]) => {
  const record = osvRecord('X-2026-1', ['npm', 'thing'], undefined, {
    severity: [{ type: 'CVSS', score: vector }],
  });

  expect(advisoryOf(record)?.cvss).toEqual([{ version, vector, score }]);
});

test.for(['CVSS:3.1/AV:N', 'CVSS:3.1/foo', '7.5', 'CVSS:9.9/AV:N/AC:L', ''])(
  'the vector "%s" has no score and is left out',
  (score) => {
    const record = osvRecord('X-2026-1', ['npm', 'thing'], undefined, {
      severity: [{ type: 'CVSS_V3', score }],
    });

    expect(advisoryOf(record)?.cvss).toEqual([]);
  },
);
