import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Access, accessOf } from '#access/access.ts';
import { leastPrivilege } from '#access/audit/least-privilege.ts';
import { readAuditBytes } from '#access/audit/read-audit.ts';
import { accountUser, requesterOf } from '#access/identity.ts';
import { whatCan } from '#access/what-can.ts';
import { conditions } from '#catalog/cluster.gen.ts';
import { fieldOf, listOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import { flatten } from '#kube/read-manifests.ts';
import { defaultPostureSettings } from '#kube/subject.ts';
import { ClusterView } from '#kube/view.ts';
import type { Ability, AccessRequest, AccessSubject, Requester } from '#model/access.ts';
import type { Json } from '#model/json-value.ts';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';

const isMissing = !canStartControlPlane();
const api = '/apis/rbac.authorization.k8s.io/v1';
const kinds = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'] as const;
const requests = 3000;

let plane: ControlPlane | undefined;
let live: Access;
/** Before anything was added to it. */
let fresh: Access;

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const roll = dice(20);
function oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
  return values[roll(values.length)] ?? values[0];
}
function some<Value>(values: readonly [Value, ...Value[]], most = 3): readonly Value[] {
  return Array.from({ length: 1 + roll(most) }, () => oneOf(values));
}

const namespaces = ['red', 'blue', 'kube-system'] as const;
const verbs = ['get', 'list', 'watch', 'create', 'delete', 'impersonate', '*'] as const;
const groups = ['', 'apps', 'example.org', '*'] as const;
const resources = [
  'pods',
  'pods/log',
  'pods/*',
  'pods/exec',
  'secrets',
  'deployments',
  'deployments/scale',
  '*/scale',
  '*/log',
  '*',
  'namespaces',
  'widgets',
] as const;
const names = ['one', 'two', ''] as const;
const urls = ['/metrics', '/metrics/*', '/logs*', '/logs**', '*', '/healthz/*/x', '/api'] as const;
const users = ['ann', 'bob', accountUser('red', 'web')] as const;
const memberships = ['devs', 'system:authenticated', 'system:serviceaccounts'] as const;
const accounts = ['web', 'job'] as const;

function resourceRule() {
  return {
    verbs: some(verbs),
    apiGroups: some(groups, 2),
    resources: some(resources),
    ...(roll(4) === 0 && { resourceNames: some(names, 2) }),
  };
}

function clusterRule() {
  return roll(4) === 0
    ? { verbs: some(['get', 'post', '*']), nonResourceURLs: some(urls, 2) }
    : resourceRule();
}

function subjects() {
  return some(['User', 'Group', 'ServiceAccount'] as const, 2).map((kind) => {
    const apiGroup = 'rbac.authorization.k8s.io';
    if (kind === 'User') return { kind, apiGroup, name: oneOf(users) };
    if (kind === 'Group') return { kind, apiGroup, name: oneOf(memberships) };
    return { kind, name: oneOf(accounts), namespace: oneOf(namespaces) };
  });
}

interface Made {
  readonly path: string;
  readonly body: object;
}

function objects(): readonly Made[] {
  const many = Array.from({ length: 30 }, (_, at) => at);
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return [
    ...many.map((at) => ({
      path: `${api}/clusterroles`,
      body: {
        apiVersion,
        kind: 'ClusterRole',
        metadata: { name: `c${at}`, labels: { [`part-${at % 5}`]: 'yes' } },
        ...(at % 10 === 9
          ? {
              aggregationRule: {
                clusterRoleSelectors: [{ matchLabels: { [`part-${at % 4}`]: 'yes' } }],
              },
            }
          : { rules: [clusterRule(), clusterRule()] }),
      },
    })),
    ...many.map((at) => ({
      path: `${api}/namespaces/${namespaces[at % 3]}/roles`,
      body: { apiVersion, kind: 'Role', metadata: { name: `r${at}` }, rules: [resourceRule()] },
    })),
    ...many.slice(0, 12).map((at) => ({
      path: `${api}/clusterrolebindings`,
      body: {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata: { name: `cb${at}` },
        subjects: subjects(),
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: `c${roll(31)}`,
        },
      },
    })),
    ...many.map((at) => {
      const isOwn = roll(2) === 0;
      return {
        path: `${api}/namespaces/${namespaces[at % 3]}/rolebindings`,
        body: {
          apiVersion,
          kind: 'RoleBinding',
          metadata: { name: `b${at}` },
          subjects: subjects(),
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: isOwn ? 'Role' : 'ClusterRole',
            name: `${isOwn ? 'r' : 'c'}${roll(31)}`,
          },
        },
      };
    }),
  ];
}

