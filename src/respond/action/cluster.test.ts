import { expect, test } from 'vitest';
import type { ActionKind } from '#model/response.ts';
import { MemoryChain } from '../journal/memory-chain.ts';
import { Responder } from '../responder.ts';
import { defaultSettings } from '../settings.ts';
import {
  LivingCluster,
  LivingSensor,
  requestOf,
  TestClock,
  targetOf,
  testScope,
} from '../testing.ts';

const owner = { kind: 'ReplicaSet', name: 'web-1', uid: 'R', controller: true };
const labels = { app: 'web', tier: 'front' };
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1-a', namespace: 'shop', uid: 'P', labels, ownerReferences: [owner] },
};
const target = targetOf(1, { pod: { name: 'web-1-a', namespace: 'shop', uid: 'P' } });

function house() {
  const clock = new TestClock();
  const cluster = new LivingCluster().add(
    pod,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { selector: { app: 'web' } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web-1', namespace: 'shop', uid: 'R' },
      spec: { selector: { matchLabels: labels } },
    },
  );
  const ports = { sensor: new LivingSensor(clock), cluster, proc: '/nowhere' };
  const limits = { ...defaultSettings.limits, keepReady: 0 };
  const settings = { ...defaultSettings, limits };
  const responder = new Responder(
    { journal: new MemoryChain(), ports, settings },
    testScope(clock),
  );
  return { cluster, responder };
}

async function run(responder: Responder, kind: ActionKind) {
  const plan = await responder.plan(requestOf(kind, 1, { target }));
  return responder.run(plan, { by: 'policy', name: 'test', time: 0 });
}

test.for([
  ['isolate-service', { tier: 'front' }],
  ['quarantine-network', labels],
  ['label-pod', labels],
] as const)('%s changes labels, and gives them back', async ([kind, kept]) => {
  const { cluster, responder } = house();

  const record = await run(responder, kind);
  const during = cluster.get('Pod', 'web-1-a');
  await responder.undo(record.plan.id, 'alice');

  expect(record.state).toBe('active');
  expect(during).toMatchObject({ metadata: { labels: kept } });
  expect(during).not.toEqual(pod);
  expect(cluster.get('Pod', 'web-1-a')).toMatchObject({ metadata: { uid: 'P', labels } });
  expect([...cluster.objects.keys()].filter((key) => key.includes('NetworkPolicy'))).toEqual([]);
});
