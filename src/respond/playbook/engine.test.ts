import { expect, test } from 'vitest';
import type { Grant, Playbook } from '#model/response.ts';
import type { BundleFacts, EvidenceOrder } from '../evidence/order.ts';
import { MemoryChain } from '../journal/memory-chain.ts';
import type { NotifierMessage } from '../ports.ts';
import { Responder } from '../responder.ts';
import { defaultSettings } from '../settings.ts';
import {
  containerOf,
  FailingChain,
  incidentOf,
  LivingSensor,
  TestClock,
  targetOf,
  testScope,
} from '../testing.ts';
import { PlaybookEngine } from './engine.ts';
import { loadPlaybooks } from './read.ts';

const steps = `
  - quarantine-network: { ttl: 1h }
  - freeze: { ttl: 10m }
  - snapshot: {}
  - thaw
  - notify
`;

function playbook(
  more: {
    readonly mode?: string;
    readonly steps?: string;
    readonly limits?: string;
    readonly approvers?: string;
    readonly name?: string;
    readonly expiry?: string;
  } = {},
): readonly Playbook[] {
  const text = `
apiVersion: caisson.dev/v1alpha1
kind: Playbook
metadata: { name: ${more.name ?? 'contain'}, title: Contain }
when: { incident: { score: 80, any: [ { drift: executable } ] } }
limits: ${more.limits ?? '{ containers: 100, per: 5m, perWorkload: "100%", keepReady: 0 }'}
mode: ${more.mode ?? 'automatic'}
approvers: ${more.approvers ?? '{ count: 1, timeout: 5m }'}
steps: ${more.steps ?? steps}
finally: { onExpiry: ${more.expiry ?? 'revert'} }
`;
  return loadPlaybooks([{ name: 'a', text }]);
}

const bundle: BundleFacts = {
  path: '/evidence/a',
  manifestSha256: '',
  sizeBytes: 1,
  files: 1,
  memoryBytes: 0,
  upperEntries: 0,
  frozenMs: 1,
  gaps: [],
};

function house(playbooks: readonly Playbook[], chain = new MemoryChain()) {
  const clock = new TestClock();
  const sensor = new LivingSensor(clock);
  const messages: NotifierMessage[] = [];
  const orders: EvidenceOrder[] = [];
  const ports = {
    sensor,
    proc: '/nowhere',
    evidence: {
      async take(order: EvidenceOrder) {
        orders.push(order);
        await order.freezer?.freeze();
        await order.freezer?.thaw();
        return bundle;
      },
    },
    notifier: {
      notify(message: NotifierMessage) {
        messages.push(message);
        return Promise.resolve();
      },
    },
  };
  const settings = {
    ...defaultSettings,
    limits: { containers: 1000, perMs: 60_000, perWorkload: 1, keepReady: 0 },
  };
  function start(journal: ConstructorParameters<typeof Responder>[0]['journal']) {
    const responder = new Responder({ journal, ports, settings }, testScope(clock));
    return { responder, engine: new PlaybookEngine({ responder, ports, playbooks }) };
  }
  return { clock, sensor, messages, orders, chain, start, ...start(chain) };
}

const alice: Grant = { by: 'person', name: 'alice', time: 0 };
const bob: Grant = { by: 'person', name: 'bob', time: 0 };

test('an automatic playbook takes its steps in order and leaves the quarantine', async () => {
  const { engine, responder, sensor, orders, messages } = house(playbook());

  const [run] = await engine.consider(incidentOf('I1'), targetOf(1));

  expect(run).toMatchObject({ state: 'done', next: 5 });
  expect(responder.list().map(({ plan, state }) => `${plan.request.kind} ${state}`)).toEqual([
    'quarantine-network active',
    'freeze undone',
    'snapshot done',
    'notify done',
  ]);
  expect(sensor.active('network')).toHaveLength(1);
  expect(sensor.active('freeze')).toEqual([]);
  expect(orders).toMatchObject([{ incident: 'I1', requestedBy: 'playbook/contain' }]);
  expect(messages).toHaveLength(1);
});

test.for([
  ['too low a score', incidentOf('I', { score: 79 })],
  ['another rule', incidentOf('I', { detections: [] })],
  ['the host', hostIncident()],
  ['a closed incident', incidentOf('I', { status: 'dismissed' })],
] as const)('%s is not what the playbook is for', async ([, incident]) => {
  const { engine } = house(playbook());

  expect(await engine.consider(incident, targetOf(1))).toEqual([]);
});

function hostIncident() {
  const { container: _none, ...incident } = incidentOf('I');
  return incident;
}

test('an incident that grows does not start the playbook again', async () => {
  const { engine, sensor } = house(playbook());

  await Promise.all([1, 2, 3].map(() => engine.consider(incidentOf('I1'), targetOf(1))));

  expect(engine.list()).toHaveLength(1);
  expect(sensor.commands.filter(({ name }) => name === 'quarantine')).toHaveLength(1);
});

test('a simulation does nothing and says what it would do', async () => {
  const { engine, responder, sensor, orders } = house(playbook({ mode: 'simulate' }));

  const [run] = await engine.consider(incidentOf('I1'), targetOf(1));

  expect(run?.state).toBe('done');
  expect(responder.list().every(({ state }) => state === 'simulated')).toBe(true);
  expect([sensor.commands, orders]).toEqual([[], []]);
});

