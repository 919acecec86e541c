import { expect, test } from 'vitest';
import { holds, tryParseSelector } from './calico-selector.ts';
import { connections } from './connections.ts';
import { formatPorts } from './describe.ts';
import { explain } from './explain.ts';
import { lint } from './lint.ts';
import { networkOf } from './network.ts';
import { deployment, policy, viewOf } from './testdata/view.ts';

const labels = new Map([
  ['app', 'web-shop'],
  ['tier', 'front'],
]);
const selectorCases: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['all()', true],
  ["app == 'web-shop'", true],
  ['app != "web-shop"', false],
  ["other != 'x'", true],
  ["app in {'a', 'web-shop'}", true],
  ["app not in {'a'} && has(tier)", true],
  ["other not in {'a'}", true],
  ['app in { }', false],
  ["app contains 'b-s'", true],
  ["app starts with 'web' && app ends with 'shop'", true],
  ["!(app startswith 'web') || !has(tier)", false],
  ['! ! has(app)', true],
  ["has(other) || (has(tier) && tier == 'front')", true],
  ["other contains ''", false],
];

test.for(selectorCases)('the selector %s holds: %s', ([text, expected]) => {
  const found = tryParseSelector(text);

  expect(found && holds(found, labels)).toBe(expected);
});

test.for([
  'app ==',
  "app = 'x'",
  "app == 'x",
  'app == x',
  "app in {'a'",
  "app in {'a' 'b'}",
  'has(app',
  "(app == 'x'",
  "app == 'x')",
  "app like 'x'",
  'a && ',
  `${'('.repeat(100)}has(a)${')'.repeat(100)}`,
])('%s is no selector', (text) => {
  expect(tryParseSelector(text)).toBeUndefined();
});

const base = `${deployment('web')}${deployment('api')}${deployment('far', 'other')}
apiVersion: v1
kind: Namespace
metadata: { name: other, labels: { team: blue } }
---
`;

function calico(spec: string, kind = 'NetworkPolicy', name = 'c'): string {
  const place = kind === 'NetworkPolicy' ? ', namespace: shop' : '';
  return `
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name}${place} }
spec: ${spec}
---
`;
}

function into(text: string): readonly string[] {
  const api = 'shop/Deployment/api';
  return connections(networkOf(viewOf(base + text)))
    .connections.filter(({ target }) => target === api)
    .map(({ source, ports }) => `${source.replace(/.*Deployment\//, '')}: ${formatPorts(ports)}`);
}

const everywhere = '0.0.0.0-255.255.255.255';
const all = [`${everywhere}: all ports`, 'far: all ports', 'web: all ports'];
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['a policy without rules closes what it selects', calico("{ selector: app == 'api' }"), []],
  ['a policy for others changes nothing', calico("{ selector: app == 'x' }"), all],
  [
    'rules for egress alone leave ingress open',
    calico("{ selector: app == 'api', egress: [{ action: Deny }] }"),
    all,
  ],
  [
    'a selector means pods of the namespace',
    calico("{ selector: app == 'api', ingress: [{ action: Allow, source: { selector: all() } }] }"),
    ['web: all ports'],
  ],
  [
    'a selector of namespaces means others',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Allow, source: { namespaceSelector: team == 'blue' } }] }",
    ),
    ['far: all ports'],
  ],
  [
    'a namespace may be named',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Allow, source: { namespaceSelector: projectcalico.org/name == 'other' } }] }",
    ),
    ['far: all ports'],
  ],
  [
    'an empty source is everybody',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Allow, protocol: TCP, destination: { ports: [80, '90:92', http] } }] }",
    ),
    [`${everywhere}: TCP 80, 90-92, 8080`, 'far: TCP 80, 90-92, 8080', 'web: TCP 80, 90-92, 8080'],
  ],
  [
    'ports that are left out',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Allow, protocol: UDP, source: { selector: has(app) }, destination: { notPorts: ['1:52', '54:65535'] } }] }",
    ),
    ['web: UDP 53'],
  ],
  [
    'the first rule that matches decides',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Log }, { action: Deny, source: { selector: app == 'web' } }, { action: Allow }] }",
    ),
    [`${everywhere}: all ports`, 'far: all ports'],
  ],
  [
    'lower orders are asked first',
    calico('{ selector: all(), order: 20, ingress: [{ action: Allow }] }') +
      calico(
        "{ selector: app == 'api', order: 10, ingress: [{ action: Deny, source: { notSelector: app == 'web' } }] }",
        'GlobalNetworkPolicy',
      ),
    ['web: all ports'],
  ],
  [
    'policies of namespaces stand at order 1000',
    policy('n', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }') +
      calico(
        '{ selector: all(), order: 2000, ingress: [{ action: Deny, source: { selector: all() } }, { action: Allow }] }',
      ),
    [`${everywhere}: all ports`, 'far: all ports', 'web: all ports'],
  ],
  [
    'networks mean pods by all addresses, and sets have networks',
    `${calico("{ selector: app == 'api', ingress: [{ action: Allow, source: { selector: kind == 'office', namespaceSelector: global() } }] }")}
apiVersion: projectcalico.org/v3
kind: GlobalNetworkSet
metadata: { name: office, labels: { kind: office } }
spec: { nets: [198.51.100.0/24] }
---
`,
    ['198.51.100.0-198.51.100.255: all ports'],
  ],
  [
    'networks that are left out',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Allow, source: { nets: [10.0.0.0/8], notNets: [10.0.0.0/9] } }] }",
    ),
    ['10.128.0.0-10.255.255.255: all ports'],
  ],
  [
    'rules may be for some of the subjects',
    calico(
      "{ selector: all(), ingress: [{ action: Allow, destination: { selector: app == 'web' } }, { action: Allow, source: { selector: app == 'web' }, destination: { selector: app == 'api' } }] }",
      'GlobalNetworkPolicy',
    ),
    ['web: all ports'],
  ],
  [
    'other protocols have no ports',
    calico(
      "{ selector: app == 'api', ingress: [{ action: Allow, protocol: ICMP }, { action: Allow, notProtocol: TCP, source: { selector: has(app) } }] }",
    ),
    ['web: UDP 1-65535; SCTP 1-65535'],
  ],
];

