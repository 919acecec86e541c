import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { connections } from './connections.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { Network } from './network.ts';
import type { PortSet } from './ports.ts';
import { allowedPairs } from './statistics.ts';
import {
  type AdminRule,
  idOf,
  type NaiveAdmin,
  type NaivePeer,
  type NaivePolicy,
  type NaivePort,
  type NaiveRule,
  namespaceLabels,
  packetsOf,
  passes,
  type Terms,
  type World,
} from './testdata/naive-evaluator.ts';

const labels = fc.record(
  { app: fc.constantFrom('x', 'y'), tier: fc.constantFrom('1', '2') },
  { requiredKeys: [] },
);
const terms: fc.Arbitrary<Terms> = fc.oneof(
  fc.constant({}),
  labels.map((matchLabels) => ({ matchLabels })),
  fc
    .record({
      key: fc.constantFrom('app', 'tier', 'team'),
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: fc.subarray(['x', 'y', '1', 'red'], { minLength: 1 }),
    })
    .map(({ key, operator, values }) => ({
      matchExpressions: [{ key, operator, ...(operator.includes('Exist') ? {} : { values }) }],
    })),
);
const port: fc.Arbitrary<NaivePort> = fc.oneof(
  fc.record({ port: fc.constantFrom(80, 81, 'web') }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') }),
  fc.record({
    protocol: fc.constantFrom('TCP', 'UDP'),
    port: fc.constantFrom(79, 80),
    endPort: fc.constantFrom(80, 82),
  }),
);
const peer: fc.Arbitrary<NaivePeer> = fc.oneof(
  fc.record({ podSelector: terms }),
  fc.record({ namespaceSelector: terms }),
  fc.record({ podSelector: terms, namespaceSelector: terms }),
  fc.constantFrom<NaivePeer>(
    { ipBlock: { cidr: '0.0.0.0/0' } },
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
    { ipBlock: { cidr: '10.1.2.0/24' } },
  ),
);
function rulesOf(field: 'from' | 'to'): fc.Arbitrary<readonly NaiveRule[]> {
  const rule = fc.record(
    { [field]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
    { requiredKeys: [] },
  );
  return fc.array(rule, { maxLength: 2 });
}
const policy: fc.Arbitrary<NaivePolicy> = fc
  .record(
    {
      namespace: fc.constantFrom('a', 'b'),
      podSelector: terms,
      policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
      ingress: rulesOf('from'),
      egress: rulesOf('to'),
    },
    { requiredKeys: ['namespace', 'podSelector'] },
  )
  .map((one) => one as NaivePolicy);
const adminRule: fc.Arbitrary<AdminRule> = fc.record(
  {
    action: fc.constantFrom('Allow', 'Deny', 'Pass'),
    peer: fc.record({ namespaces: terms, pods: terms }),
    port: fc.constantFrom(80, 81),
  },
  { requiredKeys: ['action', 'peer'] },
);
const admin: fc.Arbitrary<NaiveAdmin> = fc.record({
  priority: fc.constant(0),
  isBaseline: fc.boolean(),
  subject: terms,
  ingress: fc.array(adminRule, { maxLength: 3 }),
  egress: fc.array(adminRule, { maxLength: 3 }),
});
const world: fc.Arbitrary<World> = fc
  .record({
    labels: fc.array(labels, { minLength: 4, maxLength: 4 }),
    ports: fc.array(fc.constantFrom(80, 81), { minLength: 4, maxLength: 4 }),
    policies: fc.array(policy, { maxLength: 4 }),
    admins: fc.array(admin, { maxLength: 3 }),
  })
  .map(({ labels: all, ports, policies, admins }) => ({
    pods: all.map((one, at) => ({
      name: `p${at}`,
      namespace: at < 2 ? 'a' : 'b',
      labels: Object.fromEntries(Object.entries(one)),
      port: ports[at] ?? 80,
      protocol: at % 2 === 0 ? 'TCP' : 'UDP',
    })),
    policies,
    // Only one baseline makes sense: the first.
    admins: admins
      .filter((one, at) => !one.isBaseline || admins.findIndex((other) => other.isBaseline) === at)
      .map((one, at) => ({ ...one, priority: at })),
  }));

function viewOf({ pods, policies, admins }: World): ClusterView {
  const bodies = [
    ...Object.entries(namespaceLabels).map(([name, own]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: own },
    })),
    ...pods.map(({ name, namespace, labels: own, port: number_, protocol }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: own },
      spec: {
        containers: [
          { name: 'c', image: 'i', ports: [{ name: 'web', containerPort: number_, protocol }] },
        ],
      },
    })),
    ...policies.map(({ namespace, ...spec }, at) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `n${at}`, namespace },
      spec,
    })),
    ...admins.map(adminObject),
  ];
  return new ClusterView(
    bodies.flatMap(
      (body) =>
        kubeObjectOf(JSON.parse(JSON.stringify(body)) as Json, { place: { path: 'w.yaml' } }) ?? [],
    ),
    'manifests',
  );
}

