import { expect, test } from 'vitest';
import type { RescanResult } from '#model/rescan.ts';
import { renderRescan } from './rescan.ts';

const component = {
  id: 'pkg:npm/qs@6.7.0#/app',
  purl: 'pkg:npm/qs@6.7.0',
  name: 'qs',
  version: '6.7.0',
  ecosystem: 'npm',
  presence: 'installed',
  locations: [{ path: '/app' }],
} as const;

const result: RescanResult = {
  artifacts: 12,
  matched: 7,
  durationMs: 1234,
  changes: [
    {
      component,
      artifacts: ['shop:1', 'shop:2', 'web:1', 'web:2'].map((reference) => ({ reference })),
      opened: [
        {
          kind: 'vulnerability',
          rule: 'CVE-2024-1',
          fingerprint: 'f',
          severity: 'high',
          title: 'qs',
          locations: component.locations,
          risk: { tier: 'P1', score: 50, factors: [], sentence: '' },
          vulnerability: {
            id: 'CVE-2024-1',
            aliases: [],
            component,
            state: 'fixed',
            fixedVersion: '6.7.3',
            cvss: [],
            evidence: [],
          },
        },
      ],
      closed: [{ id: 'CVE-2024-2', severity: 'low' }],
      altered: [],
    },
  ],
};

const options = { columns: 80, colour: false, now: '', reproducible: false, flat: false } as const;

test('a rescan says what opened and closed, and where', () => {
  const text = [...renderRescan(result, 'table', options)].join('');

  expect(text).toBe(`4 opened, 4 closed in 12 stored artifacts   7 components matched again in 1.2 s

qs 6.7.0
  in shop:1, shop:2, web:1, 1 more
  + CVE-2024-1  P1 high  fixed in 6.7.3
  - CVE-2024-2  low  no longer applies
`);
});

test('JSON holds all of it, without times when it is to be reproducible', () => {
  const text = [...renderRescan(result, 'json', { ...options, reproducible: true })].join('');
  const { durationMs: _, ...rest } = result;

  expect(JSON.parse(text)).toEqual(rest);
});

test('an empty store says what to do', () => {
  const empty = { artifacts: 0, matched: 0, changes: [] };

  expect([...renderRescan(empty, 'table', options)].join('')).toContain('scan an image');
});
