import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { tryParseSelector } from './calico-selector.ts';
import { connections } from './connections.ts';
import { explain } from './explain.ts';
import { exposure } from './exposure.ts';
import { lint } from './lint.ts';
import { Network } from './network.ts';
import {
  type CalicoEntity,
  type CalicoPolicy,
  type CalicoRule,
  type CalicoSide,
  type CalicoWorld,
  calicoPackets,
  namespaces,
  passesCalico,
  type Term,
} from './testdata/naive-calico.ts';

const key = fc.constantFrom('app', 'tier', 'team');
const value = fc.constantFrom('x', 'xy', '1', 'red');
const simple: fc.Arbitrary<Term> = fc.oneof(
  fc.constant<Term>({ text: 'all()', holds: () => true }),
  key.map((name): Term => ({ text: `has(${name})`, holds: (labels) => name in labels })),
  fc.tuple(key, value).map(
    ([name, wanted]): Term => ({
      text: `${name} == '${wanted}'`,
      holds: (labels) => labels[name] === wanted,
    }),
  ),
  fc.tuple(key, value).map(
    ([name, wanted]): Term => ({
      text: `${name} != "${wanted}"`,
      holds: (labels) => labels[name] !== wanted,
    }),
  ),
  fc.tuple(key, fc.subarray(['x', '1', 'red'])).map(
    ([name, wanted]): Term => ({
      text: `${name} not in { ${wanted.map((one) => `'${one}'`).join(', ')} }`,
      holds: (labels) => !wanted.includes(labels[name] ?? ''),
    }),
  ),
  fc.tuple(key, fc.constantFrom('x', 'y', '')).map(
    ([name, wanted]): Term => ({
      text: `${name} contains '${wanted}'`,
      holds: (labels) => labels[name]?.includes(wanted) === true,
    }),
  ),
  key.map(
    (name): Term => ({
      text: `${name} starts with 'x'`,
      holds: (labels) => labels[name]?.startsWith('x') === true,
    }),
  ),
);
const term: fc.Arbitrary<Term> = fc.oneof(
  { weight: 3, arbitrary: simple },
  simple.map(({ text, holds }): Term => ({ text: `!(${text})`, holds: (one) => !holds(one) })),
  fc.tuple(simple, simple, simple).map(
    ([a, b, c]): Term => ({
      text: `!(${a.text} && ${b.text}) || ${c.text}`,
      holds: (one) => !(a.holds(one) && b.holds(one)) || c.holds(one),
    }),
  ),
  fc.tuple(simple, simple, simple).map(
    ([a, b, c]): Term => ({
      text: `(${a.text} || ${b.text}) && !${c.text.includes(' ') ? `(${c.text})` : c.text}`,
      holds: (one) => (a.holds(one) || b.holds(one)) && !c.holds(one),
    }),
  ),
);
const nets = fc.subarray(['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16'], { minLength: 1 });
const entity: fc.Arbitrary<CalicoEntity> = fc.record(
  { selector: term, notSelector: simple, namespaceSelector: simple, nets, notNets: nets },
  { requiredKeys: [] },
);
const few: fc.Arbitrary<CalicoEntity> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<CalicoEntity>({}) },
  { weight: 3, arbitrary: simple.map((selector) => ({ selector })) },
  entity,
);
const ports = fc.subarray<number | string>([80, '80:82', '1:79'], { minLength: 1 });
const rule: fc.Arbitrary<CalicoRule> = fc
  .record(
    {
      action: fc.constantFrom<CalicoRule['action']>('Allow', 'Allow', 'Deny', 'Pass', 'Log'),
      protocol: fc.constantFrom<'TCP' | 'UDP' | 'ICMP'>('TCP', 'TCP', 'UDP', 'ICMP'),
      source: few,
      destination: few,
      ports,
      notPorts: ports,
    },
    { requiredKeys: ['action', 'source', 'destination'] },
  )
  .map(({ ports: open, notPorts, ...more }) =>
    more.protocol === 'TCP' || more.protocol === 'UDP'
      ? { ...more, ...(open && { ports: open }), ...(notPorts && { notPorts }) }
      : more,
  );
const rules = fc.array(rule, { maxLength: 3 });
const policy: fc.Arbitrary<CalicoPolicy> = fc.record(
  {
    namespace: fc.constantFrom<'a' | 'b'>('a', 'b'),
    tier: fc.constantFrom('default', 'default', 'early', 'late'),
    order: fc.integer({ min: 1, max: 5 }),
    selector: term,
    types: fc.subarray<'Ingress' | 'Egress'>(['Ingress', 'Egress'], { minLength: 1 }),
    ingress: rules,
    egress: rules,
  },
  { requiredKeys: ['tier', 'selector'] },
);
const action = fc.constantFrom<'Deny' | 'Pass'>('Deny', 'Pass');
const world: fc.Arbitrary<CalicoWorld> = fc
  .record({
    labels: fc.array(
      fc.record(
        { app: fc.constantFrom('x', 'xy', 'y'), tier: fc.constantFrom('1', '2') },
        { requiredKeys: [] },
      ),
      { minLength: 4, maxLength: 4 },
    ),
    policies: fc.uniqueArray(policy, {
      maxLength: 4,
      selector: ({ tier, order }) => `${tier} ${order}`,
    }),
    early: action,
    late: action,
  })
  .map(({ labels, policies, early, late }) => ({
    pods: labels.map((one, at) => ({
      name: `p${at}`,
      namespace: at < 2 ? 'a' : 'b',
      labels: Object.fromEntries(Object.entries(one)),
    })),
    tiers: [
      { name: 'early', order: 100, defaultAction: early },
      { name: 'late', order: 2_000_000, defaultAction: late },
    ],
    policies,
  }));

