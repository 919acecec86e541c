import { expect, test } from 'vitest';
import type { ContainerEngineControl } from '#contract/runtime.ts';
import { CaissonError } from '#kit/error.ts';
import type { ActionRecord, ActionRequest, Grant } from '#model/response.ts';
import { MemoryChain } from './journal/memory-chain.ts';
import type { ResponsePorts } from './ports.ts';
import { Responder } from './responder.ts';
import { defaultSettings, type ResponseSettings } from './settings.ts';
import {
  containerOf,
  FailingChain,
  LivingSensor,
  requestOf,
  TestClock,
  targetOf,
  testScope,
} from './testing.ts';

function engineWith(replicas: number): ContainerEngineControl & { readonly told: string[] } {
  const told: string[] = [];
  function tell(what: string): (id: string) => Promise<void> {
    return (id) => {
      told.push(`${what} ${Number.parseInt(id, 16)}`);
      return Promise.resolve();
    };
  }
  return {
    told,
    stop: tell('stop'),
    kill: tell('kill'),
    restart: tell('restart'),
    pause: tell('pause'),
    unpause: tell('unpause'),
    inspect: () => Promise.resolve({}),
    layers: () => Promise.resolve({ lower: [] }),
    replicas: () => replicas,
  };
}

function house(
  settings: Partial<ResponseSettings> = {},
  more: {
    readonly chain?: MemoryChain;
    readonly replicas?: number;
    readonly ports?: ResponsePorts;
  } = {},
) {
  const clock = new TestClock();
  const sensor = new LivingSensor(clock);
  const chain = more.chain ?? new MemoryChain();
  const engine = engineWith(more.replicas ?? 4);
  const ports = { sensor, engine, proc: '/nowhere', ...more.ports };
  const all = { ...defaultSettings, limits: loose, ...settings };
  const responder = new Responder({ journal: chain, ports, settings: all }, testScope(clock));
  return { clock, sensor, chain, engine, ports, responder, settings: all };
}

const loose = { containers: 100, perMs: 60_000, perWorkload: 1, keepReady: 0 };
const policy: Grant = { by: 'policy', name: 'test', time: 0 };
const alice: Grant = { by: 'person', name: 'alice', time: 0 };
const bob: Grant = { by: 'person', name: 'bob', time: 0 };

async function run(
  responder: Responder,
  request: ActionRequest,
  grant?: Grant,
): Promise<ActionRecord> {
  return responder.run(await responder.plan(request), grant);
}

test('a plan says what would happen and changes nothing', async () => {
  const { responder, sensor } = house();

  const plan = await responder.plan(requestOf('freeze'));

  expect(plan).toMatchObject({ impact: 'contain', refusals: [], undo: 'let them go on' });
  expect(plan.steps).toContain('ends after 10m');
  expect(responder.list()).toEqual([]);
  expect(sensor.commands).toEqual([]);
});

test('secrets of the environment are in no plan and in no journal', async () => {
  const { responder, chain } = house();

  await run(responder, requestOf('freeze'), policy);

  let text = '';
  chain.reopened().transact((entries) => {
    text = JSON.stringify(entries);
    return [];
  });
  expect(text).toContain('shop-web-1');
  expect(text).not.toContain('do-not-write-this-down');
});

test.for([
  ['freeze', 'freeze'],
  ['quarantine-network', 'network'],
  ['deny-exec', 'exec'],
] as const)('%s holds until it is undone', async ([kind, held]) => {
  const { responder, sensor } = house();

  const record = await run(responder, requestOf(kind), policy);
  const during = sensor.active(held);
  const undone = await responder.undo(record.plan.id, 'alice');

  expect(record).toMatchObject({ state: 'active', grant: policy });
  expect(during).toHaveLength(1);
  expect(during[0]).toMatchObject({ cgroup: '1001' });
  expect(undone.state).toBe('undone');
  expect(sensor.active(held)).toEqual([]);
});

test('a plan that ran is not run again', async () => {
  const { responder, sensor } = house();
  const plan = await responder.plan(requestOf('freeze'));

  const records = await Promise.all([responder.run(plan, policy), responder.run(plan, policy)]);

  expect(records.map(({ state }) => state)).toEqual(['active', 'active']);
  expect(sensor.commands.filter(({ name }) => name === 'freeze')).toHaveLength(1);
});

test('only what somebody grants is run', async () => {
  const { responder, sensor } = house();

  const waiting = await run(responder, requestOf('freeze'));
  const frozen = sensor.isFrozen('1001');
  responder.grant(waiting.plan, alice);
  const running = await responder.run(waiting.plan);

  expect(waiting.state).toBe('awaiting-approval');
  expect(frozen).toBe(false);
  expect(running).toMatchObject({ state: 'active', grant: alice });
});