function randomRequester(): Requester {
  const user = oneOf(users);
  return { user, groups: roll(3) === 0 ? [] : [...some(memberships, 2)] };
}

function randomRequest(): AccessRequest {
  if (roll(6) === 0)
    return {
      type: 'url',
      verb: oneOf(['get', 'post', 'put']),
      path: oneOf([
        '/metrics',
        '/metrics/a',
        '/logs',
        '/logsx/y',
        '/healthz/a/x',
        '/api',
        '/other',
      ]),
    };
  const [resource = '', subresource] = oneOf(resources).split('/');
  return {
    type: 'resource',
    verb: oneOf(verbs),
    group: oneOf(groups),
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(roll(4) > 0 && { namespace: oneOf(namespaces) }),
    ...(roll(2) === 0 && { name: oneOf(['one', 'two', 'three']) }),
  };
}

function reviewOf({ user, groups: own }: Requester, request: AccessRequest): object {
  const attributes =
    request.type === 'url'
      ? { nonResourceAttributes: { verb: request.verb, path: request.path } }
      : { resourceAttributes: { ...request, type: undefined } };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups: own, ...attributes },
  };
}

async function call(method: string, path: string, body?: object, headers = {}): Promise<Json> {
  const answer = await plane?.call(method, path, body, headers);
  expect(answer?.status, `${method} ${path} ${JSON.stringify(answer?.body)}`).toBeLessThan(300);
  return (answer?.body ?? null) as Json;
}

/** Until the server's own caches know all that was made. */
async function settle(name: string): Promise<void> {
  await call('POST', `${api}/clusterroles`, {
    metadata: { name },
    rules: [{ verbs: ['get'], apiGroups: ['last'], resources: ['all'] }],
  });
  await call('POST', `${api}/clusterrolebindings`, {
    metadata: { name },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  });
  const question = reviewOf(
    { user: name, groups: [] },
    { type: 'resource', verb: 'get', group: 'last', resource: 'all' },
  );
  await vi.waitFor(
    async () => expect(allowedBy(await call('POST', reviews, question))).toBe(true),
    20_000,
  );
  await ready('c9');
  await ready('c29');
}

/** Until the controller has filled an aggregated role. */
async function ready(role: string): Promise<void> {
  await vi.waitFor(async () => {
    const { body } = (await plane?.call('GET', `${api}/clusterroles/${role}`)) ?? {};
    expect(listOf(fieldOf(body as Json, 'rules')).length).toBeGreaterThan(0);
  }, 60_000);
}

const reviews = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

function allowedBy(review: Json): boolean {
  return valueAt(review, ['status', 'allowed']) === true;
}

async function readLive(): Promise<Access> {
  const lists = [];
  for (const kind of kinds) lists.push(await call('GET', `${api}/${kind}`));
  const all = lists.flatMap((list) => flatten(list, { place: { path: 'cluster' } }));
  return accessOf(new ClusterView(all, 'cluster'));
}

beforeAll(async () => {
  if (isMissing) return;
  plane = await startControlPlane({
    controllers: true,
    users: users.map((name, at) => ({ name, groups: [memberships[at] ?? 'devs'] })),
  });
  for (const name of ['red', 'blue'])
    await call('POST', '/api/v1/namespaces', { metadata: { name } });
  await ready('admin');
  fresh = await readLive();
  for (const { path, body } of objects()) await call('POST', path, body);
  await settle('last-of-all');
  live = await readLive();
}, 120_000);

afterAll(async () => plane?.stop());

