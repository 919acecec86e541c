import { expect, test } from 'vitest';
import type { Detection } from '#model/detection.ts';
import { Correlator } from './correlator.ts';
import { container, counter, detection, podExec, process } from './testing.ts';

const minute = 60_000;
const web = container('shop/web');
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
const nginx = process(web, { pid: 100, name: 'nginx' });
const shell = process(web, { pid: 200, name: 'sh', args: ['-c', 'id'], parent: nginx, start: 5 });
const dropped = process(web, {
  pid: 201,
  name: 'x',
  exePath: '/tmp/x',
  parent: shell,
  start: 6,
  file,
});

function severe(time: number, parts: Partial<Detection> = {}): Detection {
  return detection({
    time,
    rule: 'Drop and execute',
    severity: 'critical',
    priority: 'critical',
    tags: ['T1059.004', 'maturity_stable'],
    process: dropped,
    ...parts,
  });
}

function correlator(
  settings: Partial<ConstructorParameters<typeof Correlator>[0]> = {},
): Correlator {
  return new Correlator({ newId: counter(), ...settings });
}

test('a weak detection alone is no incident; together with others it is', () => {
  const room = correlator();

  const first = room.add(detection({ time: 0, rule: 'Shell', severity: 'medium', process: shell }));
  const second = room.add(severe(minute));

  expect(first).toMatchObject({ change: 'kept', incident: undefined });
  expect(second.change).toBe('opened');
  expect(second.incident).toMatchObject({
    id: 'incident-1',
    status: 'open',
    workload: 'shop/Deployment/web',
    severity: 'high',
    title: 'Drop and execute by /tmp/x below sh in shop/Deployment/web, with 1 other rule',
    techniques: ['T1059.004'],
    detectionCount: 2,
    opened: 0,
    updated: minute,
  });
  expect(second.incident?.processes.map(({ pid, rules }) => [pid, rules])).toEqual([
    [100, []],
    [200, ['Shell']],
    [201, ['Drop and execute']],
  ]);
  expect(second.incident?.scoreReasons).toEqual([
    { label: 'rule', text: 'Drop and execute (+40)' },
    { label: 'drift', text: 'the program is in no layer of the image (+18)' },
    { label: 'lineage', text: 'a server started a shell (+12)' },
    { label: 'rule', text: 'Shell (+7)' },
    { label: 'first seen', text: 'no workload did this before (+6)' },
  ]);
});

test('a repeat is counted, not told again', () => {
  const room = correlator();
  room.add(severe(0));

  const again = room.add(severe(minute, { process: { ...dropped, pid: 301, start: 9 } }));

  expect(again.change).toBe('folded');
  expect(again.incident).toMatchObject({ detectionCount: 2, updated: minute });
  expect(again.incident?.detections).toMatchObject([{ count: 2 }]);
  expect(again.incident?.timeline).toHaveLength(1);
});

test('after half an hour of silence another attack is another incident', () => {
  const room = correlator();
  room.add(severe(0));

  const other = process(web, { pid: 999, name: 'y', exePath: '/tmp/y', start: 70, file });
  const late = room.add(severe(31 * minute, { rule: 'Other', process: other }));

  expect([late.change, late.id]).toEqual(['opened', 'incident-2']);
});

test('who opened a shell through the API is part of the incident', () => {
  const room = correlator();
  room.add(podExec(0, 'alice', web));

  const { incident } = room.add(severe(minute));

  expect(incident?.timeline.map(({ kind, actor }) => [kind, actor])).toEqual([
    ['audit', 'alice'],
    ['detection', 'x'],
  ]);
  expect(incident?.workload).toBe('shop/Deployment/web');
});

test('what the image scan knows raises the score and is shown', () => {
  const room = correlator({
    findings: {
      find: (image, { path }) =>
        image.reference === 'registry.local/shop/web:1' && path === '/tmp/x'
          ? [
              {
                rule: 'CVE-2026-1',
                severity: 'critical',
                title: 'CVE-2026-1',
                component: 'openssl',
                why: 'exploited in the wild',
              },
            ]
          : [],
    },
  });

  const { incident } = room.add(severe(0));

  expect(incident?.findings).toHaveLength(1);
  expect(incident?.scoreReasons).toContainEqual({
    label: 'finding CVE-2026-1',
    text: 'CVE-2026-1: exploited in the wild (+19)',
  });
});

