import type { KubeObject } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import type { PolicyResult } from '#model/policy-result.ts';
import { type ApplyContext, applyPolicies } from './apply.ts';
import { loadPolicies, type PolicySet } from './load.ts';
import type { Subject } from './request.ts';

/** The objects of a YAML text, for tests. */
export function objectsOf(text: string, path = 'test.yaml'): readonly KubeObject[] {
  return readManifests(path, Buffer.from(text)).objects;
}

export function now(): Date {
  return new Date('2026-01-15T12:00:00Z');
}

export function setOf(text: string): PolicySet {
  return loadPolicies(objectsOf(text, 'policy.yaml'), { now });
}

/** What the policies say of the objects of another text. */
export function judge(
  policies: string,
  objects: string,
  options: Partial<ApplyContext> & Partial<Subject> = {},
): readonly PolicyResult[] {
  const subjects = objectsOf(objects).map((object) => ({ ...options, object }));
  return [
    ...applyPolicies(setOf(policies), subjects, { withoutBindings: 'all', now: now(), ...options }),
  ];
}

/** A ValidatingAdmissionPolicy for deployments with these fields of its spec. */
export function deploymentPolicy(spec: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: replicas }
spec:
  matchConstraints:
    resourceRules:
      - { apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments] }
${spec.replaceAll(/^/gm, '  ')}
`;
}

export function deployment(replicas: number, metadata = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop${metadata === '' ? '' : `, ${metadata}`} }
spec: { replicas: ${replicas} }
`;
}
