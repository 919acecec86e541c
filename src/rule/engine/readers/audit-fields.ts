import { bytesOfText } from '#kit/byte-string.ts';
import type { Json } from '#model/json-value.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import { type FieldValue, timeOf } from '../value.ts';
import { containerFieldsOf } from './audit-containers.ts';
import { isList, jsonBytes, memberAt, membersAt, pointedAt } from './json-path.ts';
import { absent, type FieldMaker, type FieldMakers, indexOf } from './maker.ts';

const object = ['requestObject'] as const;
const spec = ['requestObject', 'spec'] as const;
const podSecurity = [...spec, 'securityContext'] as const;

/** Fields of Kubernetes audit events (audit.k8s.io/v1). A list without members is no value. */
export const auditFields: FieldMakers = {
  'ka.auditid': one('auditID'),
  'ka.stage': one('stage'),
  'ka.auth.decision': one('annotations', 'authorization.k8s.io/decision'),
  'ka.auth.reason': one('annotations', 'authorization.k8s.io/reason'),
  'ka.auth.openshift.decision': one('annotations', 'authentication.openshift.io/decision'),
  'ka.auth.openshift.username': one('annotations', 'authentication.openshift.io/username'),
  'ka.validations.admission.policy.failure': one(
    'annotations',
    'validation.policy.admission.k8s.io/validation_failure',
  ),
  'ka.security.pod.violations': one('annotations', 'pod-security.kubernetes.io/audit-violations'),
  'ka.user.name': one('user', 'username'),
  'ka.user.groups': many(['user', 'groups']),
  'ka.impuser.name': one('impersonatedUser', 'username'),
  'ka.verb': one('verb'),
  'ka.uri': one('requestURI'),
  'ka.uri.param': ofAudit((body, argument) =>
    parameter(memberAt(body, ['requestURI']), argument ?? ''),
  ),
  'ka.useragent': one('userAgent'),
  'ka.sourceips': many(['sourceIPs']),
  'ka.cluster.name': one('annotations', 'cluster_name'),
  'ka.target.name': one('objectRef', 'name'),
  'ka.target.namespace': one('objectRef', 'namespace'),
  'ka.target.resource': one('objectRef', 'resource'),
  'ka.target.subresource': one('objectRef', 'subresource'),
  'ka.target.pod.name': ofAudit(podName),
  'ka.resp.name': one('responseObject', 'metadata', 'name'),
  'ka.response.code': one('responseStatus', 'code'),
  'ka.response.reason': one('responseStatus', 'reason'),
  'ka.req.binding.subjects': many([...object, 'subjects']),
  'ka.req.binding.subjects.user_names': ofAudit((body) => subjects(body, 'User')),
  'ka.req.binding.subjects.group_names': ofAudit((body) => subjects(body, 'Group')),
  'ka.req.binding.subjects.serviceaccount_names': ofAudit((body) =>
    subjects(body, 'ServiceAccount'),
  ),
  'ka.req.binding.subjects.serviceaccount_ns_names': ofAudit((body) =>
    subjects(body, 'ServiceAccount', true),
  ),
  'ka.req.binding.subject.has_name': absent(),
  'ka.req.binding.role': one(...object, 'roleRef', 'name'),
  'ka.req.configmap.name': one('objectRef', 'name'),
  'ka.req.configmap.obj': one(...object, 'data'),
  'ka.req.role.rules': many([...object, 'rules']),
  'ka.req.role.rules.apiGroups': many([...object, 'rules', 'apiGroups'], true),
  'ka.req.role.rules.nonResourceURLs': many([...object, 'rules', 'nonResourceURLs'], true),
  'ka.req.role.rules.verbs': many([...object, 'rules', 'verbs'], true),
  'ka.req.role.rules.resources': many([...object, 'rules', 'resources'], true),
  'ka.req.service.type': one(...spec, 'type'),
  'ka.req.service.ports': many([...spec, 'ports']),
  'ka.req.pod.host_ipc': one(...spec, 'hostIPC'),
  'ka.req.pod.host_network': one(...spec, 'hostNetwork'),
  'ka.req.pod.host_pid': one(...spec, 'hostPID'),
  'ka.req.pod.run_as_user': one(...podSecurity, 'runAsUser'),
  'ka.req.pod.run_as_group': one(...podSecurity, 'runAsGroup'),
  'ka.req.pod.fs_group': one(...podSecurity, 'fsGroup'),
  'ka.req.pod.supplemental_groups': many([...podSecurity, 'supplementalGroups']),
  'ka.req.pod.volumes.hostpath': many([...spec, 'volumes', 'hostPath', 'path'], true),
  'ka.req.pod.volumes.flexvolume_driver': many([...spec, 'volumes', 'flexVolume', 'driver'], true),
  'ka.req.pod.volumes.volume_type': ofAudit((body, argument) => volumeTypes(body, argument)),
  'ka.req.volume.hostpath': ofAudit((body, argument) => mountsHostPath(body, argument ?? '')),
  'ka.req.container.host_network': one(...spec, 'hostNetwork'),
  ...containerFieldsOf(ofAudit),
  ...Object.fromEntries(
    ['json', 'jevt'].flatMap((name): [string, FieldMaker][] => [
      [`${name}.value`, ofAudit((body, argument) => text(pointedAt(body, argument ?? '')))],
      [`${name}.obj`, ofAudit((body) => bytesOfText(JSON.stringify(body, undefined, 2)))],
      [`${name}.rawtime`, ofAudit((_, __, event) => timeOf(event).toString())],
    ]),
  ),
};