test('the policy grants what a rule of the configuration names', async () => {
  const any = { namespaces: [], images: ['docker.io/shop/*'], containers: [], requestedBy: [] };
  const { responder } = house({ grants: [{ name: 'shop', actions: ['freeze'], ...any }] });

  const frozen = await run(responder, requestOf('freeze'));
  const cut = await run(responder, requestOf('quarantine-network'));

  expect([frozen.state, cut.state]).toEqual(['active', 'awaiting-approval']);
});

test('what may stop the application needs two people; one who agrees twice is one', async () => {
  const { responder, sensor } = house();
  const plan = await responder.plan(requestOf('kill-container'));

  const states = [await responder.run(plan, alice), await responder.run(plan, alice)];
  const done = await responder.run(plan, bob);

  expect(states.map(({ state }) => state)).toEqual(['awaiting-approval', 'awaiting-approval']);
  expect(done.state).toBe('done');
  expect(sensor.killed).toEqual([{ cgroup: '1001' }]);
});

test('the policy may destroy only where evidence was taken', async () => {
  const evidence = { take: () => Promise.resolve(bundle) };
  const { responder, clock } = house({}, { ports: { evidence } });
  const kill = requestOf('kill-container');

  const before = await run(responder, kill, policy);
  await run(responder, requestOf('snapshot'));
  const behind = await run(responder, kill, policy);
  clock.pass(2 * 3_600_000);
  const late = await run(responder, kill, policy);

  expect(before.state).toBe('awaiting-approval');
  expect(before.history.at(-1)?.text).toContain('evidence');
  expect([behind.state, late.state]).toEqual(['done', 'awaiting-approval']);
});

const bundle = {
  path: '/evidence/a.tar.zst',
  manifestSha256: '0'.repeat(64),
  sizeBytes: 1,
  files: 1,
  memoryBytes: 0,
  upperEntries: 0,
  frozenMs: 1,
  gaps: [],
};

test('a snapshot thaws what it froze, and leaves what somebody else froze', async () => {
  const frozen: boolean[] = [];
  const { responder, sensor } = house({}, { ports: { evidence: { take } } });
  async function take(order: {
    readonly freezer?: { freeze(): Promise<void>; thaw(): Promise<void> };
  }) {
    await order.freezer?.freeze();
    frozen.push(sensor.isFrozen('1001'));
    await order.freezer?.thaw();
    return bundle;
  }

  const snapshot = await run(responder, requestOf('snapshot'));
  const free = sensor.isFrozen('1001');
  await run(responder, requestOf('freeze'), policy);
  await run(responder, requestOf('snapshot'));

  expect(snapshot).toMatchObject({ state: 'done', result: { path: '/evidence/a.tar.zst' } });
  expect(frozen).toEqual([true, true]);
  expect([free, sensor.isFrozen('1001')]).toEqual([false, true]);
});

test.for([
  ['the host', { target: { pid: 99 } }, 'host'],
  ['the control plane', { target: pod('kube-system') }, 'kube-system'],
  [
    'what is labelled',
    { target: targetOf(1, { labels: { 'caisson.dev/protected': 'true' } }) },
    'labelled',
  ],
  ['Caisson', { target: targetOf(7) }, 'Caisson'],
  ['the first process of the host', { target: targetOf(1, { rootPid: 1 }) }, 'Caisson'],
  ['the network of a node', { target: targetOf(1, { hostNetwork: true }) }, 'network of its node'],
] as const)('%s is never touched, whoever agrees', async ([, more, reason]) => {
  const protection = { ...defaultSettings.protection, containers: [containerOf(7).id] };
  const { responder, sensor } = house({ protection });
  const plan = await responder.plan(requestOf('quarantine-network', 1, more));

  responder.grant(plan, alice);
  const record = await responder.run(plan, bob);

  expect(record.state).toBe('refused');
  expect(plan.refusals.join()).toContain(reason);
  expect(sensor.active('network')).toEqual([]);
});

function pod(namespace: string) {
  return targetOf(1, { pod: { name: 'a', namespace } });
}

test('a storm of 1,000 detections stays within its limits', async () => {
  const limits = { containers: 3, perMs: 300_000, perWorkload: 1, keepReady: 0 };
  const { responder, sensor, clock } = house({ limits });
  const storm = Array.from({ length: 1000 }, (_, number) => requestOf('freeze', number + 1));

  const records = await Promise.all(storm.map((request) => run(responder, request, policy)));
  const frozen = sensor.active('freeze');
  clock.pass(300_001);
  const later = await run(responder, requestOf('freeze', 2000), policy);

  expect(frozen).toHaveLength(3);
  expect(records.filter(({ state }) => state === 'active')).toHaveLength(3);
  expect(records.filter(({ state }) => state === 'refused')).toHaveLength(997);
  expect(records.find(({ state }) => state === 'refused')?.plan.instead).toBe('notify');
  expect(later.state).toBe('active');
});

