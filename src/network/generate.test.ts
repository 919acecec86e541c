import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import { parseFlows } from './flows.ts';
import { generate, whatIf } from './generate.ts';
import { lint } from './lint.ts';
import { networkOf } from './network.ts';
import { deployment, policy, service, viewOf } from './testdata/view.ts';

const shop =
  deployment('web') +
  deployment('api') +
  deployment('db') +
  service('api') +
  service('db', 'clusterIP: 10.96.0.9, ports: [{ port: 5432, targetPort: 8080 }]');

const forms: readonly (readonly [string, string])[] = [
  ['own lines', '{"source":"shop/web","target":"shop/api","protocol":"TCP","port":8080}\n'],
  ['a header and commas', 'src,dst,proto,dport\nshop/web,shop/api,tcp,8080\n'],
  [
    'Hubble',
    '{"flow":{"verdict":"FORWARDED","IP":{"source":"10.0.0.1","destination":"10.0.0.2"},"l4":{"TCP":{"source_port":50000,"destination_port":8080}},"source":{"namespace":"shop","pod_name":"web-5d9c-x1"},"destination":{"namespace":"shop","workloads":[{"name":"api","kind":"Deployment"}]},"is_reply":false}}\n' +
      '{"flow":{"verdict":"FORWARDED","is_reply":true,"l4":{"TCP":{"destination_port":50000}},"source":{"namespace":"shop","pod_name":"api-1"},"destination":{"namespace":"shop","pod_name":"web-1"}}}\n',
  ],
];

test.for(forms)('flows are read from %s', ([, text]) => {
  const flows = parseFlows(text, 'flows');
  const { policies, denied, extraPairs, pairsAfter } = generate(viewOf(shop), { flows });

  expect(flows).toHaveLength(1);
  expect(policies.map(({ name }) => name)).toEqual(['default-deny', 'api', 'web']);
  expect({ denied, extraPairs, pairsAfter }).toEqual({ denied: [], extraPairs: 0, pairsAfter: 1 });
});

test('flows to the address of a service, to addresses outside and from nobody are told apart', () => {
  const flows = parseFlows(
    'source,target,protocol,port\nshop/web,10.96.0.9,tcp,5432\nshop/web,198.51.100.7,tcp,443\nshop/ghost,shop/api,tcp,1\n',
    'f.csv',
  );
  const { policies, unplaced, denied } = generate(viewOf(shop), { flows });

  const web = policies.find(({ name }) => name === 'web')?.yaml ?? '';
  expect(web).toContain('cidr: "198.51.100.7/32"');
  expect(web).toContain('app: db');
  expect(unplaced).toMatchObject([{ reason: 'nothing here is called "shop/ghost"' }]);
  expect(denied).toEqual([]);
});

test('names of services in manifests become policies', () => {
  const caller = deployment('web').replace(
    'ports: [{',
    'env: [{ name: API_URL, value: "http://api.shop.svc:80/x" }, { name: MODE, value: db }]\n          ports: [{',
  );
  const { policies } = generate(
    viewOf(caller + deployment('api') + deployment('db') + service('api') + service('db')),
  );

  const api = policies.find(({ name }) => name === 'api')?.yaml ?? '';
  expect(api).toContain('variable API_URL of Deployment shop/web');
  expect(api).toContain('port: 8080');
  expect(policies.some(({ name }) => name === 'db')).toBe(false);
});

test('every flow stays allowed, and nothing is opened but what is counted', () => {
  const names = ['web', 'api', 'db', 'jobs'];
  const all = names.map((name) => deployment(name, name === 'jobs' ? 'batch' : 'shop')).join('');
  const flow = fc.record({
    source: fc.constantFrom(...names, '192.0.2.1', '198.51.100.0/24'),
    target: fc.constantFrom(...names, '203.0.113.9'),
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
    port: fc.integer({ min: 1, max: 65_535 }),
    count: fc.constant(1),
    evidence: fc.constant('seen'),
  });
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 12 }), (flows) => {
      const view = viewOf(all);
      const found = generate(view, { flows });
      expect(found.denied).toEqual([]);
      const text = found.policies.map(({ yaml }) => yaml).join('---\n');
      const after = new ClusterView(
        [...view.objects, ...readManifests('p.yaml', Buffer.from(text)).objects],
        'manifests',
      );
      expect(whatIf(after, flows).denied).toEqual([]);
      const pairs = flows.filter(
        ({ source, target }) =>
          source !== target && names.includes(source) && names.includes(target),
      );
      expect(found.pairsAfter).toBe(
        new Set(pairs.map(({ source, target }) => `${source} ${target}`)).size + found.extraPairs,
      );
      expect(found.extraPairs).toBe(0);
    }),
    { numRuns: 30 },
  );
});

