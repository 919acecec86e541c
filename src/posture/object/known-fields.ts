import { fieldOf, isObject, objectsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PodTemplate } from '#kube/pods.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** A field that Kubernetes does not know in its place. */
export interface UnknownField {
  readonly path: FieldPath;
  readonly name: string;
  /** What was probably meant. */
  readonly meant?: string;
}

const common = 'apiVersion kind metadata';

/** Fields at the top of an object, besides the common ones, where they are not `spec` and `status`. */
const top: Readonly<Record<string, string>> = {
  '/ConfigMap': 'data binaryData immutable',
  '/Secret': 'data stringData type immutable',
  '/ServiceAccount': 'secrets imagePullSecrets automountServiceAccountToken',
  '/Endpoints': 'subsets',
  '/PodTemplate': 'template',
  'discovery.k8s.io/EndpointSlice': 'addressType endpoints ports',
  'rbac.authorization.k8s.io/Role': 'rules',
  'rbac.authorization.k8s.io/ClusterRole': 'rules aggregationRule',
  'rbac.authorization.k8s.io/RoleBinding': 'subjects roleRef',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'subjects roleRef',
  'storage.k8s.io/StorageClass':
    'provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion volumeBindingMode allowedTopologies',
  'scheduling.k8s.io/PriorityClass': 'value globalDefault description preemptionPolicy',
  'node.k8s.io/RuntimeClass': 'handler overhead scheduling',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': 'webhooks',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': 'webhooks',
};

/** Fields of `spec`. Kinds that are not here are not judged. */
const spec: Readonly<Record<string, string>> = {
  'apps/Deployment':
    'replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds',
  'apps/ReplicaSet': 'replicas minReadySeconds selector template',
  'apps/DaemonSet': 'selector template updateStrategy minReadySeconds revisionHistoryLimit',
  'apps/StatefulSet':
    'replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals',
  'batch/Job':
    'parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy',
  'batch/CronJob':
    'schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit',
  '/Service':
    'ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  '/Namespace': 'finalizers',
  '/PersistentVolumeClaim':
    'accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName',
  '/ResourceQuota': 'hard scopes scopeSelector',
  '/LimitRange': 'limits',
  'networking.k8s.io/Ingress': 'ingressClassName defaultBackend tls rules backend',
  'networking.k8s.io/NetworkPolicy': 'podSelector ingress egress policyTypes',
  'policy/PodDisruptionBudget': 'minAvailable selector maxUnavailable unhealthyPodEvictionPolicy',
  'autoscaling/HorizontalPodAutoscaler':
    'scaleTargetRef minReplicas maxReplicas metrics behavior targetCPUUtilizationPercentage',
};

const metadata =
  'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields clusterName';
const podSpec =
  'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride workloadRef schedulingGroup';
const container =
  'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName';
const podSecurity =
  'seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy';
const security =
  'capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile';
const probe =
  'exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds';

/** The fields of an object and of its pods that Kubernetes does not know, in kinds that are its own and in versions in use. */
export function* unknownFields(
  object: KubeObject,
  pods: readonly PodTemplate[],
): Iterable<UnknownField> {
  const { body, group, kind } = object;
  const id = `${group}/${kind}`;
  const own = top[id] ?? (spec[id] === undefined ? undefined : 'spec status');
  if (own === undefined && id !== '/Pod') return;
  yield* among(body, [], `${common} ${own ?? 'spec status'}`);
  yield* among(fieldOf(body, 'metadata'), ['metadata'], metadata);
  if (spec[id] !== undefined) yield* among(fieldOf(body, 'spec'), ['spec'], spec[id]);
  for (const pod of pods) yield* inPod(pod);
}

function* inPod({
  spec: value,
  specPath,
  metadata: own,
  path,
  containers,
}: PodTemplate): Iterable<UnknownField> {
  yield* among(value, specPath, podSpec);
  if (path.length > 0) yield* among(own, [...path, 'metadata'], metadata);
  const securityPath = [...specPath, 'securityContext'];
  yield* among(fieldOf(value, 'securityContext'), securityPath, podSecurity);
  for (const { body, path: place } of containers) {
    yield* among(body, place, container);
    yield* among(fieldOf(body, 'securityContext'), [...place, 'securityContext'], security);
    yield* among(fieldOf(body, 'resources'), [...place, 'resources'], 'limits requests claims');
    for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'])
      yield* among(fieldOf(body, name), [...place, name], probe);
    for (const [at, one] of objectsOf(fieldOf(body, 'env')))
      yield* among(one, [...place, 'env', at], 'name value valueFrom');
    for (const [at, one] of objectsOf(fieldOf(body, 'ports')))
      yield* among(one, [...place, 'ports', at], 'name hostPort containerPort protocol hostIP');
    for (const [at, one] of objectsOf(fieldOf(body, 'volumeMounts')))
      yield* among(
        one,
        [...place, 'volumeMounts', at],
        'name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr',
      );
  }
}

function* among(value: Json | undefined, path: FieldPath, names: string): Iterable<UnknownField> {
  if (!isObject(value)) return;
  const known = names.split(' ');
  for (const name of Object.keys(value).slice(0, 1000)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    yield {
      path: [...path, name],
      name,
      ...(meant !== undefined && valueAt(value, [meant]) === undefined && { meant }),
    };
  }
}

/** The known name that differs by letter case, or by at most two letters. */
function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined;
  const lower = name.toLowerCase();
  const same = known.find((one) => one.toLowerCase() === lower);
  if (same !== undefined) return same;
  const most = name.length < 6 ? 1 : 2;
  return known.find(
    (one) =>
      Math.abs(one.length - name.length) <= most && distance(lower, one.toLowerCase()) <= most,
  );
}

/** Levenshtein distance, of names of at most 64 letters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
