import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsStars } from '#kit/star-pattern.ts';
import { Correlator } from './correlator.ts';
import { accepts, expiryOf } from './exceptions.ts';
import { exceptionsOf } from './lifecycle.ts';
import { effectOf, proposeException } from './silence.ts';
import { techniquesOf } from './techniques.ts';
import { container, counter, detection, process } from './testing.ts';

const day = 86_400_000;
const web = process(container('shop/web'), {
  name: 'convert',
  parent: process(container('shop/web'), { name: 'node' }),
});
const api = process(container('shop/api'), {
  name: 'convert',
  parent: process(container('shop/api'), { name: 'node' }),
});
const seen = [
  detection({ time: 1, rule: 'Shell', process: web, count: 4 }),
  detection({ time: 2, rule: 'Shell', process: api }),
  detection({ time: 3, rule: 'Other', process: web }),
];
const [first = detection({ time: 0 })] = seen;
const request = { id: 'e1', author: 'alice', reason: 'thumbnails', expires: 30 * day };

test('how to silence: an exception for this program in this workload, and what it would do', () => {
  const exception = proposeException(first, request);

  expect(exception).toEqual({
    id: 'e1',
    rule: 'Shell',
    match: {
      'caisson.workload': 'shop/Deployment/web',
      'proc.exepath': '/usr/bin/convert',
      'proc.pexepath': '/usr/bin/node',
    },
    reason: 'thumbnails',
    author: 'alice',
    expires: '1970-01-31T00:00:00.000Z',
  });
  expect(effectOf(exception, seen)).toEqual({
    accepted: 4,
    remaining: 1,
    programs: ['/usr/bin/convert'],
    workloads: ['shop/Deployment/web'],
  });
});

test('a wider scope reaches further, never to another rule', () => {
  const wide = proposeException(first, { ...request, scope: 'everywhere' });

  expect(effectOf(wide, seen)).toMatchObject({
    accepted: 5,
    remaining: 0,
    workloads: ['shop/Deployment/api', 'shop/Deployment/web'],
  });
});

test.for([
  ['2026-03-02', Date.UTC(2026, 2, 3) - 1],
  ['2026-03-02T10:00:00Z', Date.UTC(2026, 2, 2, 10)],
  ['2026-03-02T10:00:00+02:00', Date.UTC(2026, 2, 2, 8)],
  ['never', 0],
  ['', 0],
] as const)('an exception until %j', ([expires, time]) => {
  expect(expiryOf({ expires })).toBe(time);
});

test('an exception without fields, or with one that a detection does not have, accepts nothing', () => {
  const base = { id: 'e', rule: '*', reason: 'r', author: 'a', expires: '2099-01-01' };

  expect(accepts({ ...base, match: {} }, first)).toBe(false);
  expect(accepts({ ...base, match: { 'fd.name': '*' } }, first)).toBe(false);
  expect(accepts({ ...base, match: { __proto__: '*', constructor: '*' } }, first)).toBe(false);
  expect(accepts({ ...base, match: { 'proc.name': 'conv*' } }, first)).toBe(true);
});

test('closing as benign proposes an exception for each rule, for a month', () => {
  const room = new Correlator({ newId: counter() });
  const { id = '' } = room.add(
    detection({ time: 0, rule: 'Shell', severity: 'critical', process: web }),
  );

  const closed = room.setStatus(id, {
    status: 'dismissed',
    author: 'alice',
    reason: 'thumbnails',
    time: day,
    verdict: 'benign',
  });
  const proposed = exceptionsOf(closed, {
    author: 'alice',
    reason: 'thumbnails',
    newId: counter('exception'),
  });

  expect(proposed).toMatchObject([
    { id: 'exception-1', rule: 'Shell', expires: '1970-02-01T00:00:00.000Z' },
  ]);
  expect(
    exceptionsOf({ ...closed, verdict: 'true' }, { author: 'a', reason: 'r', newId: counter() }),
  ).toEqual([]);
});

test.for([
  ['/tmp/*', '/tmp/x', true],
  ['/tmp/*', '/tmp', false],
  ['*', '', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'acb', false],
  ['ab*ba', 'aba', false],
  ['exact', 'exact', true],
] as const)('%j on %j: %j', ([pattern, text, matches]) => {
  expect(fitsStars(pattern, text)).toBe(matches);
});

test('globs agree with what they mean', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[ab*]{0,8}$/),
      fc.stringMatching(/^[ab]{0,8}$/),
      (pattern, text) => {
        expect(fitsStars(pattern, text)).toBe(
          new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('techniques are found however they are written', () => {
  expect(
    techniquesOf(['T1059.004', 'attack.t1611', 'mitre_execution', 'TA0003', 'T1059.004', 't1496']),
  ).toEqual(['T1059.004', 'T1496', 'T1611']);
});
