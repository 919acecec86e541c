import { expect, test } from 'vitest';
import { connections } from './connections.ts';
import { explain } from './explain.ts';
import { networkOf } from './network.ts';
import { deployment, policy, viewOf } from './testdata/view.ts';

const base =
  deployment('web', 'shop', 'serviceAccountName: front') +
  deployment('api') +
  deployment('far', 'other');

function mesh(name: string, spec: string, namespace = 'shop'): string {
  return `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---
`;
}

function restrictions(text: string): Readonly<Record<string, string>> {
  const { connections: all } = connections(networkOf(viewOf(base + text)), {});
  return Object.fromEntries(
    all
      .filter(({ target }) => target === 'shop/Deployment/api')
      .map(({ source, restrictions: found = [] }) => [
        source.replace(/.*Deployment\//, ''),
        found.join(' | '),
      ]),
  );
}

const outside = '0.0.0.0-255.255.255.255';
const toApi = 'selector: { matchLabels: { app: api } }';
const cases: readonly (readonly [string, string, string, string, string])[] = [
  [
    'a policy without rules lets nothing pass',
    mesh('none', '{}'),
    'AuthorizationPolicy shop/none: nothing',
    'AuthorizationPolicy shop/none: nothing',
    'AuthorizationPolicy shop/none: nothing',
  ],
  ['an empty rule demands nothing', mesh('all', '{ rules: [{}] }'), '', '', ''],
  [
    'policies for others do not matter',
    mesh('x', '{ selector: { matchLabels: { app: x } } }'),
    '',
    '',
    '',
  ],
  [
    'requests are named, and whom they may come from',
    mesh(
      'read',
      `{ ${toApi}, rules: [{ from: [{ source: { namespaces: [shop] } }], to: [{ operation: { methods: [GET], paths: [/items] } }] }] }`,
    ),
    'AuthorizationPolicy shop/read: nothing',
    'AuthorizationPolicy shop/read: nothing',
    'AuthorizationPolicy shop/read: only GET /items',
  ],
  [
    'a principal is the account of the pods',
    mesh(
      'front',
      `{ ${toApi}, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/front] } }], to: [{ operation: { ports: ['8080'] } }] }] }`,
    ),
    'AuthorizationPolicy shop/front: nothing',
    'AuthorizationPolicy shop/front: nothing',
    'AuthorizationPolicy shop/front: only on port 8080',
  ],
  [
    'what is denied comes first, from everywhere by the root namespace',
    mesh(
      'guard',
      '{ action: DENY, rules: [{ from: [{ source: { notNamespaces: [shop] } }] }] }',
      'istio-system',
    ) + mesh('all', '{ rules: [{}] }'),
    'AuthorizationPolicy istio-system/guard: nothing',
    'AuthorizationPolicy istio-system/guard: nothing',
    '',
  ],
  [
    'addresses and conditions',
    mesh(
      'office',
      `{ ${toApi}, rules: [{ from: [{ source: { ipBlocks: [198.51.100.0/24] } }], when: [{ key: 'request.auth.claims[group]', values: [ops] }] }] }`,
    ),
    'AuthorizationPolicy shop/office: only request.auth.claims[group] is ops',
    'AuthorizationPolicy shop/office: only from 198.51.100.0/24 request.auth.claims[group] is ops',
    'AuthorizationPolicy shop/office: only from 198.51.100.0/24 request.auth.claims[group] is ops',
  ],
  [
    'others may decide',
    mesh(
      'ask',
      '{ action: CUSTOM, provider: { name: opa }, rules: [{ to: [{ operation: { paths: [/admin] } }] }] }',
    ),
    'AuthorizationPolicy shop/ask: /admin as "opa" decides',
    'AuthorizationPolicy shop/ask: /admin as "opa" decides',
    'AuthorizationPolicy shop/ask: /admin as "opa" decides',
  ],
];

test.for(cases)('%s', ([, text, fromOutside, fromFar, fromWeb]) => {
  expect(restrictions(text)).toEqual({ [outside]: fromOutside, far: fromFar, web: fromWeb });
});

test('an explanation says what the mesh demands of what the network allows', () => {
  const read = mesh('read', `{ ${toApi}, rules: [{ to: [{ operation: { methods: [GET] } }] }] }`);
  const open = networkOf(viewOf(base + read));
  const shut = networkOf(viewOf(base + read + policy('shut', '{ podSelector: {} }')));

  expect(explain(open, 'web', 'api')[0]?.summary).toBe(
    'shop/Deployment/web to shop/Deployment/api: all ports, allowed by both sides; allowed by network, but only GET (AuthorizationPolicy shop/read)',
  );
  expect(explain(shut, 'web', 'api')[0]?.restrictions).toBeUndefined();
});