const windows: readonly (readonly [string, string, string])[] = [
  [
    'lines of Hubble',
    '{"flow":{"time":"2026-03-01T10:00:00Z","l4":{"TCP":{"destination_port":8080}},"source":{"namespace":"shop","pod_name":"web-1"},"destination":{"namespace":"shop","pod_name":"api-1"}}}\n{"flow":{"time":"2026-03-01T10:10:00.5Z","l4":{"TCP":{"destination_port":8080}},"source":{"namespace":"shop","pod_name":"web-1"},"destination":{"namespace":"shop","pod_name":"api-1"}}}\n',
    'flows were seen from 2026-03-01T10:00:00Z to 2026-03-01T10:10:00.5Z (10 min): less than a day, so what runs seldom may be missing',
  ],
  [
    'own lines',
    '{"source":"web","target":"api","port":8080,"firstSeen":"2026-03-01T00:00:00Z","lastSeen":"2026-03-11T00:00:00Z"}\n',
    'flows were seen from 2026-03-01T00:00:00Z to 2026-03-11T00:00:00Z (10 days)',
  ],
  [
    'a table',
    'source,target,port,timestamp\nweb,api,8080,2026-03-01T00:00:00Z\nweb,api,8080,never\nweb,db,1,2026-03-03T00:00:00Z\n',
    'flows were seen from 2026-03-01T00:00:00Z to 2026-03-03T00:00:00Z (2 days): less than a week, so what runs seldom may be missing',
  ],
];

test.for(windows)('policies tell the time that flows of %s span', ([, text, notice]) => {
  const { policies, notices } = generate(viewOf(shop), { flows: parseFlows(text, 'f') });

  expect(notices.map((one) => one.text)).toContain(notice);
  expect(policies.find(({ name }) => name === 'web')?.yaml).toContain(`# F${notice.slice(1)}`);
});

const front = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec: { defaultBackend: { service: { name: api, port: { number: 80 } } } }
---
`;
const controller = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: nginx, namespace: ingress-nginx }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: ingress-nginx } }
  template:
    metadata: { labels: { app.kubernetes.io/name: ingress-nginx } }
    spec: { containers: [{ name: main, image: registry.example/ingress-nginx/controller:v1 }] }
---
`;

test('what is behind Ingress is opened to its controller alone, where that is here', () => {
  const known = generate(viewOf(shop + front + controller), { namespaces: ['shop'] });
  const unknown = generate(viewOf(shop + front), { namespaces: ['shop'] });

  const [narrow, wide] = [known, unknown].map(
    ({ policies }) => policies.find(({ name }) => name === 'api')?.yaml ?? '',
  );
  expect(narrow).toContain('kubernetes.io/metadata.name: ingress-nginx');
  expect(wide).toContain('namespaceSelector: {}');
  expect(known.notices.map(({ text }) => text).join()).not.toContain('all namespaces');
  expect(unknown.notices.map(({ text }) => text).join()).toContain('all namespaces');
  const after = shop + front + known.policies.map(({ yaml }) => `${yaml}---\n`).join('');
  for (const text of [after, after + controller])
    expect(lint(networkOf(viewOf(text))).map(({ kind }) => kind)).not.toContain('entry-blocked');
});

test('what other policies would deny is told before they are there', () => {
  const flows = parseFlows(
    '{"source":"web","target":"api","port":8080}\n{"source":"web","target":"db","port":1}',
    'f',
  );
  const after = viewOf(shop + policy('db', '{ podSelector: { matchLabels: { app: db } } }'));

  expect(whatIf(after, flows)).toMatchObject({ allowed: 1, denied: [{ target: 'db' }] });
});

test('broken flows are refused with their line', () => {
  expect(() => parseFlows('source,target,port\na,b,x\n', 'f.csv')).toThrow('f.csv:2 is no flow');
  expect(() => parseFlows('{"source":"a"}', 'f')).toThrow('f:1 is no flow');
});

function outcomeOf(text: string): string {
  try {
    parseFlows(text, 'f');
    return 'flows';
  } catch (error) {
    return isCaissonError(error) ? error.code : String(error);
  }
}

test('no text makes the reader of flows fail otherwise', () => {
  const [, , hubble = ''] = forms.map(([, text]) => text);
  const broken = fc
    .tuple(fc.nat(hubble.length), fc.string())
    .map(([at, text]) => hubble.slice(0, at) + text);
  fc.assert(
    fc.property(fc.oneof(fc.string(), broken, fc.json()), (text) => {
      expect(outcomeOf(text)).toMatch(/^(?:flows|input\.malformed|limit\.)/);
    }),
  );
});

const problems: readonly (readonly [string, string, string])[] = [
  ['selects-nothing', '{ podSelector: { matchLabels: { app: frontend } } }', 'api'],
  ['label-typo', '{ podSelector: { matchLabels: { app: databse } } }', 'database'],
  ['redundant', '{ podSelector: {}, ingress: [{}, { ports: [{ port: 1 }] }] }', 'api'],
  [
    'no-dns-egress',
    '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }], ports: [{ port: 1 }] }] }',
    'api',
  ],
  ['port-matches-nothing', '{ podSelector: {}, ingress: [{ ports: [{ port: grpc }] }] }', 'api'],
  ['invalid', '{ podSelector: {}, ingress: [{ from: [{}] }] }', 'api'],
  [
    'borrowed-label',
    '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: api } } }] }] }',
    'api',
  ],
];

test.for(problems)('lint finds %s', ([kind, spec, name]) => {
  const found = lint(networkOf(viewOf(deployment(name) + policy('p', spec))));

  expect(found.map((one) => one.kind)).toContain(kind);
});

test('lint finds nothing in what is generated', () => {
  const caller = deployment('web').replace(
    'ports: [{',
    'env: [{ name: API_URL, value: "http://api" }]\n          ports: [{',
  );
  const text = caller + deployment('api') + service('api');
  const { policies } = generate(viewOf(text));

  expect(
    lint(networkOf(viewOf(text + policies.map(({ yaml }) => `${yaml}---\n`).join('')))),
  ).toEqual([]);
});
