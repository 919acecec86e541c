import { expect, test } from 'vitest';
import { ssvc } from './ssvc.ts';
import { readAll, skipsOf } from './testing-product.ts';

const path = '2026/4xxx/CVE-2026-4444.json';
const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

function record(options: readonly unknown[], adp = 'CISA-ADP', state = 'PUBLISHED'): unknown {
  return {
    dataType: 'CVE_RECORD',
    dataVersion: '5.1',
    cveMetadata: { cveId: 'CVE-2026-4444', state, dateUpdated: '2026-06-03T01:02:03.000Z' },
    containers: {
      cna: {
        metrics: [{ format: 'CVSS', cvssV3_1: { version: '3.1', vectorString: vector } }],
        problemTypes: [{ descriptions: [{ lang: 'en', type: 'CWE', cweId: 'CWE-22' }] }],
      },
      adp: [
        {
          title: 'CISA ADP Vulnrichment',
          providerMetadata: { shortName: adp },
          metrics: [
            {
              other: {
                type: 'ssvc',
                content: {
                  id: 'CVE-2026-4444',
                  role: 'CISA Coordinator',
                  options,
                  timestamp: '2026-06-01T12:00:00.000000Z',
                  version: '2.0.3',
                },
              },
            },
            { cvssV3_1: { vectorString: vector } },
          ],
          problemTypes: [{ descriptions: [{ cweId: 'CWE-200' }, { description: 'n/a' }] }],
        },
      ],
    },
  };
}

test.for([
  ['none', 'no', 'partial', 'none', false],
  ['poc', 'yes', 'total', 'poc', true],
  ['Active', 'Yes', 'Total', 'active', true],
] as const)('decision points %s, %s, %s', ([exploitation, automatable, impact, word, flag]) => {
  const [records] = readAll(
    ssvc,
    path,
    record([
      { Exploitation: exploitation },
      { Automatable: automatable },
      { 'Technical Impact': impact },
    ]),
  );

  expect(records?.decisions).toEqual([
    {
      cve: 'CVE-2026-4444',
      ssvc: {
        exploitation: word,
        automatable: flag,
        impact: impact.toLowerCase(),
        date: '2026-06-01',
      },
    },
  ]);
});

test('vectors and weaknesses of all containers are taken once', () => {
  const [records] = readAll(ssvc, path, record([]));

  expect(records?.vectors).toEqual([
    { id: 'CVE-2026-4444', cvss: { version: '3.1', vector, score: 9.8 } },
  ]);
  expect(records?.weaknesses).toEqual([{ cve: 'CVE-2026-4444', cwes: ['CWE-200', 'CWE-22'] }]);
  expect(records?.day).toBe('2026-06-03');
});

const whole = [{ Exploitation: 'poc' }, { Automatable: 'no' }, { 'Technical Impact': 'total' }];
const none: readonly (readonly [string, unknown, string])[] = [
  ['a point is missing', record(whole.slice(1)), 'excluded no decision'],
  [
    'a word is unknown',
    record([{ Exploitation: 'maybe' }, ...whole.slice(1)]),
    'excluded no decision',
  ],
  ['somebody else decided', record(whole, 'Other-ADP'), 'excluded no decision'],
  ['the CVE was rejected', record(whole, 'CISA-ADP', 'REJECTED'), 'withdrawn CVE-2026-4444'],
  ['it is another document', { cveMetadata: {} }, `malformed ${path}`],
];
test.for(none)('no decision where %s', ([, document, skip]) => {
  expect(readAll(ssvc, path, document).flatMap((one) => one.decisions ?? [])).toEqual([]);
  expect(skipsOf(ssvc, path, document)).toEqual([skip]);
});
