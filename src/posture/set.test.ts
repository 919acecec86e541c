import { expect, test } from 'vitest';
import type { Check, CheckMeta } from '#contract/check.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { type ClusterSubject, defaultPostureSettings } from '#kube/subject.ts';
import { ClusterView } from '#kube/view.ts';
import { missing } from './relation/missing.ts';
import { PostureSet } from './set.ts';

const meta: CheckMeta = {
  id: 'CSN-KCL-0010',
  slug: 'config-map-missing',
  family: 'cluster',
  kind: 'misconfiguration',
  revision: 1,
  title: 'A ConfigMap is missing',
  severity: 'medium',
  rationale: '',
  remediation: '',
  references: [],
  aliases: [],
  controls: [],
  since: '0.1.0',
  status: 'stable',
  enabled: true,
};
const check: Check<ClusterSubject> = { meta, evaluate: missing('', 'ConfigMap') };

/** `path: text` of each file; the places of faults. */
function judge(files: Readonly<Record<string, string>>): readonly string[] {
  const objects = Object.entries(files).flatMap(
    ([path, text]) => readManifests(path, Buffer.from(text)).objects,
  );
  const checks = { ofObjects: [], ofClusters: [check], ofNodes: [] };
  const set = new PostureSet(checks, defaultPostureSettings, new AbortController().signal);
  const { faults } = set.finish(new ClusterView(objects, 'manifests'), new Date(0));
  return faults.map(({ locations: [place], message }) => `${place.path}: ${message}`);
}

function pod(config: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: a, image: b, envFrom: [{ configMapRef: { name: ${config} } }] }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: own }
`;
}

test('a fault of a variant stands in its own file', () => {
  expect(judge({ 'all.yaml': pod('lost'), 'ha.yaml': pod('lost') })).toEqual([
    'all.yaml: there is no ConfigMap "lost" in "default"',
    'ha.yaml: there is no ConfigMap "lost" in "default"',
  ]);
});

test('what only another variant brings is not missing', () => {
  const other = `${pod('own')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: extra }\n`;

  expect(judge({ 'all.yaml': pod('extra'), 'ha.yaml': other })).toEqual([]);
});

test('what another part of all that was read brings is not missing', () => {
  const own = readManifests('a.yaml', Buffer.from(pod('extra'))).objects;
  const extra = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: extra }\n';
  const chart = readManifests('chart.yaml', Buffer.from(extra)).objects;
  const checks = { ofObjects: [], ofClusters: [check], ofNodes: [] };
  const set = new PostureSet(checks, defaultPostureSettings, new AbortController().signal);
  const now = new Date(0);

  const known = set.known(new ClusterView([...own, ...chart], 'manifests'), now);

  expect(set.finish(new ClusterView(own, 'manifests'), now).faults).toHaveLength(1);
  expect(set.finish(new ClusterView(own, 'manifests'), now, known).faults).toEqual([]);
});
