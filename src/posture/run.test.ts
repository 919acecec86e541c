import { expect, test } from 'vitest';
import type { Check, CheckMeta } from '#contract/check.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { type ClusterSubject, defaultPostureSettings, type ObjectSubject } from '#kube/subject.ts';
import { ClusterView } from '#kube/view.ts';
import { PostureRun } from './run.ts';

const meta: CheckMeta = {
  id: 'CSN-KCL-0001',
  slug: 'x',
  family: 'cluster',
  kind: 'misconfiguration',
  revision: 1,
  title: 'Something is wrong',
  severity: 'low',
  rationale: 'It is.',
  remediation: 'Do not.',
  references: [],
  aliases: [],
  controls: [],
  since: '0.1.0',
  status: 'stable',
  enabled: true,
};

function objectsOf(count: number) {
  const texts = Array.from(
    { length: count },
    (_, at) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p${at}}\n`,
  );
  return readManifests('a.yaml', Buffer.from(texts.join('---\n'))).objects;
}

const sound: Check<ObjectSubject> = { meta, evaluate: () => [{ message: 'found' }] };

function broken(error: unknown): Check<unknown> {
  return {
    meta: { ...meta, id: 'CSN-KCL-0002' },
    *evaluate() {
      yield { message: 'before' };
      throw error;
    },
  };
}

test('a check that fails on an object is a gap with both, and hides nothing', () => {
  const [object] = objectsOf(1);
  if (object === undefined) throw new Error('there is no object');
  const checks = [broken(new TypeError('x')), sound];

  const { faults, gaps } = new PostureRun().ofObject(object, checks, defaultPostureSettings);

  expect(faults.map(({ message }) => message)).toStrictEqual(['before', 'found']);
  expect(gaps).toStrictEqual([
    {
      type: 'gap',
      location: { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
      reason: 'crashed',
      detail: 'CSN-KCL-0002 failed on Pod default/p0: unexpected failure (TypeError)',
    },
  ]);
});

test('a check that fails again and again is asked no more, and the last gap says so', () => {
  const run = new PostureRun();
  const checks = [broken(new RangeError('x'))];

  const gaps = objectsOf(30).flatMap(
    (object) => run.ofObject(object, checks, defaultPostureSettings).gaps,
  );

  expect(gaps).toHaveLength(10);
  expect(gaps.at(-1)?.detail).toMatch(/; it is asked no more$/);
});

test('a check of all objects that fails is a gap, and the others are asked', () => {
  const subject: ClusterSubject = {
    view: new ClusterView(objectsOf(2), 'manifests'),
    settings: defaultPostureSettings,
    now: new Date(0),
  };
  const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p1' };
  const about: Check<ClusterSubject> = { meta, evaluate: () => [{ object, field: ['kind'] }] };

  const { faults, gaps } = new PostureRun().ofCluster(
    subject,
    [broken(new TypeError('x')), about],
    new AbortController().signal,
  );

  expect(faults.map(({ locations }) => locations[0].line)).toStrictEqual([undefined, 6]);
  expect(gaps.map(({ detail }) => detail)).toStrictEqual([
    'CSN-KCL-0002 failed on all objects together: unexpected failure (TypeError)',
  ]);
});

test('faults of one check in one object are bounded, and the rest is told', () => {
  const [object] = objectsOf(1);
  if (object === undefined) throw new Error('there is no object');
  const many = Array.from({ length: 150 }, (_, at) => ({ message: `${at}` }));

  const { faults, gaps } = new PostureRun().ofObject(
    object,
    [{ meta, evaluate: () => many }],
    defaultPostureSettings,
  );

  expect(faults).toHaveLength(100);
  expect(gaps.map(({ reason }) => reason)).toStrictEqual(['too-large']);
});