test('what the profile knows opens nothing', () => {
  const room = correlator({ isFamiliar: () => true });

  expect(room.add(severe(0)).change).toBe('kept');
});

test('an exception accepts what it names until it ends', () => {
  const exception = {
    id: 'e1',
    rule: 'Drop*',
    match: { 'proc.exepath': '/tmp/*', 'caisson.workload': 'shop/Deployment/web' },
    reason: 'r',
    author: 'a',
    expires: '1970-01-02',
  };
  const room = correlator({ exceptions: [exception] });

  expect(room.add(severe(0))).toMatchObject({ change: 'excepted', exception: 'e1' });
  expect(room.add(severe(49 * 60 * minute)).change).toBe('opened');
});

test('lost events mark the incidents of their time', () => {
  const room = correlator();
  room.add(severe(0));
  room.add(
    detection({
      time: minute,
      kind: 'loss',
      rule: 'sensor/loss',
      loss: { from: 0, to: minute, reason: 'ring-full', counts: { open: 1 } },
    }),
  );

  expect(room.incidents[0]).toMatchObject({
    incomplete: true,
    timeline: [{ kind: 'detection' }, { kind: 'loss' }],
  });
});

test('a flood is limited, counted, and told', () => {
  const room = correlator({ rate: { count: 5, perMs: 10 * minute } });
  const flood = Array.from(
    { length: 100 },
    (_, index) =>
      room.add(
        severe(index * 1000, {
          process: {
            ...dropped,
            exePath: `/tmp/${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10)]}`,
          },
        }),
      ).change,
  );

  expect(flood.filter((change) => change === 'limited')).toHaveLength(95);
  expect(room.incidents[0]?.detectionCount).toBe(100);
  expect(room.summaries(11 * minute)).toEqual([
    {
      rule: 'Drop and execute',
      workload: 'shop/Deployment/web',
      count: 95,
      from: 5000,
      to: 99_000,
    },
  ]);
});

test('a change of status has an author, a reason, and a verdict at the end', () => {
  const room = correlator();
  room.add(severe(0));

  room.assign('incident-1', 'bob', 'alice', minute);
  room.setStatus('incident-1', {
    status: 'contained',
    author: 'bob',
    reason: 'frozen',
    time: 2 * minute,
  });
  const closed = room.setStatus('incident-1', {
    status: 'resolved',
    author: 'bob',
    reason: 'patched',
    time: 3 * minute,
    verdict: 'true',
  });

  expect(closed).toMatchObject({
    status: 'resolved',
    closed: 3 * minute,
    verdict: 'true',
    assignee: 'bob',
  });
  expect(closed.timeline.slice(1).map(({ text }) => text)).toEqual([
    'assigned to bob',
    'contained: frozen',
    'resolved (true): patched',
  ]);
  expect(() =>
    room.setStatus('incident-1', { status: 'open', author: 'bob', reason: ' ', time: 0 }),
  ).toThrow('needs a reason');
  expect(() =>
    room.setStatus('incident-9', { status: 'open', author: 'bob', reason: 'x', time: 0 }),
  ).toThrow('no incident');
  expect(room.add(severe(4 * minute)).id).toBe('incident-2');
});

test('an incident that was stored goes on after a restart', () => {
  const before = correlator();
  before.add(severe(0));
  const after = new Correlator({ newId: counter('later') });

  for (const incident of before.incidents) after.restore(structuredClone(incident));

  expect(after.incidents).toEqual(before.incidents);
  expect(after.add(severe(minute))).toMatchObject({ change: 'folded', id: 'incident-1' });
});

test('ten thousand incidents are the most; those that never opened give way first', () => {
  const room = correlator({ maxIncidents: 100 });
  for (let index = 0; index < 300; index += 1) {
    const owner = container(`n${index}/app`);
    const weak = index % 3 !== 0;
    room.add(
      severe(index * 1000, {
        container: owner,
        process: process(owner, { name: 'x', file }),
        severity: weak ? 'negligible' : 'critical',
        rule: weak ? 'Weak' : 'Strong',
      }),
    );
  }

  expect(room.incidents.length).toBeGreaterThan(60);
  expect(room.incidents.length).toBeLessThanOrEqual(100);
});
