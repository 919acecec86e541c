import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { kubeObjectOf } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import { readFacts } from './exposed-workloads.ts';
import { containersOfPod } from './pod-containers.ts';

const id = 'a'.repeat(64);
const digest = `sha256:${'b'.repeat(64)}`;
const reference = { name: 'web', namespace: 'shop' };

function podOf(imageID: string, containerID = `containerd://${id}`, running = true): Json {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      hostPID: true,
      volumes: [
        { name: 'root', hostPath: { path: '/' } },
        { name: 'data', emptyDir: {} },
      ],
      containers: [
        {
          name: 'web',
          image: 'shop:1.4',
          securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } },
          volumeMounts: [
            { name: 'root', mountPath: '/host', readOnly: true },
            { name: 'data', mountPath: '/data' },
          ],
        },
      ],
    },
    status: {
      podIP: '10.0.0.7',
      containerStatuses: [
        {
          name: 'web',
          imageID,
          containerID,
          state: running ? { running: { startedAt: '2026-11-22T10:00:00Z' } } : { terminated: {} },
        },
      ],
    },
  };
}

function containers(body: Json) {
  const pod = kubeObjectOf(body, { place: { path: 'pod' } });
  return pod === undefined ? [] : containersOfPod(pod, reference);
}

test.for([
  [`docker.io/library/shop@${digest}`, { digest, repository: 'docker.io/library/shop' }],
  [`docker-pullable://r.example/shop@${digest}`, { digest, repository: 'r.example/shop' }],
  [digest, { id: digest }],
  ['', { reference: 'shop:1.4' }],
] as const)('the image id "%s" is understood', ([imageID, expected]) => {
  expect(containers(podOf(imageID))[0]?.container.image).toMatchObject(expected);
});

test('what a pod may do is told: privileges, capabilities, parts of the host', () => {
  const [found] = containers(podOf(digest));

  expect(found).toMatchObject({
    gone: false,
    container: {
      id,
      engine: 'containerd',
      privileged: true,
      hostPid: true,
      hostNetwork: false,
      capabilities: ['CAP_NET_ADMIN'],
      mounts: [{ source: '/', destination: '/host', readWrite: false }],
      addresses: ['10.0.0.7'],
    },
  });
});

test('a container that ended has gone, one that was never started is none', () => {
  expect(containers(podOf(digest, `cri-o://${id}`, false))[0]?.gone).toBe(true);
  expect(containers(podOf(digest, ''))).toEqual([]);
  expect(containers(podOf(digest, 'containerd://../../etc'))).toEqual([]);
});

test('whatever a cluster tells does no harm', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (spec, status) => {
      const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec, status };
      expect(Array.isArray(containers(body as Json))).toBe(true);
    }),
  );
});

test('exposures are read, and what is none is refused', () => {
  const workload = { namespace: 'shop', name: 'web', workloadKind: 'Deployment' };
  const line = { workload, isIngressProtected: false, entries: [{}] };

  expect(
    readFacts({
      connections: [],
      powers: [],
      exposure: [
        { ...line, level: 'internet' },
        { ...line, level: 'selected' },
        { ...line, level: 'none' },
      ],
    }).exposed.map(({ exposure }) => exposure),
  ).toEqual(['internet', 'cluster', 'isolated']);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const code = codeOf(() => readFacts(value));
      expect(['none', 'input.malformed']).toContain(code);
    }),
  );
});

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isCaissonError(error) ? error.code : 'other';
  }
}
