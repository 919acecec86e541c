import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { AccessRequest, AccessUse } from '#model/access.ts';
import { accessOf } from '../access.ts';
import { requesterOf } from '../identity.ts';
import { ask, granted, readAccess } from '../testing/read.ts';
import { leastPrivilege } from './least-privilege.ts';
import { readAudit, readAuditBytes } from './read-audit.ts';
import { unusedAbilities } from './unused.ts';

const web = requesterOf({ kind: 'ServiceAccount', namespace: 'shop', name: 'web' });

function line(verb: string, objectRef: object | undefined, more: object = {}): string {
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    stage: 'ResponseComplete',
    requestURI: '/metrics?x=1',
    verb,
    user: { username: web.user, groups: web.groups },
    objectRef,
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-01T10:00:00.000000Z',
    ...more,
  });
}

function read(...lines: readonly string[]) {
  return readAuditBytes(Buffer.from(lines.join('\n')), { path: 'audit.log' });
}

function shown(uses: readonly AccessUse[]): readonly string[] {
  return uses.map(({ requester, request, count }) => {
    if (request.type === 'url')
      return `${requester.user} ${request.verb} ${request.path} x${count}`;
    const { verb, group, resource, subresource = '', namespace = '', name = '' } = request;
    return `${requester.user} ${verb} ${group}/${resource}/${subresource} ${namespace}/${name} x${count}`;
  });
}

const me = 'system:serviceaccount:shop:web';

test('requests are counted once, by what RBAC was asked', () => {
  const pods = { resource: 'pods', namespace: 'shop', apiVersion: 'v1' };
  const { uses, events, gaps, from, to } = read(
    line('list', pods, { stage: 'RequestReceived' }),
    line('list', pods),
    line('list', pods, { requestReceivedTimestamp: '2026-11-02T00:00:00Z' }),
    line('watch', pods, { stage: 'ResponseStarted' }),
    line('get', { ...pods, name: 'a' }, { responseStatus: { code: 403 } }),
    line('create', { ...pods, name: 'made' }, { responseStatus: { code: 201 } }),
    line('create', { ...pods, name: 'a', subresource: 'exec' }, { responseStatus: { code: 101 } }),
    line(
      'patch',
      { resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'x' },
      { responseStatus: { code: 201 } },
    ),
    line('get', undefined),
  );

  expect(shown(uses)).toEqual(
    [
      `${me} list /pods/ shop/ x2`,
      `${me} watch /pods/ shop/ x1`,
      `${me} create /pods/ shop/ x1`,
      `${me} create /pods/exec shop/a x1`,
      `${me} create apps/deployments/ shop/x x1`,
      `${me} patch apps/deployments/ shop/x x1`,
      `${me} get /metrics x1`,
    ].toSorted(byKey),
  );
  expect({ events, gaps, from, to }).toEqual({
    events: 9,
    gaps: [],
    from: '2026-11-01T10:00:00.000000Z',
    to: '2026-11-02T00:00:00Z',
  });

  function byKey(a: string, b: string): number {
    const order = shown(uses);
    return order.indexOf(a) - order.indexOf(b);
  }
});

test('who acts as somebody else used two rights', () => {
  const { uses } = read(
    line(
      'get',
      { resource: 'pods', namespace: 'shop', name: 'a' },
      {
        user: { username: 'ann', groups: ['system:authenticated'] },
        impersonatedUser: { username: 'bob', groups: ['devs', 'system:authenticated'] },
      },
    ),
  );

  expect(shown(uses).toSorted()).toEqual([
    'ann impersonate /groups/ /devs x1',
    'ann impersonate /users/ /bob x1',
    'bob get /pods/ shop/a x1',
  ]);
});

test('broken lines are gaps, and the others are read', () => {
  const good = line('get', undefined);
  const { events, gaps } = read(
    good,
    '{"broken',
    '',
    '{"kind":"Pod"}',
    good,
    'x'.repeat(9 * 2 ** 20),
    good,
  );

  expect(events).toBe(3);
  expect(gaps.map(({ location, reason }) => [location.line, reason])).toEqual([
    [2, 'malformed'],
    [4, 'malformed'],
    [6, 'too-large'],
  ]);
});

