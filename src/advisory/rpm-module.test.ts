import { expect, test } from 'vitest';
import { normaliseOsv } from './osv.ts';
import { osvRecord } from './testing.ts';

test.for([
  ['nodejs:18 security update', ['nodejs:18']],
  ['Important: nodejs:18 security, bug fix, and enhancement update', ['nodejs:18']],
  ['Moderate: 389-ds:1.4 security update', ['389-ds:1.4']],
  ['Important: httpd:2.4/mod_http2 security update', ['httpd:2.4']],
  ['Moderate: idm:DL1 and idm:client security update', ['idm:DL1', 'idm:client']],
  ['Moderate: pmdk:1_fileformat_v6 update', ['pmdk:1_fileformat_v6']],
  ['Important: varnish security update', [undefined]],
] as const)('%s: a modular fix belongs to %j', ([summary, modules]) => {
  const events = [{ introduced: '0' }, { fixed: '1.0-1.module_el8.6.0+1+abc' }];
  const record = osvRecord('ALSA-2026:0001', ['AlmaLinux:8', 'thing'], events, { summary });

  const facts = normaliseOsv(record).facts.map(({ advisory }) => advisory.qualifiers?.module);

  expect(facts).toEqual(modules);
});

test('a version behind the name of an ordinary package is no module', () => {
  const extra = { summary: 'Moderate: python3:3.6.8 security update' };
  const events = [{ introduced: '0' }, { fixed: '3.6.8-1.el8' }];
  const record = osvRecord('ALSA-2026:0001', ['AlmaLinux:8', 'python3'], events, extra);

  expect(normaliseOsv(record).facts[0]?.advisory).not.toHaveProperty('qualifiers');
});
