import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '#kit/text.ts';
import { severities } from '#model/severity.ts';
import { Correlator } from './correlator.ts';
import { container, counter, detection, process } from './testing.ts';

const hour = 3_600_000;
const file = {
  device: 1,
  inode: 1,
  changed: 0,
  modified: 0,
  upperLayer: true,
  overlay: true,
  memory: false,
  temporary: false,
  deleted: false,
  writable: false,
  setUid: false,
};
const dropped = process(container('shop/web'), { name: 'x', exePath: '/tmp/x', file });

function habit(index: number) {
  return detection({
    time: index * 7 * hour,
    rule: 'Drop and execute',
    severity: 'critical',
    process: { ...dropped, pid: 1000 + index, start: index },
  });
}

test('what happens every day becomes a habit; what a person called an attack never does', () => {
  const room = new Correlator({ newId: counter() });
  for (let index = 0; index < 6; index += 1) room.add(habit(index));
  room.setStatus('incident-1', {
    status: 'dismissed',
    author: 'a',
    reason: 'ours',
    time: 40 * hour,
    verdict: 'benign',
  });

  expect(room.add(habit(6)).change).toBe('kept');

  const strict = new Correlator({ newId: counter() });
  for (let index = 0; index < 6; index += 1) strict.add(habit(index));
  strict.setStatus('incident-1', {
    status: 'resolved',
    author: 'a',
    reason: 'x',
    time: 40 * hour,
    verdict: 'true',
  });
  expect(strict.add(habit(6)).change).toBe('opened');
});

test('anything can be said in a detection', () => {
  const hostile = fc.string({ maxLength: 40 });
  const room = new Correlator({ newId: counter(), maxIncidents: 20 });

  fc.assert(
    fc.property(
      hostile,
      hostile,
      fc.nat(1e9),
      fc.constantFrom(...severities),
      (name, rule, time, severity) => {
        const owner = { ...container(`a/${name}`), name };
        const made = detection({
          time,
          rule,
          severity,
          tags: [name],
          output: name,
          outputFields: { [rule]: name },
          process: process(owner, { name, exePath: rule, args: [name, rule] }),
        });
        const title = room.add(made).incident?.title ?? '';
        expect(title).toBe(printable(title));
      },
    ),
    { numRuns: 200 },
  );
  expect(room.incidents.length).toBeLessThanOrEqual(20);
});