function adminObject({ priority, isBaseline, subject, ingress, egress }: NaiveAdmin, at: number) {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: isBaseline ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy',
    metadata: { name: isBaseline ? 'default' : `admin${at}` },
    spec: {
      ...(!isBaseline && { priority }),
      subject: { namespaces: subject },
      ingress: ingress.map((rule) => adminRuleObject(rule, 'from')),
      egress: egress.map((rule) => adminRuleObject(rule, 'to')),
    },
  };
}

function adminRuleObject(
  { action, peer: { namespaces, pods }, port: number_ }: AdminRule,
  field: 'from' | 'to',
) {
  const who =
    pods === undefined
      ? { namespaces }
      : { pods: { namespaceSelector: namespaces, podSelector: pods } };
  return {
    action,
    [field]: [who],
    ...(number_ !== undefined && { ports: [{ portNumber: { protocol: 'TCP', port: number_ } }] }),
  };
}

function explainedPorts(network: Network, source: string, target: string): PortSet {
  const [found] = explain(network, source, target);
  return network.space.fromPorts(found?.allowed ?? { all: false, ranges: [] });
}

test('the engine and a packet-by-packet evaluation agree', () => {
  fc.assert(
    fc.property(world, (one) => {
      const network = new Network(viewOf(one));
      const index = new Map(network.workloads.map(({ id, index: at }) => [id, at]));
      const wrong: unknown[] = [];
      const explained = new Map<string, PortSet>();
      for (const packet of packetsOf(one)) {
        const expected = passes(one, packet);
        const [source, target] = [idOf(packet.source), idOf(packet.target)];
        const { protocol, port: number_ } = packet;
        const asked = network.space.of([{ protocol, first: number_, last: number_ }]);
        const pair = `${source} ${target}`;
        const allowed = explained.get(pair) ?? explainedPorts(network, source, target);
        explained.set(pair, allowed);
        const found = network.space.includes(allowed, asked);
        if (found !== expected) wrong.push({ ...packet, expected });
        const [from, to] = [index.get(source), index.get(target)];
        if (from === undefined || to === undefined) continue;
        const isOpen = network.space.includes(network.between(from, to), asked);
        if (isOpen !== expected) wrong.push({ ...packet, expected });
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('maps list what explanations say, and count what they list', () => {
  fc.assert(
    fc.property(world, (one) => {
      const network = new Network(viewOf(one));
      const map = connections(network);
      for (const { source, target, ports } of map.connections) {
        if (source.startsWith('{')) continue;
        for (const { allowed } of explain(
          network,
          source.split('-')[0] ?? '',
          target.split('-')[0] ?? '',
        ))
          expect(allowed).toEqual(ports);
      }
      const inside = map.connections.filter(
        ({ source, target }) => source.includes('/Pod/') && target.includes('/Pod/'),
      );
      expect(allowedPairs(network)).toBe(inside.length);
    }),
    { numRuns: 40 },
  );
});

test('a diff mirrors the diff the other way round, and there is none from a state to itself', () => {
  fc.assert(
    fc.property(world, world, (one, two) => {
      const forth = diff(viewOf(one), viewOf(two));
      const back = diff(viewOf(two), viewOf(one));
      const mirror = { added: 'removed', removed: 'added', changed: 'changed' };
      const mirrored = back.changes.map(({ kind, source, target, before, after }) => ({
        kind: mirror[kind],
        ends: `${source.id} ${target.id}`,
        before: after,
        after: before,
      }));
      expect(mirrored).toHaveLength(forth.changes.length);
      for (const { kind, source, target, before, after } of forth.changes)
        expect(mirrored).toContainEqual({ kind, ends: `${source.id} ${target.id}`, before, after });
      expect(diff(viewOf(one), viewOf(one)).changes).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('one more policy that allows never closes what another opened', () => {
  fc.assert(
    fc.property(world, policy, (one, more) => {
      const selected: NaivePolicy = {
        ...more,
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      };
      const shut: NaivePolicy[] = ['a', 'b'].map((namespace) => ({
        namespace,
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      }));
      const before = new Network(
        viewOf({ ...one, admins: [], policies: [...one.policies, ...shut] }),
      );
      const after = new Network(
        viewOf({ ...one, admins: [], policies: [...one.policies, ...shut, selected] }),
      );
      for (const { index: from } of before.workloads)
        for (const { index: to } of before.workloads) {
          const was = before.space.toPorts(before.between(from, to));
          const is = after.between(from, to);
          expect(after.space.includes(is, after.space.fromPorts(was))).toBe(true);
        }
    }),
    { numRuns: 25 },
  );
});