test('with approval nothing happens before enough people agreed, and nobody counts twice', async () => {
  const approvers = '{ count: 2, timeout: 5m }';
  const { engine, sensor, messages } = house(playbook({ mode: 'approve', approvers }));

  const [waiting] = await engine.consider(incidentOf('I1'), targetOf(1));
  const id = waiting?.id ?? '';
  const once = await engine.approve(id, alice);
  const twice = await engine.approve(id, alice);
  const before = sensor.commands.length;
  const done = await engine.approve(id, bob);

  expect([waiting?.state, once.state, twice.state, before]).toEqual([
    'waiting',
    'waiting',
    'waiting',
    0,
  ]);
  expect(done.state).toBe('done');
  expect(messages[0]).toMatchObject({ decision: id, incident: 'I1' });
});

test.for([
  ['stop', 'stopped', []],
  ['stop-at-freeze', 'stopped', ['quarantine-network active', 'freeze active']],
  [
    'continue',
    'done',
    ['quarantine-network active', 'freeze undone', 'snapshot done', 'notify done'],
  ],
] as const)('when nobody answers: %s', async ([onTimeout, state, actions]) => {
  const approvers = `{ count: 1, timeout: 5m, onTimeout: ${onTimeout} }`;
  const { engine, responder, clock } = house(playbook({ mode: 'approve', approvers }));
  await engine.consider(incidentOf('I1'), targetOf(1));
  const due = engine.nextDue();

  clock.pass(299_999);
  const early = await engine.tick();
  clock.pass(1);
  const [run] = await engine.tick();

  expect(due).toBe(clock.now);
  expect(early).toEqual([]);
  expect(run?.state).toBe(state);
  expect(responder.list().map((one) => `${one.plan.request.kind} ${one.state}`)).toEqual(actions);
});

test('a person stops a run', async () => {
  const { engine, sensor } = house(playbook({ mode: 'approve' }));
  const [run] = await engine.consider(incidentOf('I1'), targetOf(1));

  const stopped = engine.reject(run?.id ?? '', 'alice', 'a test of ours');
  const later = await engine.approve(run?.id ?? '', bob);

  expect([stopped.state, later.state]).toEqual(['stopped', 'stopped']);
  expect(sensor.commands).toEqual([]);
});

const destroying = '\n  - snapshot: {}\n  - kill-container\n';

test('an automatic playbook destroys only behind evidence', async () => {
  const good = house(playbook({ steps: destroying }));
  await good.engine.consider(incidentOf('I1'), targetOf(1));

  expect(good.sensor.killed).toHaveLength(1);
});

test('what destroys is left out when no evidence could be taken', async () => {
  const { engine, sensor, orders, messages } = house(playbook({ steps: destroying }));
  sensor.broken = 'freeze';

  const [run] = await engine.consider(incidentOf('I1'), targetOf(1));

  expect(orders).toHaveLength(1);
  expect(run?.state).toBe('failed');
  expect(sensor.killed).toEqual([]);
  expect(messages.map(({ text }) => text).join()).toContain('no evidence');
});

test('a storm of incidents is contained up to the limit, and people are told once', async () => {
  const limits = '{ containers: 3, per: 5m, perWorkload: "100%", keepReady: 0 }';
  const { engine, sensor, messages } = house(playbook({ limits, steps: '\n  - freeze: {}\n' }));
  const storm = Array.from({ length: 200 }, (_, number) => number + 1);

  const runs = await Promise.all(
    storm.map((number) =>
      engine.consider(
        incidentOf(`I${number}`, { container: containerOf(number) }),
        targetOf(number),
      ),
    ),
  );

  expect(runs.flat().every(({ state }) => state === 'done')).toBe(true);
  expect(sensor.active('freeze')).toHaveLength(3);
  expect(messages).toHaveLength(1);
});

test('the last replica gets the weaker action', async () => {
  const limits = '{ containers: 3, per: 5m, perWorkload: "100%", keepReady: 1 }';
  const { engine, sensor, responder } = house(playbook({ limits, steps: '\n  - freeze: {}\n' }));

  await engine.consider(incidentOf('I1'), targetOf(1));

  expect(responder.list().map(({ plan, state }) => `${plan.request.kind} ${state}`)).toEqual([
    'freeze refused',
    'deny-exec active',
  ]);
  expect([sensor.active('freeze').length, sensor.active('exec').length]).toEqual([0, 1]);
});

test('two playbooks may hold one container: each lets go by itself', async () => {
  const one = playbook({ name: 'one', steps: '\n  - freeze: { ttl: 1m }\n' });
  const two = playbook({ name: 'two', steps: '\n  - freeze: { ttl: 10m }\n' });
  const { engine, responder, sensor, clock } = house([...one, ...two]);

  await engine.consider(incidentOf('I1'), targetOf(1));
  clock.pass(60_001);
  await responder.expire();
  const held = sensor.isFrozen('1001');
  clock.pass(540_000);
  await responder.expire();

  expect(held).toBe(true);
  expect(sensor.isFrozen('1001')).toBe(false);
});

const crashes = Array.from({ length: 18 }, (_, at) => [at] as const);

test.for(crashes)('a crash at write %d of a playbook ends in a defined state', async ([at]) => {
  const { start, chain, sensor, clock, messages } = house(playbook());
  const first = start(new FailingChain(chain, at, at % 2 === 0));
  await first.engine.consider(incidentOf('I1'), targetOf(1)).catch(() => undefined);

  const second = start(chain.reopened());
  await second.responder.recover();
  await second.engine.tick();
  await second.engine.consider(incidentOf('I1'), targetOf(1));
  const frozen = sensor.isFrozen('1001');
  clock.pass(3_600_001);
  await second.responder.expire();

  expect(second.engine.list().map(({ state }) => state)).toEqual(['done']);
  expect(frozen).toBe(false);
  expect([...sensor.active('freeze'), ...sensor.active('network')]).toEqual([]);
  // A message may come twice, with the same id.
  expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
});