const apiVersion = 'projectcalico.org/v3';

function viewOf({ pods, tiers, policies }: CalicoWorld): ClusterView {
  const bodies = [
    ...Object.entries(namespaces).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...pods.map(({ name, namespace, labels }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    })),
    ...tiers.map(({ name, ...spec }) => ({ apiVersion, kind: 'Tier', metadata: { name }, spec })),
    ...policies.map(({ namespace, selector, ingress, egress, ...spec }, at) => ({
      apiVersion,
      kind: namespace === undefined ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
      metadata: { name: `c${at}`, namespace },
      spec: {
        ...spec,
        selector: selector.text,
        ...(ingress && { ingress: ingress.map(ruleBody) }),
        ...(egress && { egress: egress.map(ruleBody) }),
      },
    })),
  ];
  return new ClusterView(
    bodies.flatMap(
      (body) =>
        kubeObjectOf(JSON.parse(JSON.stringify(body)) as Json, { place: { path: 'w.yaml' } }) ?? [],
    ),
    'manifests',
  );
}

function ruleBody({ source, destination, ports: open, notPorts, ...rest }: CalicoRule) {
  return {
    ...rest,
    source: entityBody(source),
    destination: { ...entityBody(destination), ports: open, notPorts },
  };
}

function entityBody({ selector, notSelector, namespaceSelector, ...rest }: CalicoEntity) {
  return {
    ...rest,
    selector: selector?.text,
    notSelector: notSelector?.text,
    namespaceSelector: namespaceSelector?.text,
  };
}

function idOf(side: CalicoSide): string {
  return typeof side === 'string' ? side : `${side.namespace}/Pod/${side.name}`;
}

test('the engine and a packet-by-packet evaluation of Calico agree', () => {
  fc.assert(
    fc.property(world, (one) => {
      const network = new Network(viewOf(one));
      const index = new Map(network.workloads.map(({ id, index: at }) => [id, at]));
      const explained = new Map<string, ReturnType<typeof network.space.of>>();
      const wrong: unknown[] = [];
      for (const packet of calicoPackets(one)) {
        const expected = passesCalico(one, packet);
        const [source, target] = [idOf(packet.source), idOf(packet.target)];
        const { protocol, port } = packet;
        const asked = network.space.of([{ protocol, first: port, last: port }]);
        const pair = `${source} ${target}`;
        const [first] = explained.has(pair) ? [] : explain(network, source, target);
        if (first) explained.set(pair, network.space.fromPorts(first.allowed));
        const allowed = explained.get(pair) ?? network.space.none;
        if (network.space.includes(allowed, asked) !== expected)
          wrong.push({ ...packet, expected });
        const [from, to] = [index.get(source), index.get(target)];
        if (from === undefined || to === undefined) continue;
        const isOpen = network.space.includes(network.between(from, to), asked);
        if (isOpen !== expected) wrong.push({ ...packet, expected, isRow: true });
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

const field = fc.constantFrom(
  'tier',
  'order',
  'selector',
  'types',
  'ingress',
  'egress',
  'source',
  'destination',
  'action',
  'nets',
  'ports',
  'notPorts',
  'protocol',
  'namespaceSelector',
  'serviceAccounts',
  'rules',
  'from',
  'to',
  'operation',
  'when',
  '__proto__',
  'services',
  'ipVersion',
  'subject',
  'networks',
);
const { any } = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(
      'all()',
      'Allow',
      'Ingress',
      '10.0.0.0/8',
      80,
      -1,
      1e30,
      null,
      true,
      '',
    ),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(fc.tuple(field, tie('any')), { maxLength: 6 }).map((all) => Object.fromEntries(all)),
  ),
}));
const kinds = [
  [apiVersion, 'NetworkPolicy'],
  [apiVersion, 'GlobalNetworkPolicy'],
  [apiVersion, 'Tier'],
  [apiVersion, 'GlobalNetworkSet'],
  ['security.istio.io/v1', 'AuthorizationPolicy'],
  ['policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
] as const;

test('objects of any shape are read', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{}] },
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.array(any, { maxLength: 3 }),
      ([group, kind], specs) => {
        const objects = specs.map((spec, at) => ({
          apiVersion: group,
          kind,
          metadata: { name: `o${at}` },
          spec,
        }));
        const bodies = [pod, ...objects].map((one) => JSON.parse(JSON.stringify(one)) as Json);
        const view = new ClusterView(
          bodies.flatMap((one) => kubeObjectOf(one, { place: { path: 'w.yaml' } }) ?? []),
          'manifests',
        );
        const network = new Network(view);
        expect(() => [connections(network), lint(network), exposure(network)]).not.toThrow();
      },
    ),
    { numRuns: 80 },
  );
});

test('texts of any kind are selectors or none, in bounded time', () => {
  const piece = fc.constantFrom(
    '!',
    '(',
    ')',
    '&&',
    '||',
    "'a'",
    '"',
    'has(',
    'in',
    '{',
    ',',
    'x ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 60 }),
      (all) => {
        expect(() => tryParseSelector(all.join(''))).not.toThrow();
      },
    ),
    { numRuns: 200 },
  );
});
