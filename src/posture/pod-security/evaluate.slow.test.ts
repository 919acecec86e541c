import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFieldPath } from '#kube/field-path.ts';
import { kubeObjectOf } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { levelOf, violationsOf } from './evaluate.ts';
import { parsePodSecurityLevel, parsePodSecurityVersion } from './version.ts';

const strict = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
function podOf(spec: JsonObject, security: Json = strict, annotations: JsonObject = {}) {
  const containers = [{ name: 'web', image: 'nginx', securityContext: security }];
  return { metadata: { annotations }, spec: { containers, ...spec } };
}
function containerOf(extra: JsonObject) {
  return podOf({ containers: [{ name: 'web', securityContext: strict, ...extra }] });
}
function securityOf(extra: JsonObject) {
  return podOf({}, { ...strict, ...extra });
}

const web = 'spec.containers[0].securityContext';
const armor = 'container.apparmor.security.beta.kubernetes.io/web';
const cases: readonly (readonly [string, number, JsonObject, string, string])[] = [
  ['hostNetwork', 36, podOf({ hostNetwork: true }), 'hostNamespaces', 'spec.hostNetwork'],
  [
    'hostPath',
    36,
    podOf({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
    'restrictedVolumes',
    'spec.volumes[0].hostPath',
  ],
  [
    'nfs',
    36,
    podOf({ volumes: [{ name: 'a' }, { name: 'v', nfs: {} }] }),
    'restrictedVolumes',
    'spec.volumes[1].nfs',
  ],
  [
    'hostPort',
    36,
    containerOf({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] }),
    'hostPorts',
    'spec.containers[0].ports[1].hostPort',
  ],
  [
    'host of a probe',
    34,
    containerOf({ livenessProbe: { httpGet: { host: '10.0.0.1', port: 1 } } }),
    'hostProbesAndHostLifecycle',
    'spec.containers[0].livenessProbe.httpGet.host',
  ],
  [
    'host of a hook',
    34,
    containerOf({ lifecycle: { preStop: { tcpSocket: { host: 'x', port: 1 } } } }),
    'hostProbesAndHostLifecycle',
    'spec.containers[0].lifecycle.preStop.tcpSocket.host',
  ],
  ['privileged', 36, securityOf({ privileged: true }), 'privileged', `${web}.privileged`],
  [
    'procMount',
    36,
    securityOf({ procMount: 'Unmasked' }),
    'procMount_restricted',
    `${web}.procMount`,
  ],
  ['procMount', 34, securityOf({ procMount: 'Unmasked' }), 'procMount', `${web}.procMount`],
  [
    'SELinux type',
    30,
    securityOf({ seLinuxOptions: { type: 'container_engine_t' } }),
    'seLinuxOptions',
    `${web}.seLinuxOptions.type`,
  ],
  [
    'SELinux user',
    36,
    podOf({ securityContext: { seLinuxOptions: { user: 'u' } } }),
    'seLinuxOptions',
    'spec.securityContext.seLinuxOptions.user',
  ],
  [
    'AppArmor',
    36,
    securityOf({ appArmorProfile: { type: 'Unconfined' } }),
    'appArmorProfile',
    `${web}.appArmorProfile.type`,
  ],
  [
    'AppArmor annotation',
    36,
    podOf({}, strict, { [armor]: 'unconfined' }),
    'appArmorProfile',
    `metadata.annotations["${armor}"]`,
  ],
  [
    'seccomp unconfined',
    36,
    securityOf({ seccompProfile: { type: 'Unconfined' } }),
    'seccompProfile_restricted',
    `${web}.seccompProfile.type`,
  ],
  [
    'seccomp missing',
    36,
    podOf({}, { ...strict, seccompProfile: null }),
    'seccompProfile_restricted',
    `${web}.seccompProfile.type`,
  ],
  [
    'seccomp annotation',
    18,
    podOf({}, strict, { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' }),
    'seccompProfile_baseline',
    'metadata.annotations["seccomp.security.alpha.kubernetes.io/pod"]',
  ],
  [
    'sysctl',
    36,
    podOf({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    'sysctls',
    'spec.securityContext.sysctls[0].name',
  ],
  [
    'host process',
    36,
    podOf({ securityContext: { windowsOptions: { hostProcess: true } } }),
    'windowsHostProcess',
    'spec.securityContext.windowsOptions.hostProcess',
  ],
  [
    'escalation',
    36,
    podOf({}, { ...strict, allowPrivilegeEscalation: null }),
    'allowPrivilegeEscalation',
    `${web}.allowPrivilegeEscalation`,
  ],
  [
    'capability',
    36,
    securityOf({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } }),
    'capabilities_restricted',
    `${web}.capabilities.add[1]`,
  ],
  [
    'no drop',
    36,
    securityOf({ capabilities: { drop: ['KILL'] } }),
    'capabilities_restricted',
    `${web}.capabilities.drop`,
  ],
  [
    'non-root',
    36,
    podOf({}, { ...strict, runAsNonRoot: null }),
    'runAsNonRoot',
    `${web}.runAsNonRoot`,
  ],
  ['root', 36, securityOf({ runAsUser: 0 }), 'runAsUser', `${web}.runAsUser`],
];

test.for(cases)('restricted refuses %s in 1.%i', ([, minor, pod, control, field]) => {
  const violations = violationsOf('restricted', minor, pod);

  expect(violations.map((one) => one.control)).toEqual([control]);
  expect(violations[0]?.places.map((place) => formatFieldPath(place.field))).toEqual([field]);
});

const allowed: readonly (readonly [string, number, JsonObject])[] = [
  ['a strict pod', 36, podOf({})],
  ['a strict pod of the first version', 0, podOf({})],
  ['a version that is not known yet', 99, podOf({})],
  ['root with users of its own', 35, podOf({ hostUsers: false }, { ...strict, runAsUser: 0 })],
  ['hosts of probes before 1.34', 33, containerOf({ startupProbe: { tcpSocket: { host: 'x' } } })],
  ['Windows', 25, podOf({ os: { name: 'windows' } }, { runAsNonRoot: true })],
  ['a volume without source', 36, podOf({ volumes: [{ name: 'v', nfs: null }] })],
];

test.for(allowed)('restricted lets %s pass', ([, minor, pod]) => {
  expect(violationsOf('restricted', minor, pod)).toEqual([]);
});

test('containers are named once for each control', () => {
  const containers = ['a', 'b'].map((name) => ({ name, securityContext: { privileged: true } }));
  const initContainers = [{ name: 'c', securityContext: { privileged: true } }];

  const [violation] = violationsOf('baseline', 36, { spec: { containers, initContainers } });

  expect(violation?.message).toBe('containers "c", "a", "b" must not be privileged');
});

test('the port of a container is one of the node in the network of the node', () => {
  const pod = podOf({
    hostNetwork: true,
    containers: [{ name: 'a', ports: [{ containerPort: 8 }] }],
  });

  const violations = violationsOf('baseline', 36, pod);

  expect(violations.map(({ control }) => control)).toEqual(['hostNamespaces', 'hostPorts']);
});

test('levels of pods', () => {
  expect(levelOf(36, podOf({}))).toBe('restricted');
  expect(levelOf(36, podOf({}, null))).toBe('baseline');
  expect(levelOf(36, securityOf({ privileged: true }))).toBe('privileged');
});

test.for([
  ['v1.29', 29],
  ['latest', Infinity],
  ['v1.029', undefined],
  ['1.29', undefined],
] as const)('version %s', ([text, minor]) => {
  expect(parsePodSecurityVersion(text)).toBe(minor);
});

test('levels are spelt as labels of namespaces spell them', () => {
  expect(parsePodSecurityLevel('baseline')).toBe('baseline');
  expect(parsePodSecurityLevel('Baseline')).toBeUndefined();
});

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(true, false, null, 0, 1000, 'ALL', 'SYS_ADMIN', 'CHOWN', 'Unconfined', ''),
  fc.constantFrom('RuntimeDefault', 'Localhost', 'container_t', 'Default', 'Unmasked', 'windows'),
);
const anything: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('name', 'type', '__proto__', 'add', 'drop'), tie('node')),
  ),
})).node;
function fields(...names: readonly string[]): fc.Arbitrary<JsonObject> {
  return fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 });
}
const security = fc
  .tuple(
    fields('runAsNonRoot', 'runAsUser', 'privileged', 'procMount', 'allowPrivilegeEscalation'),
    fields('seccompProfile', 'appArmorProfile', 'seLinuxOptions', 'capabilities', 'sysctls'),
    fc.boolean(),
  )
  .map(([a, b, isStrict]) => ({ ...(isStrict && strict), ...a, ...b }));