test('the last ready replicas of a workload stay', async () => {
  const limits = { ...loose, keepReady: 1 };
  const { responder, sensor } = house({ limits }, { replicas: 3 });

  const states = [];
  for (const number of [1, 2, 3])
    states.push((await run(responder, requestOf('freeze', number), policy)).state);
  const denied = await run(responder, requestOf('deny-exec', 3), policy);

  expect(states).toEqual(['active', 'active', 'refused']);
  expect(sensor.isFrozen('1003')).toBe(false);
  expect(denied.state).toBe('active');
});

test('no more than a share of a workload is held', async () => {
  const limits = { ...loose, perWorkload: 0.25 };
  const { responder } = house({ limits }, { replicas: 8 });

  const states = [];
  for (const number of [1, 2, 3])
    states.push((await run(responder, requestOf('quarantine-network', number), policy)).state);

  expect(states).toEqual(['active', 'active', 'refused']);
});

test('the last replica may be held when two people want it', async () => {
  const { responder, sensor } = house({ limits: { ...loose, keepReady: 1 } }, { replicas: 1 });
  const plan = await responder.plan(requestOf('freeze'));

  const byPolicy = await responder.run(await responder.plan(requestOf('freeze')), policy);
  const one = await responder.run(plan, alice);
  const both = await responder.run(plan, bob);

  expect(plan).toMatchObject({ impact: 'disrupt', instead: 'deny-exec' });
  expect([byPolicy.state, one.state, both.state]).toEqual([
    'refused',
    'awaiting-approval',
    'active',
  ]);
  expect(both.history.at(-2)?.text).toContain('goes beyond');
  expect(sensor.isFrozen('1001')).toBe(true);
});

test('a containment ends by the clock, also when it was in the kernel only', async () => {
  const { responder, sensor, clock } = house();
  const record = await run(responder, requestOf('freeze', 1, { ttlMs: 60_000 }), policy);

  const due = responder.nextDue();
  const early = await responder.expire();
  clock.pass(60_001);
  const expired = await responder.expire();

  expect(due).toBe(clock.now - 1);
  expect(early).toEqual([]);
  expect(expired).toMatchObject([{ plan: { id: record.plan.id }, state: 'expired' }]);
  expect(sensor.active('freeze')).toEqual([]);
  expect(responder.nextDue()).toBeUndefined();
});

test('what is to be kept is renewed when its time is over', async () => {
  const { responder, sensor, clock } = house();
  const plan = await responder.plan(requestOf('freeze', 1, { ttlMs: 60_000 }));
  await responder.run(plan, policy, { onExpiry: 'keep' });

  clock.pass(60_001);
  const [kept] = await responder.expire();

  expect(kept?.state).toBe('active');
  expect(sensor.isFrozen('1001')).toBe(true);
  expect(responder.nextDue()).toBe(clock.now + 60_000);
});

test('of two who hold one container the last one lets go', async () => {
  const { responder, sensor, clock } = house();
  const short = await run(responder, requestOf('freeze', 1, { ttlMs: 60_000 }), policy);
  const long = await run(responder, requestOf('freeze', 1, { ttlMs: 600_000 }), policy);

  await responder.undo(short.plan.id, 'alice');
  const held = sensor.isFrozen('1001');
  clock.pass(300_000);
  const stillHeld = sensor.isFrozen('1001');
  await responder.undo(long.plan.id, 'alice');

  expect([held, stillHeld, sensor.isFrozen('1001')]).toEqual([true, true, false]);
});

test('of two quarantines only peers that both allow stay reachable, and the other returns', async () => {
  const { responder, sensor } = house();
  const wide = await run(
    responder,
    requestOf('quarantine-network', 1, { options: { allow: ['10.0.0.1', '10.0.0.2:53/udp'] } }),
    policy,
  );
  const narrow = await run(
    responder,
    requestOf('quarantine-network', 1, { options: { allow: ['10.0.0.1'] } }),
    policy,
  );

  const both = sensor.active('network')[0]?.['allow'];
  await responder.undo(narrow.plan.id, 'alice');
  const alone = sensor.active('network')[0]?.['allow'];
  await responder.undo(wide.plan.id, 'alice');

  expect(both).toEqual([{ cidr: '10.0.0.1/32' }]);
  expect(alone).toEqual([
    { cidr: '10.0.0.1/32' },
    { cidr: '10.0.0.2/32', port: 53, protocol: 'udp' },
  ]);
  expect(sensor.active('network')).toEqual([]);
});

