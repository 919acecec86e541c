import { expect, test } from 'vitest';
import { faultFindings } from '#check/finding.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { Fault } from '#model/fault.ts';
import type { PostureSummary } from '#model/posture.ts';
import type { Severity } from '#model/severity.ts';
import { scoreOf } from './score.ts';

const manifests = `
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: a, image: a}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, namespace: shop}
spec: {containers: [{name: b, image: b}]}
---
apiVersion: v1
kind: Pod
metadata: {name: c, namespace: blog}
spec: {containers: [{name: c, image: c}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
`;
const view = new ClusterView(
  readManifests('all.yaml', new TextEncoder().encode(manifests)).objects,
  'manifests',
);
const now = new Date('2026-11-22T12:00:00Z');

function fault(rule: string, severity: Severity, pod: string, namespace = 'shop'): Fault {
  return {
    kind: 'misconfiguration',
    rule,
    severity,
    title: `title of ${rule}`,
    locations: [{ path: 'all.yaml' }],
    message: 'wrong',
    subject: pod,
    object: { apiVersion: 'v1', kind: 'Pod', namespace, name: pod },
    remediation: `settle ${rule}`,
    aliases: [],
    references: [],
  };
}

function summaryOf(
  faults: readonly Fault[],
  excepted: readonly number[] = [],
  earlier?: PostureSummary,
) {
  const findings = faultFindings(faults).map((finding, at) => ({
    finding,
    isExcepted: excepted.includes(at),
  }));
  return scoreOf(view, findings, now, earlier);
}

test('nothing found is 100 everywhere', () => {
  const summary = summaryOf([]);

  expect(summary.score).toBe(100);
  expect(summary.workloads.map(({ score }) => score)).toEqual([100, 100, 100]);
  expect(summary.first).toEqual([]);
});

test('a score and its costs add up to 100, however much there is', () => {
  const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
  const faults = severities.flatMap((severity) =>
    Array.from({ length: 40 }, (_, at) => fault(`X-${severity}-${at}`, severity, 'a')),
  );

  for (const { score, costs } of summaryOf(faults).workloads) {
    const points = costs.reduce((sum, one) => sum + one.points, 0);
    expect(Math.abs(score + points - 100)).toBeLessThan(12); // each is rounded to a tenth
    expect(score).toBeGreaterThanOrEqual(0);
  }
});

test('many low faults never weigh as much as a critical one', () => {
  const low = summaryOf(Array.from({ length: 300 }, (_, at) => fault(`L-${at}`, 'low', 'a')));
  const critical = summaryOf([fault('C-1', 'critical', 'a')]);

  expect(low.workloads[0]?.score).toBeGreaterThan(critical.workloads[0]?.score ?? 100);
});

test('a check in all workloads of a namespace costs twice what it costs in one', () => {
  const one = summaryOf([fault('H-1', 'high', 'a')]);
  const both = summaryOf([fault('H-1', 'high', 'a'), fault('H-1', 'high', 'b')]);

  expect(one.namespaces.find(({ namespace }) => namespace === 'shop')?.score).toBe(80);
  expect(both.namespaces.find(({ namespace }) => namespace === 'shop')?.score).toBe(60);
});

test('accepted findings cost nothing and are counted apart', () => {
  const { score, counts } = summaryOf([fault('H-1', 'high', 'a')], [0]);

  expect(score).toBe(100);
  expect(counts).toMatchObject({ open: 0, excepted: 1 });
});

test('what gives back most stands first', () => {
  const { first } = summaryOf([
    fault('M-1', 'medium', 'a'),
    fault('H-1', 'high', 'a'),
    fault('H-1', 'high', 'b'),
    fault('H-2', 'high', 'c', 'blog'),
  ]);

  expect(first.map(({ rule }) => rule)).toEqual(['H-1', 'H-2', 'M-1']);
  expect(first[0]).toMatchObject({ objects: 2, namespaces: 1, action: 'settle H-1' });
  expect(first[0]?.examples.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('the change names what came and went, and whether it is better', () => {
  const before = summaryOf([fault('H-1', 'high', 'a'), fault('M-1', 'medium', 'a')]);
  const after = summaryOf(
    [fault('M-1', 'medium', 'a'), fault('L-1', 'low', 'c', 'blog')],
    [],
    before,
  );

  expect(after.change).toMatchObject({ direction: 'better', opened: 1, closed: 1 });
  expect(after.change?.checks.map(({ rule }) => rule)).toEqual(['H-1', 'L-1']);
  expect(after.change?.namespaces.map(({ namespace }) => namespace)).toEqual(['blog', 'shop']);
});

test('what belongs to the whole cluster has a score of its own', () => {
  const { namespace: _, ...object } = fault('C-1', 'critical', 'all').object ?? {
    apiVersion: '',
    kind: '',
    name: '',
  };
  const role = {
    ...fault('C-1', 'critical', 'all'),
    object: { ...object, apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
  };

  expect(summaryOf([role]).namespaces[0]).toMatchObject({ score: 60, workloads: 0 });
});
