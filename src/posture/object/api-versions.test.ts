import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import { fateOf, replacementFor } from './api-versions.ts';
import { isRightName } from './names.ts';

test.for([
  ['extensions/v1beta1', 'Ingress', 21, 14, 22, 'networking.k8s.io/v1', false],
  ['extensions/v1beta1', 'Ingress', 18, 14, 22, 'networking.k8s.io/v1beta1', true],
  ['batch/v1beta1', 'CronJob', 25, 21, 25, 'batch/v1', true],
  ['policy/v1beta1', 'PodSecurityPolicy', 25, 21, 25, undefined, undefined],
  ['extensions/v1beta1', 'PodSecurityPolicy', 24, 11, 16, 'policy/v1beta1', true],
  ['extensions/v1beta1', 'PodSecurityPolicy', 25, 11, 16, undefined, undefined],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 26, 23, 26, 'autoscaling/v2', true],
  [
    'flowcontrol.apiserver.k8s.io/v1beta2',
    'FlowSchema',
    28,
    26,
    29,
    'flowcontrol.apiserver.k8s.io/v1beta3',
    false,
  ],
  ['resource.k8s.io/v1beta1', 'ResourceClaim', 33, 35, 38, 'resource.k8s.io/v1beta2', false],
  ['resource.k8s.io/v1beta1', 'ResourceClaim', 36, 35, 38, 'resource.k8s.io/v1', false],
  [
    'admissionregistration.k8s.io/v1beta1',
    'MutatingAdmissionPolicy',
    36,
    37,
    40,
    'admissionregistration.k8s.io/v1',
    true,
  ],
  ['v1', 'Endpoints', 36, 33, undefined, 'discovery.k8s.io/v1', false],
] as const)('%s %s for 1.%i', ([apiVersion, kind, minor, deprecated, removed, next, isSame]) => {
  const fate = fateOf(apiVersion, kind);
  const replacement = fate && replacementFor(fate, kind, minor);

  expect([fate?.deprecated, fate?.removed, replacement?.apiVersion, replacement?.isSame]).toEqual([
    deprecated,
    removed,
    next,
    isSame,
  ]);
});

test('versions of other projects go with a release of theirs', () => {
  expect(fateOf('cert-manager.io/v1alpha2', 'Issuer')?.removedBy).toBe('cert-manager 1.6');
  expect(fateOf('cert-manager.io/v1', 'Issuer')).toBeUndefined();
});

const served = { version: 'v1', group: 'example.com', names: { plural: 'shops' } };

test.for([
  ['v1', 'Namespace', 'a.b', false],
  ['v1', 'ConfigMap', 'a.b', true],
  ['v1', 'ConfigMap', 'A', false],
  ['v1', 'Service', '1a', false, 33],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:node', true],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'a/b', false],
  ['apiregistration.k8s.io/v1', 'APIService', 'v1.example.com', true],
  ['apiregistration.k8s.io/v1', 'APIService', 'v1.', false],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'shops.example.com', true],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'shop.example.com', false],
  ['networking.k8s.io/v1', 'IPAddress', 'fd00::1', true],
  ['certificates.k8s.io/v1beta1', 'ClusterTrustBundle', 'example.com:a:b', true],
  ['batch/v1', 'CronJob', 'a'.repeat(53), false],
  ['example.com/v1', 'Shop', 'A_b', true],
] as const)('%s %s may be called %s: %s', ([apiVersion, kind, name, wanted, minor]) => {
  const body: Json = { apiVersion, kind, metadata: { name }, spec: served };
  const object = kubeObjectOf(body, { place: { path: 'a' } });

  expect(object && isRightName(object, name, minor)).toBe(wanted);
});

test('the API of the core group is called v1.', () => {
  const body: Json = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    spec: { version: 'v1' },
  };
  const object = kubeObjectOf(body, { place: { path: 'a' } });

  expect(object && isRightName(object, 'v1.')).toBe(true);
});