export type OfAudit = (
  read: (body: Json, argument: string | undefined, event: AuditEvent) => FieldValue | undefined,
) => FieldMaker;

function ofAudit(
  read: (body: Json, argument: string | undefined, event: AuditEvent) => FieldValue | undefined,
): FieldMaker {
  return (argument) => ({
    read: (event) => (event.source === 'k8s_audit' ? read(event.body, argument, event) : undefined),
  });
}

function one(...keys: readonly string[]): FieldMaker {
  return ofAudit((body) => text(memberAt(body, keys)));
}

/** Members of lists. With `indexed`, an argument picks an element of the first list on the way. */
function many(keys: readonly string[], indexed = false): FieldMaker {
  return ofAudit((body, argument) => {
    const index = indexOf(argument);
    const members =
      indexed && index !== undefined
        ? indexedMembers(body, keys, index)
        : membersAt(body, keys, index);
    return members?.map(jsonBytes);
  });
}

/** The element counts for the first list, what lies within is taken whole. */
function indexedMembers(
  body: Json,
  keys: readonly string[],
  index: number,
): readonly Json[] | undefined {
  const at = keys.findIndex((_, end) => isList(memberAt(body, keys.slice(0, end + 1))));
  const list = memberAt(body, keys.slice(0, at + 1));
  const element = isList(list) ? list[index] : undefined;
  return element === undefined ? undefined : membersAt(element, keys.slice(at + 1));
}

function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : jsonBytes(value);
}

function parameter(uri: Json | undefined, name: string): string | undefined {
  if (typeof uri !== 'string') return undefined;
  const query = uri.slice(uri.indexOf('?') + 1 || uri.length);
  const value = new URLSearchParams(query).get(Buffer.from(name, 'latin1').toString());
  return value === null ? undefined : bytesOfText(value);
}

function podName(body: Json): string | undefined {
  if (memberAt(body, ['objectRef', 'resource']) !== 'pods') return undefined;
  const part = memberAt(body, ['objectRef', 'subresource']);
  if (part !== undefined && part !== '') return undefined;
  return text(
    memberAt(body, ['responseObject', 'metadata', 'name']) ?? memberAt(body, ['objectRef', 'name']),
  );
}

function subjects(body: Json, kind: string, withNamespace = false): readonly string[] | undefined {
  const names = membersAt(body, [...object, 'subjects'])?.flatMap((subject) => {
    const name = memberAt(subject, ['name']);
    if (memberAt(subject, ['kind']) !== kind || typeof name !== 'string') return [];
    if (!withNamespace) return [bytesOfText(name)];
    const namespace = memberAt(subject, ['namespace']);
    return typeof namespace === 'string' ? [bytesOfText(`${namespace}:${name}`)] : [];
  });
  return names?.length === 0 ? undefined : names;
}

function volumeTypes(body: Json, argument: string | undefined): readonly string[] | undefined {
  const volumes = membersAt(body, [...spec, 'volumes'], indexOf(argument));
  const types = volumes?.flatMap((volume) =>
    typeof volume === 'object' && volume !== null && !Array.isArray(volume)
      ? Object.keys(volume).filter((key) => key !== 'name')
      : [],
  );
  return types?.length === 0 ? undefined : types?.map(bytesOfText);
}

/** `*` at the end stands for anything. */
function mountsHostPath(body: Json, argument: string): string | undefined {
  const paths = membersAt(body, [...spec, 'volumes', 'hostPath', 'path'])?.map(jsonBytes);
  if (paths === undefined) return undefined;
  const prefix = argument.endsWith('*') ? argument.slice(0, -1) : undefined;
  return String(
    paths.some((path) => (prefix === undefined ? path === argument : path.startsWith(prefix))),
  );
}
