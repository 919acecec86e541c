import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFieldPath } from '#kube/field-path.ts';
import { type KubeObject, kubeObjectOf } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { defaultPostureSettings } from '#kube/subject.ts';
import type { Json } from '#model/json-value.ts';
import { kindFault } from './kind-fault.ts';
import { apiSchema, isServed, schemaFaults } from './own-kinds.ts';

function objectsOf(text: string): readonly KubeObject[] {
  return readManifests('a.yaml', Buffer.from(text)).objects;
}

/** `type path name-or-wanted`, one a fault. */
function faultsOf(text: string, minor = 36): readonly string[] {
  return objectsOf(text).flatMap((object) =>
    schemaFaults({ object, pods: [], settings: { ...defaultPostureSettings, minor } }).map(
      (fault) => {
        const place = formatFieldPath(fault.path);
        if (fault.type === 'unknown')
          return `unknown ${place} (${fault.meant ?? fault.hint ?? 'nothing'})`;
        if (fault.type === 'missing') return `missing ${place} ${fault.name}`;
        return `${fault.type} ${place} ${JSON.stringify(fault.better) ?? 'nothing'}`;
      },
    ),
  );
}

function pod(spec: string): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: ${spec}}`;
}

function container(more: string): string {
  return pod(`{containers: [{name: a, image: b, ${more}}]}`);
}

const at = 'spec.containers[0]';

test.for([
  ['nothing is said of a plain pod', container('args: [a]'), []],
  [
    'a misspelt field',
    pod('{containers: [{name: a, imag: b}]}'),
    [`unknown ${at}.imag (image)`, `missing ${at} image`],
  ],
  [
    'a field of the map inside',
    container('privileged: true'),
    [`unknown ${at}.privileged (it belongs into "securityContext")`],
  ],
  [
    'two letters that changed places',
    container('comamnd: [a]'),
    [`unknown ${at}.comamnd (command)`],
  ],
  [
    'a number for a text',
    container('env: [{name: A, value: 1.10}]'),
    [`type ${at}.env[0].value "1.10"`],
  ],
  [
    'a word of YAML 1.1 for a text',
    container('env: [{name: A, value: yes}]'),
    [`type ${at}.env[0].value "yes"`],
  ],
  [
    'a text for a number',
    container('ports: [{containerPort: "80"}]'),
    [`type ${at}.ports[0].containerPort 80`],
  ],
  ['one text for a list', container('command: run'), [`type ${at}.command ["run"]`]],
  [
    'no quantity',
    container('resources: {limits: {memory: 128MB}}'),
    [`type ${at}.resources.limits.memory nothing`],
  ],
  [
    'another letter case',
    container('imagePullPolicy: always'),
    [`value ${at}.imagePullPolicy "Always"`],
  ],
  ['an empty value is the default', container('imagePullPolicy: ""'), []],
  ['what is null is not there', container('env: null, livenessProbe: null'), []],
  ['an empty list is not there', pod('{containers: []}'), ['missing spec containers']],
  [
    'no spec at all',
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}',
    ['missing  spec'],
  ],
  [
    'a role may be empty',
    '{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}}',
    [],
  ],
  [
    'what servers add',
    '{apiVersion: v1, kind: Namespace, metadata: {name: a, creationTimestamp: null, managedFields: [{odd: 1}]}, status: {odd: 1}}',
    [],
  ],
  [
    'directives of patches',
    '{apiVersion: v1, kind: Namespace, metadata: {name: a}, $patch: delete}',
    [],
  ],
  ['other groups', '{apiVersion: example.com/v1, kind: Pod, metadata: {name: a}, odd: 1}', []],
  [
    'a whole schema may be true',
    '{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: as.b}, spec: {group: b, scope: Cluster, names: {plural: as, kind: A}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, additionalProperties: true, properties: {a: {type: text}}}}}]}}',
    ['value spec.versions[0].schema.openAPIV3Schema.properties.a.type nothing'],
  ],
] as const)('%s', ([, text, wanted]) => {
  expect(faultsOf(text)).toEqual(wanted);
});

test('fields and values are those of the minor that is to take them', () => {
  const claim = container('restartPolicy: Always');
  const access =
    '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostUsers: false, containers: [{name: a, image: b}]}}';

  expect(faultsOf(access, 24)).toEqual([
    'unknown spec.hostUsers (there is one from Kubernetes 1.25 on)',
  ]);
  expect(faultsOf(access, 25)).toEqual([]);
  expect(faultsOf(claim, 27)).not.toEqual(faultsOf(claim, 28));
});

test('of minors later than the table only what is surely wrong is reported', () => {
  const later = container('newField: 1, imag: b');

  expect(faultsOf(later, 36)).toHaveLength(2);
  expect(faultsOf(later, 99)).toEqual([]);
  expect(faultsOf(container('comand: [a]'), 99)).toEqual([`unknown ${at}.comand (command)`]);
});

test('a version of a kind is served from one minor to another', () => {
  expect(isServed('batch/v1beta1', 'CronJob', 24)).toBe(true);
  expect(isServed('batch/v1beta1', 'CronJob', 25)).toBe(false);
  expect(isServed('batch/v1', 'CronJob', 20)).toBe(false);
  expect(isServed('batch/v1', 'CronJob', 21)).toBe(true);
  expect(isServed('example.com/v1', 'CronJob', 36)).toBeUndefined();
});

test.for([
  ['v1', 'Deployment', 36, 'v1 has no kind Deployment: use apps/v1'],
  ['extensions/v1', 'Ingress', 36, 'extensions/v1 has no kind Ingress: use networking.k8s.io/v1'],
  ['apps/v1', 'Deploymnet', 36, 'apps/v1 has no kind Deploymnet: "Deployment" is probably meant'],
  ['apps/v1', 'Thing', 36, 'apps/v1 has no kind Thing'],
  [
    'resource.k8s.io/v1',
    'ResourceClaim',
    33,
    'resource.k8s.io/v1 ResourceClaim is served from Kubernetes 1.34 on',
  ],
  ['v1', 'Config', 36, undefined],
  ['v1', 'DeploymentConfig', 36, undefined],
  ['policy/v1beta1', 'PodSecurityPolicy', 36, undefined],
  ['example.com/v1', 'Deployment', 36, undefined],
] as const)('%s %s in 1.%i', ([apiVersion, kind, minor, wanted]) => {
  const object = kubeObjectOf(
    { apiVersion, kind, metadata: { name: 'a' } },
    { place: { path: 'a' } },
  );

  expect(object && kindFault(object, minor)?.message).toBe(wanted);
});

test('whatever an object holds, it is judged within bounds', () => {
  const kinds = [...apiSchema.kinds];
  fc.assert(
    fc.property(
      fc.nat(kinds.length - 1),
      fc.jsonValue(),
      fc.jsonValue(),
      (which, spec, metadata) => {
        const { apiVersion = '', kind = '' } = kinds[which] ?? {};
        const body = { apiVersion, kind, spec, metadata, data: spec } as unknown as Json;
        const object = kubeObjectOf(body, { place: { path: 'a' } });
        if (object === undefined) return;
        const faults = schemaFaults({ object, pods: [], settings: defaultPostureSettings });
        expect(faults.length).toBeLessThanOrEqual(200);
      },
    ),
    { numRuns: 200 },
  );
});

test('prototype keys and very many unknown fields do no harm', () => {
  const odd = JSON.parse(
    `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"__proto__":{"a":1},"constructor":1,"containers":[{"name":"a","image":"b"}]}}`,
  ) as Json;
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`odd${n}`, n]));
  const objects = [odd, { apiVersion: 'v1', kind: 'ConfigMap', ...many }].flatMap(
    (body) => kubeObjectOf(body, { place: { path: 'a' } }) ?? [],
  );
  const counts = objects.map(
    (object) => schemaFaults({ object, pods: [], settings: defaultPostureSettings }).length,
  );

  expect(counts).toEqual([2, 200]);
});