test.skipIf(isMissing)(
  'every request gets the answer of a real API server, and for the reason that it gives',
  async () => {
    const wrong: unknown[] = [];
    let allowed = 0;
    for (let at = 0; at < requests; at += 1) {
      const [requester, request] = [randomRequester(), randomRequest()];
      const review = await call('POST', reviews, reviewOf(requester, request));
      const decision = live.decide(requester, request);
      allowed += Number(decision.allowed);
      const reason = valueAt(review, ['status', 'reason']);
      const known = live.why(requester, request).map(({ binding }) => binding.name);
      const isKnown = known.some((name) =>
        JSON.stringify(reason ?? '')
          .replaceAll('\\\\', '')
          .includes(`"${name}`),
      );
      if (allowedBy(review) !== decision.allowed || (decision.allowed && !isKnown))
        wrong.push({ requester, request, decision, reason });
    }

    expect(wrong).toEqual([]);
    expect(allowed).toBeGreaterThan(requests / 10);
    expect(allowed).toBeLessThan(requests * 0.9);
  },
  300_000,
);

function atoms(rules: Json | undefined, isUrl: boolean): readonly string[] {
  return listOf(rules).flatMap((rule) => {
    const named = textsOf(fieldOf(rule, 'resourceNames'));
    return textsOf(fieldOf(rule, 'verbs')).flatMap((verb) =>
      isUrl
        ? textsOf(fieldOf(rule, 'nonResourceURLs')).map((url) => `${verb} ${url}`)
        : textsOf(fieldOf(rule, 'apiGroups')).flatMap((group) =>
            textsOf(fieldOf(rule, 'resources')).flatMap((resource) =>
              (named.length > 0 ? named : ['(any)']).map(
                (name) => `${verb} ${group}/${resource} ${name}`,
              ),
            ),
          ),
    );
  });
}

/** `*` hides the other verbs of the same resource here, while the server lists them all. */
function withoutHidden(all: readonly string[]): readonly string[] {
  const known = new Set(all);
  return [...known].filter((atom) => {
    const [verb = '', ...rest] = atom.split(' ');
    return verb === '*' || !known.has(['*', ...rest].join(' '));
  });
}

function atomsOf(ability: Ability): readonly string[] {
  const { type, group, resource } = ability;
  const named = ability.names.length > 0 ? ability.names : ['(any)'];
  return ability.verbs.flatMap((verb) =>
    type === 'url'
      ? [`${verb} ${resource}`]
      : named.map((name) => `${verb} ${group}/${resource} ${name}`),
  );
}

const people: readonly AccessSubject[] = [
  { kind: 'User', name: 'ann' },
  { kind: 'User', name: 'bob' },
  { kind: 'ServiceAccount', namespace: 'red', name: 'web' },
];

test.skipIf(isMissing)('what somebody can do is what the server tells them', async () => {
  for (const person of people)
    for (const namespace of namespaces) {
      const { user, groups: memberOf } = requesterOf(person, ['devs']);
      const review = await call(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectRulesReview',
          spec: { namespace },
        },
        {
          'Impersonate-User': user,
          'Impersonate-Group': memberOf.filter((one) => one !== 'system:authenticated'),
        },
      );
      // of paths the server also lists those of role bindings, which give nothing
      const theirs = atoms(valueAt(review, ['status', 'resourceRules']), false);
      const paths = atoms(valueAt(review, ['status', 'nonResourceRules']), true);
      const ours = whatCan(live, person, { groups: ['devs'] }).filter(
        (one) => one.namespace === undefined || one.namespace === namespace,
      );

      const [resourceAtoms, urlAtoms] = ['resource', 'url'].map((type) =>
        ours.filter((one) => one.type === type).flatMap(atomsOf),
      );
      expect(withoutHidden(resourceAtoms ?? []).toSorted(), `${user} in ${namespace}`).toEqual(
        withoutHidden(theirs).toSorted(),
      );
      expect(paths).toEqual(expect.arrayContaining([...(urlAtoms ?? [])]));
    }
});

test.skipIf(isMissing)('aggregation by labels gives what the controller wrote', () => {
  const written = live.view.objects.filter(({ kind }) => kind === 'ClusterRole');
  const bare = written.map((role) => {
    const isAggregated = fieldOf(role.body, 'aggregationRule') !== undefined;
    return isAggregated ? { ...role, body: { ...role.body, rules: [] } } : role;
  });
  const offline = accessOf(new ClusterView(bare, 'manifests'));

  for (const { name } of written)
    expect([name, ...rulesIn(offline, name)]).toEqual([name, ...rulesIn(live, name)]);
});

function rulesIn(access: Access, name: string): readonly string[] {
  const rules = access.roles.get(`/${name}`)?.rules ?? [];
  return [...new Set(rules.map(({ rule }) => JSON.stringify(rule)))].toSorted();
}

