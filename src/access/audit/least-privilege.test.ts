import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { AccessRequest, AccessUse } from '#model/access.ts';
import { accessOf } from '../access.ts';
import { requesterOf } from '../identity.ts';
import { ask, granted, readAccess } from '../testing/read.ts';
import { leastPrivilege } from './least-privilege.ts';
import { unusedAbilities } from './unused.ts';

const me = 'system:serviceaccount:shop:web';
const web = requesterOf({ kind: 'ServiceAccount', namespace: 'shop', name: 'web' });

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