test.for(cases)('%s', ([, text, expected]) => {
  expect(into(text)).toEqual(expected);
});

function tier(name: string, spec: string): string {
  return `
apiVersion: projectcalico.org/v3
kind: Tier
metadata: { name: ${name} }
spec: ${spec}
---
`;
}

const tierCases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a tier denies what none of its policies speaks of',
    tier('security', '{ order: 100 }') +
      calico(
        "{ tier: security, selector: app == 'api', ingress: [{ action: Pass, source: { selector: app == 'web' } }] }",
        'GlobalNetworkPolicy',
      ),
    ['web: all ports'],
  ],
  [
    'a tier may pass on what none of its policies speaks of',
    tier('security', '{ order: 100, defaultAction: Pass }') +
      calico(
        "{ tier: security, selector: app == 'api', ingress: [{ action: Deny, source: { selector: app == 'web' } }] }",
        'GlobalNetworkPolicy',
      ),
    [`${everywhere}: all ports`, 'far: all ports'],
  ],
  [
    'what a tier passes on policies of namespaces decide',
    tier('security', '{ order: 100 }') +
      calico(
        '{ tier: security, selector: all(), ingress: [{ action: Pass }] }',
        'GlobalNetworkPolicy',
      ) +
      policy('n', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }'),
    ['web: all ports'],
  ],
  [
    'a tier behind the default one is asked last',
    tier('late', '{ order: 2000000 }') +
      calico(
        '{ tier: late, selector: all(), ingress: [{ action: Deny }] }',
        'GlobalNetworkPolicy',
      ) +
      policy('n', '{ podSelector: {}, ingress: [{}] }'),
    all,
  ],
];

test.for(tierCases)('%s', ([, text, expected]) => {
  expect(into(text)).toEqual(expected);
});

test('accounts of pods may be meant, by name and by label', () => {
  const text = `${deployment('ops', 'shop', 'serviceAccountName: operator')}
apiVersion: v1
kind: ServiceAccount
metadata: { name: operator, namespace: shop, labels: { role: ops } }
---
`;
  function by(accounts: string): readonly string[] {
    const source = `{ serviceAccounts: ${accounts} }`;
    const spec = `{ selector: app == 'api', ingress: [{ action: Allow, source: ${source} }] }`;
    return into(text + calico(spec));
  }

  expect(by('{ names: [operator] }')).toEqual(['ops: all ports']);
  expect(by("{ selector: role == 'ops' }")).toEqual(['ops: all ports']);
  expect(by("{ selector: role != 'ops' }")).toEqual(['web: all ports']);
});

test('a selector of which one alternative selects somebody selects somebody', () => {
  function kinds(selector: string): readonly string[] {
    const network = networkOf(viewOf(base + calico(`{ selector: "${selector}" }`)));
    return lint(network).map(({ kind }) => kind);
  }

  expect(kinds("app == 'api' || app == 'none'")).toEqual([]);
  expect(kinds("app == 'gone' || app == 'none'")).toEqual(['selects-nothing']);
});

test('what is not evaluated is said', () => {
  const text =
    base +
    calico('{ selector: all() }', 'StagedGlobalNetworkPolicy') +
    calico('{ selector: all(), doNotTrack: true }', 'GlobalNetworkPolicy', 'raw') +
    calico("{ tier: gone, selector: 'app = x' }");
  const { notices, gaps } = connections(networkOf(viewOf(text)));

  expect(gaps.map(({ detail }) => detail)).toEqual([
    'GlobalNetworkPolicy raw (projectcalico.org) is not evaluated: connections are shown as if it did not exist',
  ]);
  expect(notices.map((one) => one.text)).toEqual([
    'there is no tier "gone": it is taken for one before all others',
    '"app = x" is no selector',
    'is staged: it is not enforced, and connections are shown without it',
  ]);
});

test('an explanation names the tier that decides', () => {
  const text =
    base +
    tier('security', '{ order: 100 }') +
    calico(
      "{ tier: security, selector: app == 'api', ingress: [{ action: Deny, source: { selector: app == 'web' } }, { action: Pass }] }",
      'GlobalNetworkPolicy',
    );
  const [found] = explain(networkOf(viewOf(text)), 'web', 'api');

  expect(found?.verdict).toBe('denied');
  expect(found?.ingress.steps).toMatchObject([
    {
      layer: 'admin',
      verdict: 'deny',
      text: 'GlobalNetworkPolicy c ingress rule 1 says deny for all ports',
    },
  ]);
});