/** What 1.20 gave and later versions do not: writing endpoints (since 1.22). */
const gone = /^(?:create|delete|deletecollection|patch|update) \/endpoints /;

test
  .skipIf(isMissing)
  .for([
    'cluster-admin',
    'admin',
    'edit',
    'view',
    'system:discovery',
    'system:basic-user',
    'system:auth-delegator',
    'system:node-bootstrapper',
    'system:kubelet-api-admin',
  ])('the built-in role %s is known, with all that 1.20 gave and still holds', (name) => {
  const [theirs, ours] = [live, accessOf(new ClusterView([], 'manifests'))].map(
    (access) =>
      new Set(
        access.roles.get(`/${name}`)?.rules.flatMap(({ rule }) => {
          const body = [{ ...rule, nonResourceURLs: rule.nonResourceUrls }];
          return [...atoms(body, false), ...atoms(body, true)];
        }),
      ),
  );

  expect(
    [...(theirs ?? [])].filter((atom) => ours?.has(atom) !== true && !gone.test(atom)),
  ).toEqual([]);
});

test.skipIf(isMissing)('a cluster as it comes has no faults of RBAC', () => {
  const subject = { view: fresh.view, settings: defaultPostureSettings, now: new Date(0) };
  const found = Object.entries(conditions)
    .filter(([id]) => id.startsWith('CSN-KCL-02'))
    .flatMap(([id, evaluate]) => [...evaluate(subject)].map(({ message }) => `${id} ${message}`));

  expect(fresh.bindings.length).toBeGreaterThan(40);
  expect(found).toEqual([]);
});

async function create(body: Json): Promise<void> {
  const namespace = textOf(valueAt(body, ['metadata', 'namespace']));
  const kind = `${textOf(fieldOf(body, 'kind'))?.toLowerCase()}s`;
  const place = namespace === undefined ? kind : `namespaces/${namespace}/${kind}`;
  await call('POST', `${api}/${place}`, body as object);
}

async function doDeeds(): Promise<void> {
  for (const [method, path] of deeds) {
    const body = method === 'POST' || method === 'PUT' ? {} : undefined;
    await plane?.call(method, path, body, { 'Impersonate-User': 'ann' });
  }
}

/** What somebody does, allowed or not. */
const deeds = [
  ['GET', '/api/v1/namespaces/red/pods'],
  ['GET', '/api/v1/namespaces/red/pods?fieldSelector=metadata.name%3Dweb'],
  ['GET', '/api/v1/namespaces/red/pods/web'],
  ['GET', '/api/v1/namespaces/red/pods/web/log'],
  ['GET', '/api/v1/namespaces/red'],
  ['GET', '/api/v1/namespaces'],
  ['GET', '/api/v1/secrets'],
  ['DELETE', '/api/v1/namespaces/blue/configmaps'],
  ['DELETE', '/apis/apps/v1/namespaces/blue/deployments/web'],
  ['POST', '/api/v1/namespaces/blue/configmaps'],
  ['PUT', '/apis/apps/v1/namespaces/blue/deployments/web/scale'],
  ['GET', '/metrics'],
  ['GET', '/apis/apps/v1'],
] as const;

test.skipIf(isMissing)(
  'roles made of the audit log let everybody do what they did, says the server',
  async () => {
    await doDeeds();
    const log = readFileSync(plane?.auditLog ?? '');
    const { uses, gaps, events } = readAuditBytes(log, { path: 'audit.log', choice: 'all' });
    const own = uses.filter(({ requester }) => users.includes(requester.user as 'ann'));
    const { objects: made } = leastPrivilege(
      own.map((use) => ({
        ...use,
        requester: { ...use.requester, user: `new-${use.requester.user}` },
      })),
    );
    for (const body of made) await create(body);
    await settle('last-but-one');
    const denied: unknown[] = [];
    for (const { requester, request } of own) {
      const review = reviewOf({ user: `new-${requester.user}`, groups: [] }, request);
      if (!allowedBy(await call('POST', reviews, review))) denied.push(request);
    }

    expect(gaps).toEqual([]);
    expect(events).toBeGreaterThan(100);
    expect(own.length).toBeGreaterThanOrEqual(deeds.length);
    expect(denied).toEqual([]);
  },
  120_000,
);