const volume = fields('name', 'hostPath', 'emptyDir', 'nfs', 'secret');
const container = fc
  .tuple(security, fields('name', 'ports', 'livenessProbe'))
  .map(([securityContext, rest]) => ({ ...rest, securityContext }));
const anyPod = fc
  .tuple(
    fields('hostNetwork', 'hostUsers', 'os', 'volumes', 'initContainers'),
    fc.array(container, { maxLength: 3 }),
    fc.array(volume, { maxLength: 2 }),
    fc.option(security, { nil: {} }),
  )
  .map(([rest, containers, volumes, securityContext]) => ({
    metadata: { name: 'x' },
    spec: { volumes, ...rest, containers, securityContext },
  }));
const anyMinor = fc.integer({ min: 0, max: 40 });

test('whatever restricted lets pass, baseline lets pass', () => {
  fc.assert(
    fc.property(anyMinor, anyPod, (minor, pod) => {
      if (violationsOf('restricted', minor, pod).length > 0) return;
      expect(violationsOf('baseline', minor, pod)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('labels do not matter, nor does the controller that a pod comes from', () => {
  fc.assert(
    fc.property(anyMinor, anyPod, (minor, pod) => {
      const violations = violationsOf('restricted', minor, pod);
      const labelled = { ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } };
      const deployment = kubeObjectOf(
        { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: labelled } },
        { place: { path: 'x.yaml' } },
      );
      const [template] = deployment === undefined ? [] : podTemplatesOf(deployment);

      expect(violationsOf('restricted', minor, labelled)).toEqual(violations);
      const wrapped = template === undefined ? [] : violationsOf('restricted', minor, template);
      expect(wrapped.map(({ message }) => message)).toEqual(
        violations.map(({ message }) => message),
      );
    }),
  );
});