test('of two exec policies the harder one holds', async () => {
  const { responder, sensor } = house();
  await run(
    responder,
    requestOf('deny-exec', 1, { options: { drift: 'deny', deny: ['/bin/nc'] } }),
    policy,
  );
  await run(
    responder,
    requestOf('deny-exec', 1, { options: { drift: 'kill', deny: ['/bin/sh'] } }),
    policy,
  );

  expect(sensor.active('exec')).toMatchObject([
    { drift: 'kill', memfd: 'off', deny: ['/bin/sh', '/bin/nc'] },
  ]);
});

test('a simulation writes what would happen, and stops at the same limits', async () => {
  const limits = { ...loose, containers: 2 };
  const { responder, sensor } = house({ simulate: true, limits });

  const states = [];
  for (const number of [1, 2, 3])
    states.push((await run(responder, requestOf('freeze', number))).state);

  expect(states).toEqual(['simulated', 'simulated', 'refused']);
  expect(responder.list()[0]?.history.at(-1)?.text).toContain('would stop all processes');
  expect(sensor.commands).toEqual([]);
});

test('an action that fails is taken back, and says so', async () => {
  const { responder, sensor } = house();
  sensor.broken = 'quarantine';

  const record = await run(responder, requestOf('quarantine-network'), policy);

  expect(record).toMatchObject({ state: 'failed', error: { code: 'host.missing-feature' } });
  expect(record.history.at(-1)?.text).toContain('taken back');
  expect(sensor.active('network')).toEqual([]);
});

test('what cannot be undone now is tried again, and given up in the end', async () => {
  const { responder, sensor } = house();
  const record = await run(responder, requestOf('freeze'), policy);
  sensor.broken = 'thaw';

  const first = await responder.undo(record.plan.id, 'alice');
  const states = [];
  for (let attempt = 0; attempt < 4; attempt += 1)
    states.push((await responder.expire()).map(({ state }) => state).join());

  expect(first.state).toBe('undoing');
  expect(states).toEqual(['undoing', 'undoing', 'undoing', 'failed']);
});

test('a sensor that was started anew gets back what is still to be held', async () => {
  const { responder, sensor } = house();
  await run(responder, requestOf('freeze'), policy);
  sensor.forget();

  await responder.recover();

  expect(sensor.isFrozen('1001')).toBe(true);
});

const crashKinds = [
  'freeze',
  'quarantine-network',
  'deny-exec',
  'kill-container',
  'restart-container',
] as const;
const crashes = crashKinds.flatMap((kind) =>
  [0, 1, 2, 3].flatMap((at) => [[kind, at, false] as const, [kind, at, true] as const]),
);

test.for(crashes)(
  'a crash of %s at write %d (behind it: %s) ends in a defined state',
  async ([kind, at, isAfter]) => {
    const { clock, sensor, engine, chain, settings } = house();
    const ports = { sensor, engine, proc: '/nowhere' };
    const failing = new FailingChain(chain, at, isAfter);
    const first = new Responder({ journal: failing, ports, settings }, testScope(clock));

    const plan = await first.plan(requestOf(kind));
    const died = await dies(async () => {
      first.grant(plan, alice);
      await first.run(plan, bob);
      if (plan.undo !== undefined) await first.undo(plan.id, 'alice');
    });
    const second = new Responder({ journal: chain.reopened(), ports, settings }, testScope(clock));
    await second.recover();
    clock.pass(86_400_001);
    await second.expire();

    const states = second.list().map(({ state }) => state);
    const open = states.filter((state) => !isEnd(state));
    expect(open).toEqual([]);
    expect(died || states.length === 1).toBe(true);
    expect([
      ...sensor.active('freeze'),
      ...sensor.active('network'),
      ...sensor.active('exec'),
    ]).toEqual([]);
    // A container is never restarted twice.
    expect(engine.told.filter((one) => one.startsWith('restart')).length).toBeLessThanOrEqual(1);
  },
);

function isEnd(state: string): boolean {
  return ['undone', 'expired', 'done', 'failed', 'refused', 'awaiting-approval'].includes(state);
}

async function dies(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch {
    return true;
  }
}

test.for([
  ['an option that is none', requestOf('freeze', 1, { options: { tll: 1 } })],
  ['a peer that is none', requestOf('deny-exec', 1, { options: { drift: 'maybe' } })],
  ['a time beyond a day', requestOf('freeze', 1, { ttlMs: 90_000_000 })],
] as const)('%s is refused at once', async ([, request]) => {
  const { responder } = house();

  await expect(responder.plan(request)).rejects.toThrow(CaissonError);
});

test('a plan that somebody changed is worked out again', async () => {
  const { responder } = house();
  const plan = await responder.plan(requestOf('kill-container'));

  const record = await responder.run({ ...plan, impact: 'observe', refusals: [] }, alice);

  expect(record).toMatchObject({ state: 'awaiting-approval', plan: { impact: 'disrupt' } });
});
