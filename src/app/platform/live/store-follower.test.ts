import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Correlator } from '#incident/correlator.ts';
import type { Incident } from '#model/detection.ts';
import type { Profile } from '#model/profile.ts';
import { openRuntimeStore, type RuntimeStore } from '#store/runtime-store.ts';
import { IncidentBook } from '../../runtime/incident-book.ts';
import { StoreFollower } from './store-follower.ts';

const incident: Incident = {
  id: '01HZZZZZZZZZZZZZZZZZZZZZZZ',
  status: 'open',
  title: 't',
  severity: 'high',
  score: 50,
  scoreReasons: [],
  opened: 1000,
  updated: 2000,
  processes: [],
  detections: [],
  detectionCount: 1,
  techniques: [],
  findings: [],
  timeline: [],
};

const profile = {
  schema: 1,
  key: { image: 'i', container: 'c', workload: 'w' },
  dimensions: {},
} as unknown as Profile;

const close = {
  id: 'x1',
  incident: incident.id,
  time: 5000,
  author: 'ada',
  kind: 'status',
  text: 'known',
  status: 'dismissed',
  verdict: 'benign',
} as const;
const assign = { ...close, id: 'x0', time: 4999, kind: 'assign', assignee: 'grace' } as const;

/** The store as a watch, a follower and the command line have it open. */
function stores(): readonly [RuntimeStore, RuntimeStore, RuntimeStore] {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-follower-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'runtime.sqlite');
  const [a, b, c] = [openRuntimeStore(path), openRuntimeStore(path), openRuntimeStore(path)];
  onTestFinished(() => {
    for (const one of [a, b, c]) one[Symbol.dispose]();
  });
  return [a, b, c];
}

test('what people decide reaches the correlator that runs, as they wrote it, once', () => {
  const [watch, own, cli] = stores();
  watch.saveIncident(incident);
  const correlator = new Correlator({ newId: () => 'n' });
  const book = new IncidentBook(watch, correlator, () => undefined);
  const follower = new StoreFollower(own);

  follower.apply([assign, close]);
  follower.apply([assign, close]);
  book.flush();
  book.mark(incident.id);
  book.flush();

  const running = correlator.incident(incident.id);
  expect(running).toMatchObject({ status: 'dismissed', verdict: 'benign', assignee: 'grace' });
  expect(running?.timeline.map(({ text }) => text)).toEqual([
    'assigned to grace',
    'dismissed (benign): known',
  ]);
  expect(cli.incidentsLike(incident.id)[0]).toMatchObject({ assignee: 'grace' });
});

test('what changes in the store is told once, whoever changed it', () => {
  const [watch, own, cli] = stores();
  watch.saveIncident(incident);
  const follower = new StoreFollower(own);

  const first = follower.changed();
  const second = follower.changed();
  cli.saveIncident({ ...incident, updated: 3000, title: 'other' });
  const third = follower.changed();

  expect([first.length, second.length, third.length]).toEqual([1, 0, 1]);
  expect(third[0]).toMatchObject({ type: 'incident', incident: { title: 'other' } });
});

test('of profiles the newest version is told, once', () => {
  const [watch, own] = stores();
  const follower = new StoreFollower(own);
  watch.saveProfile('web', { ...profile, version: 1, updated: 1 });
  watch.saveProfile('web', { ...profile, version: 2, updated: 2 });

  const first = follower.changed();
  watch.saveIncident(incident);
  const second = follower.changed();
  watch.saveProfile('web', { ...profile, version: 3, updated: 3 });
  const third = follower.changed();

  expect(first).toMatchObject([{ type: 'profile', name: 'web', profile: { version: 2 } }]);
  expect(second).toMatchObject([{ type: 'incident' }]);
  expect(third).toMatchObject([{ type: 'profile', profile: { version: 3 } }]);
});

test('what was being told when the store could not be read is told later', () => {
  const [watch, own] = stores();
  watch.saveIncident({ ...incident, detections: undefined as never });
  const follower = new StoreFollower(own);

  expect(() => follower.changed()).toThrow('undefined');
  watch.saveIncident(incident);

  expect(follower.changed()).toHaveLength(1);
});