test('lists, wrapped lines and values over many lines are read too', async () => {
  const event: unknown = JSON.parse(line('get', undefined));
  const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1beta1', items: [event, event] };

  expect(read(JSON.stringify(list)).events).toBe(2);
  expect(read(JSON.stringify(list, undefined, 2)).events).toBe(2);
  expect(read(JSON.stringify({ message: JSON.stringify(event) })).events).toBe(1);
  expect(read(`2026-11-01T10:00:00.1Z stdout F ${JSON.stringify(event)}`).events).toBe(1);
  const text = Buffer.from(`${JSON.stringify(event)}\n`.repeat(50));
  async function* pieces() {
    await Promise.resolve();
    for (let at = 0; at < text.length; at += 7) yield text.subarray(at, at + 7);
  }
  expect((await readAudit(pieces(), { path: 'a' })).events).toBe(50);
});

function use(request: AccessRequest, requester = web): AccessUse {
  return { requester, request, count: 1, first: '', last: '' };
}

test('roles are made for what was used, and say what they allow beyond', () => {
  const { yaml, beyond } = leastPrivilege([
    use(ask('list pods -n shop')),
    use(ask('get configmaps -n shop web')),
    use(ask('get secrets -n shop web')),
    use(ask('get /metrics')),
  ]);

  expect(yaml).toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: used-by-shop.web
rules:
  - nonResourceURLs:
      - "/metrics"
    verbs:
      - get
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: used-by-shop.web
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: used-by-shop.web
subjects:
  - kind: ServiceAccount
    name: web
    namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: used-by-shop.web
  namespace: shop
rules:
  - apiGroups:
      - ""
    resources:
      - configmaps
      - secrets
    resourceNames:
      - web
    verbs:
      - get
  - apiGroups:
      - ""
    resources:
      - pods
    verbs:
      - get
      - list
      - watch
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: used-by-shop.web
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: used-by-shop.web
subjects:
  - kind: ServiceAccount
    name: web
    namespace: shop
`);
  expect(beyond).toEqual([
    {
      user: me,
      namespace: 'shop',
      group: '',
      resource: 'pods',
      verbs: ['get', 'watch'],
      because: 'reads go together',
    },
  ]);
});

test('what is granted already is left out, and administrators get nothing', () => {
  const rule = '{verbs: [get], apiGroups: [""], resources: [pods]}';
  const existing = readAccess(granted(rule, '{kind: ServiceAccount, name: web, namespace: shop}'));
  const master = { user: 'root', groups: ['system:masters'] };
  const { objects, skipped } = leastPrivilege(
    [use(ask('get pods -n shop a')), use(ask('get pods'), master)],
    { existing },
  );

  expect(objects).toEqual([]);
  expect(skipped).toEqual(['root']);
});

const users = fc.constantFrom(
  'ann',
  'Bob@example.org',
  'bob-example.org',
  me,
  'system:serviceaccount:a:b-c',
);
const requests = fc.oneof(
  fc.record(
    {
      type: fc.constant('resource' as const),
      verb: fc.constantFrom('get', 'list', 'watch', 'create', 'delete', 'patch'),
      group: fc.constantFrom('', 'apps', 'example.org'),
      resource: fc.constantFrom('pods', 'deployments', 'namespaces', '__proto__'),
      subresource: fc.constantFrom('log', 'scale'),
      namespace: fc.constantFrom('red', 'blue', 'green'),
      name: fc.constantFrom('a', 'b', 'c', 'yes', '1e3', 'x: y', '- z'),
    },
    { requiredKeys: ['type', 'verb', 'group', 'resource'] },
  ),
  fc.record({
    type: fc.constant('url' as const),
    verb: fc.constantFrom('get', 'post'),
    path: fc.constantFrom('/metrics', '/healthz', '/a*', '/'),
  }),
);

test('the roles that are made allow every request of the log', () => {
  const options = fc.record(
    {
      collapseNames: fc.integer({ min: 1, max: 3 }),
      collapseNamespaces: fc.integer({ min: 1, max: 3 }),
      joinReads: fc.boolean(),
    },
    { requiredKeys: [] },
  );

  fc.assert(
    fc.property(fc.array(fc.tuple(users, requests), { maxLength: 25 }), options, (all, chosen) => {
      const uses = all.map(([user, request]) => use(request, { user, groups: [] }));
      const made = leastPrivilege(uses, chosen);
      const { objects, gaps } = readManifests('a.yaml', Buffer.from(made.yaml));
      const access = accessOf(new ClusterView(objects, 'cluster'));
      expect(gaps).toEqual([]);
      const denied = uses.filter(
        ({ requester, request }) => !access.decide(requester, request).allowed,
      );
      expect(denied).toEqual([]);
      expect(leastPrivilege(uses.toReversed(), chosen).yaml).toBe(made.yaml);
    }),
    { numRuns: 150 },
  );
});

test('without widening nothing is allowed that was not seen', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(users, requests), { maxLength: 15 }), (all) => {
      const uses = all.map(([user, request]) => use(request, { user, groups: [] }));
      const { yaml, beyond } = leastPrivilege(uses, { joinReads: false });
      const { objects } = readManifests('b.yaml', Buffer.from(yaml));
      const access = accessOf(new ClusterView(objects, 'cluster'));
      const unseen = uses.flatMap(({ requester }) =>
        uses.filter(
          ({ request }) =>
            access.decide(requester, request).allowed &&
            !uses.some((one) => one.requester.user === requester.user && covers(one, request)),
        ),
      );
      expect(unseen).toEqual([]);
      expect(beyond).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

/** Whether a request that was seen is reason enough to allow another one: the same, or the same for all names or places. */
function covers({ request: seen }: AccessUse, other: AccessRequest): boolean {
  if (seen.type === 'url' || other.type === 'url') return coversUrl(seen, other);
  const isSame = (['verb', 'group', 'resource', 'subresource'] as const).every(
    (key) => seen[key] === other[key],
  );
  const isWide = (['namespace', 'name'] as const).every(
    (key) => seen[key] === undefined || seen[key] === other[key],
  );
  return isSame && isWide;
}

function coversUrl(seen: AccessRequest, other: AccessRequest): boolean {
  if (seen.type !== 'url' || other.type !== 'url' || seen.verb !== other.verb) return false;
  return seen.path === other.path || (seen.path === '/a*' && other.path.startsWith('/a'));
}

test('rights that nobody used are found, by verb', () => {
  const rule = '{verbs: [get, list, delete], apiGroups: [""], resources: [pods, secrets]}';
  const access = readAccess(
    granted(rule, '{kind: ServiceAccount, name: web, namespace: shop}', 'shop'),
  );
  const uses = [use(ask('get pods -n shop a')), use(ask('list pods -n shop'))];

  expect(
    unusedAbilities(access, uses).map(({ ability, unusedVerbs }) => [
      ability.resource,
      unusedVerbs,
    ]),
  ).toEqual([
    ['pods', ['delete']],
    ['secrets', ['get', 'list', 'delete']],
  ]);
});

test('logs of any bytes are read without a crash', () => {
  const sample = `${line('get', { resource: 'pods', namespace: 'a', name: 'b' })}\n${line('list', undefined)}\n`;
  const mutated = fc
    .tuple(fc.nat(sample.length), fc.nat(sample.length), fc.string())
    .map(([start, end, text]) => Buffer.from(sample.slice(0, start) + text + sample.slice(end)));
  const value = fc.jsonValue().map((one) => Buffer.from(JSON.stringify(one)));
  const odd = fc
    .record({
      stage: fc.jsonValue(),
      verb: fc.jsonValue(),
      user: fc.jsonValue(),
      objectRef: fc.jsonValue(),
      impersonatedUser: fc.jsonValue(),
    })
    .map((one) => Buffer.from(line('get', {}, one)));

  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), mutated, value, odd), (bytes) => {
      const reading = readAuditBytes(bytes, { path: 'a' });
      expect(reading.gaps.length).toBeLessThan(25);
      leastPrivilege(reading.uses);
    }),
    { numRuns: 300 },
  );
});
