import type { FieldRow } from './field-row.ts';

const subject = 'subjects of a role binding';

const requestFields: readonly FieldRow[] = [
  ['ka.auditid', 'string', '', 'id of the audit event'],
  ['ka.stage', 'string', '', 'stage of the request: ResponseComplete'],
  ['ka.auth.decision', 'string', '', 'allow or forbid'],
  ['ka.auth.reason', 'string', '', 'why it was allowed or forbidden'],
  ['ka.auth.openshift.decision', 'string', '', 'result of the log-in, on OpenShift'],
  ['ka.auth.openshift.username', 'string', '', 'user that logged in, on OpenShift'],
  ['ka.validations.admission.policy.failure', 'string', '', 'failures of admission policies'],
  ['ka.security.pod.violations', 'string', '', 'violations of the Pod Security Standards'],
  ['ka.user.name', 'string', '', 'user who asked'],
  ['ka.user.groups', 'string-list', '', 'groups of that user'],
  ['ka.impuser.name', 'string', '', 'user who was impersonated'],
  ['ka.verb', 'string', '', 'what was asked: get, create, delete'],
  ['ka.uri', 'string', '', 'path and query of the request'],
  ['ka.uri.param', 'string', 'Rk', 'a parameter of the query: ka.uri.param[command]'],
  ['ka.target.name', 'string', '', 'name of the object'],
  ['ka.target.namespace', 'string', '', 'namespace of the object'],
  ['ka.target.resource', 'string', '', 'resource of the object: pods'],
  ['ka.target.subresource', 'string', '', 'sub-resource of the object: exec'],
  ['ka.target.pod.name', 'string', '', 'name of the pod'],
  ['ka.resp.name', 'string', '', 'name of the object in the answer'],
  ['ka.response.code', 'string', '', 'status code of the answer'],
  ['ka.response.reason', 'string', '', 'reason in the answer'],
  ['ka.useragent', 'string', '', 'program that asked'],
  ['ka.sourceips', 'string-list', 'Ai', 'addresses that the request came from'],
  ['ka.cluster.name', 'string', '', 'name of the cluster'],
];

const objectFields: readonly FieldRow[] = [
  ['ka.req.binding.subjects', 'string-list', '', subject],
  ['ka.req.binding.subjects.user_names', 'string-list', '', `users among the ${subject}`],
  [
    'ka.req.binding.subjects.serviceaccount_names',
    'string-list',
    '',
    `service accounts among the ${subject}`,
  ],
  [
    'ka.req.binding.subjects.serviceaccount_ns_names',
    'string-list',
    '',
    `service accounts among the ${subject}, with namespace`,
  ],
  ['ka.req.binding.subjects.group_names', 'string-list', '', `groups among the ${subject}`],
  ['ka.req.binding.role', 'string', '', 'role that is bound'],
  ['ka.req.binding.subject.has_name', 'string', 'RkD', 'none today'],
  ['ka.req.configmap.name', 'string', '', 'name of the config map'],
  ['ka.req.configmap.obj', 'string', '', 'whole config map as JSON'],
  ['ka.req.role.rules', 'string-list', '', 'rules of the role'],
  ['ka.req.role.rules.apiGroups', 'string-list', 'Ai', 'API groups of the rules'],
  ['ka.req.role.rules.nonResourceURLs', 'string-list', 'Ai', 'URLs of the rules'],
  ['ka.req.role.rules.verbs', 'string-list', 'Ai', 'verbs of the rules'],
  ['ka.req.role.rules.resources', 'string-list', 'Ai', 'resources of the rules'],
  ['ka.req.service.type', 'string', '', 'type of the service'],
  ['ka.req.service.ports', 'string-list', 'Ai', 'ports of the service'],
  ['ka.req.pod.host_ipc', 'string', '', 'hostIPC of the pod'],
  ['ka.req.pod.host_network', 'string', '', 'hostNetwork of the pod'],
  ['ka.req.pod.host_pid', 'string', '', 'hostPID of the pod'],
  ['ka.req.pod.run_as_user', 'string', '', 'runAsUser of the pod'],
  ['ka.req.pod.run_as_group', 'string', '', 'runAsGroup of the pod'],
  ['ka.req.pod.fs_group', 'string', '', 'fsGroup of the pod'],
  ['ka.req.pod.supplemental_groups', 'string-list', '', 'supplementalGroups of the pod'],
  ['ka.req.pod.volumes.hostpath', 'string-list', 'Ai', 'paths of the host that are mounted'],
  ['ka.req.pod.volumes.flexvolume_driver', 'string-list', 'Ai', 'flexVolume drivers'],
  ['ka.req.pod.volumes.volume_type', 'string-list', 'Ai', 'types of the volumes'],
  ['ka.req.volume.hostpath', 'string', 'RkD', 'whether this path of the host is mounted'],
  ['ka.req.container.image', 'string', 'D', 'image of the first container'],
  ['ka.req.container.image.repository', 'string', 'D', 'image of the first container without tag'],
  ['ka.req.container.host_network', 'string', 'D', 'hostNetwork of the pod'],
  ['ka.req.container.privileged', 'string', 'D', 'whether a container is privileged'],
];

/** Members of containers; the ephemeral ones have no host ports. */
const containerMembers: readonly (readonly [string, string])[] = [
  ['name', 'names'],
  ['image', 'images'],
  ['image.repository', 'images without tag'],
  ['command', 'commands'],
  ['args', 'arguments'],
  ['privileged', 'privileged'],
  ['allow_privilege_escalation', 'allowPrivilegeEscalation'],
  ['read_only_fs', 'readOnlyRootFilesystem'],
  ['run_as_user', 'runAsUser'],
  ['eff_run_as_user', 'runAsUser, or that of the pod'],
  ['run_as_group', 'runAsGroup'],
  ['eff_run_as_group', 'runAsGroup, or that of the pod'],
  ['proc_mount', 'procMount'],
  ['add_capabilities', 'capabilities added'],
  ['host_port', 'host ports'],
];

/** Fields of Kubernetes audit events: those of Falco's `k8saudit` and `json` plug-ins. */
export const auditFields: readonly FieldRow[] = [
  ...requestFields,
  ...objectFields,
  ...membersOf('containers', 'containers'),
  ...membersOf('initContainers', 'init containers'),
  ...membersOf('ephemeralContainers', 'ephemeral containers').filter(
    ([name]) => !name.endsWith('.host_port'),
  ),
  ['json.value', 'string', 'Rk', 'a value of the event by JSON pointer'],
  ['json.obj', 'string', '', 'the event as JSON'],
  ['json.rawtime', 'string', '', 'time of the event in nanoseconds'],
  ['jevt.value', 'string', 'Rk', 'a value of the event by JSON pointer: jevt.value[/verb]'],
  ['jevt.obj', 'string', '', 'the event as JSON'],
  ['jevt.rawtime', 'string', '', 'time of the event in nanoseconds'],
];

function membersOf(kind: string, words: string): readonly FieldRow[] {
  return containerMembers.map(([name, title]) => [
    `ka.req.pod.${kind}.${name}`,
    'string-list',
    'Ai',
    `${title} of the ${words}`,
  ]);
}
