import { isServed } from '../schema/own-kinds.ts';

/** What became of a version of an API. Minors are those of Kubernetes 1.x. */
export interface ApiVersionFate {
  /** Deprecated since this minor; absent where it went without notice (alpha). */
  readonly deprecated?: number;
  /** Not served any more from this minor on; absent where no end is set. */
  readonly removed?: number;
  /** The release of another project that took it away: `cert-manager 1.6`. Then there are no minors. */
  readonly removedBy?: string;
  /** What to use in its place, best first; none where there is nothing. */
  readonly replacements: readonly Replacement[];
}

export interface Replacement {
  readonly apiVersion: string;
  /** Whether an object may take it as it is. */
  readonly isSame: boolean;
}

/**
 * `apiVersion Kinds deprecated removed replacements`: `-` for what is not, `=` before a replacement that takes the same object, `|`
 * between replacements, the best first. From the lifecycle that each type of k8s.io/api states (`zz_generated.prerelease-lifecycle.go`,
 * 1.19 to 1.37), the first tag of it without the type where none is stated, and the changes named in the Kubernetes deprecation guide.
 */
const table = `
extensions/v1beta1 NetworkPolicy 9 16 =networking.k8s.io/v1
extensions/v1beta1 DaemonSet,Deployment,ReplicaSet 8 16 =apps/v1
extensions/v1beta1 PodSecurityPolicy 11 16 =policy/v1beta1
extensions/v1beta1 Ingress 14 22 networking.k8s.io/v1|=networking.k8s.io/v1beta1
extensions/v1beta1 Scale 2 16 =autoscaling/v1
apps/v1beta1 Deployment,StatefulSet,ReplicaSet,ControllerRevision 8 16 =apps/v1
apps/v1beta2 Deployment,StatefulSet,ReplicaSet,DaemonSet,ControllerRevision 9 16 =apps/v1
apps/v1beta1 Scale 8 16 =autoscaling/v1
apps/v1beta2 Scale 9 16 =autoscaling/v1
autoscaling/v2beta1 HorizontalPodAutoscaler 22 25 autoscaling/v2|autoscaling/v2beta2
autoscaling/v2beta2 HorizontalPodAutoscaler 23 26 =autoscaling/v2
batch/v1beta1 CronJob 21 25 =batch/v1
batch/v2alpha1 CronJob 8 21 =batch/v1|=batch/v1beta1
policy/v1beta1 PodDisruptionBudget 21 25 =policy/v1
policy/v1beta1 Eviction 22 25 =policy/v1
policy/v1beta1 PodSecurityPolicy 21 25 -
admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration,ValidatingWebhookConfiguration 16 22 admissionregistration.k8s.io/v1
admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding 29 32 =admissionregistration.k8s.io/v1|=admissionregistration.k8s.io/v1beta1
admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding 31 34 =admissionregistration.k8s.io/v1
admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding 35 38 =admissionregistration.k8s.io/v1|=admissionregistration.k8s.io/v1beta1
admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding 37 40 =admissionregistration.k8s.io/v1
apiextensions.k8s.io/v1beta1 CustomResourceDefinition 16 22 apiextensions.k8s.io/v1
apiregistration.k8s.io/v1beta1 APIService 19 22 =apiregistration.k8s.io/v1
audit.k8s.io/v1alpha1 Policy,Event,EventList 21 24 =audit.k8s.io/v1
audit.k8s.io/v1beta1 Policy,Event,EventList 21 24 =audit.k8s.io/v1
auditregistration.k8s.io/v1alpha1 AuditSink - 19 -
authentication.k8s.io/v1beta1 TokenReview 19 22 =authentication.k8s.io/v1
authentication.k8s.io/v1alpha1 SelfSubjectReview 29 32 =authentication.k8s.io/v1|=authentication.k8s.io/v1beta1
authentication.k8s.io/v1beta1 SelfSubjectReview 30 33 =authentication.k8s.io/v1
authorization.k8s.io/v1beta1 LocalSubjectAccessReview,SelfSubjectAccessReview,SubjectAccessReview 19 22 authorization.k8s.io/v1
authorization.k8s.io/v1beta1 SelfSubjectRulesReview 19 22 =authorization.k8s.io/v1
certificates.k8s.io/v1beta1 CertificateSigningRequest 19 22 certificates.k8s.io/v1
certificates.k8s.io/v1alpha1 ClusterTrustBundle 34 37 =certificates.k8s.io/v1|=certificates.k8s.io/v1beta1
certificates.k8s.io/v1beta1 ClusterTrustBundle 37 40 =certificates.k8s.io/v1
certificates.k8s.io/v1alpha1 PodCertificateRequest - 35 certificates.k8s.io/v1|certificates.k8s.io/v1beta1
certificates.k8s.io/v1beta1 PodCertificateRequest 37 40 certificates.k8s.io/v1
coordination.k8s.io/v1beta1 Lease 19 22 =coordination.k8s.io/v1
coordination.k8s.io/v1alpha1 LeaseCandidate - 32 coordination.k8s.io/v1beta1|coordination.k8s.io/v1alpha2
coordination.k8s.io/v1alpha2 LeaseCandidate 35 38 =coordination.k8s.io/v1beta1
coordination.k8s.io/v1beta1 LeaseCandidate 36 39 -
discovery.k8s.io/v1alpha1 EndpointSlice - 21 discovery.k8s.io/v1|discovery.k8s.io/v1beta1
discovery.k8s.io/v1beta1 EndpointSlice 21 25 discovery.k8s.io/v1
events.k8s.io/v1beta1 Event 22 25 events.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1alpha1 FlowSchema,PriorityLevelConfiguration 20 21 flowcontrol.apiserver.k8s.io/v1|flowcontrol.apiserver.k8s.io/v1beta3|flowcontrol.apiserver.k8s.io/v1beta2|flowcontrol.apiserver.k8s.io/v1beta1
flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema,PriorityLevelConfiguration 23 26 flowcontrol.apiserver.k8s.io/v1|flowcontrol.apiserver.k8s.io/v1beta3|flowcontrol.apiserver.k8s.io/v1beta2
flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema,PriorityLevelConfiguration 26 29 flowcontrol.apiserver.k8s.io/v1|flowcontrol.apiserver.k8s.io/v1beta3
flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema,PriorityLevelConfiguration 29 32 =flowcontrol.apiserver.k8s.io/v1
networking.k8s.io/v1beta1 Ingress 19 22 networking.k8s.io/v1
networking.k8s.io/v1beta1 IngressClass 19 22 =networking.k8s.io/v1
networking.k8s.io/v1alpha1 ClusterCIDR - 31 -
networking.k8s.io/v1alpha1 IPAddress,ServiceCIDR 30 33 =networking.k8s.io/v1|=networking.k8s.io/v1beta1
networking.k8s.io/v1beta1 IPAddress,ServiceCIDR 34 37 =networking.k8s.io/v1
node.k8s.io/v1alpha1 RuntimeClass 20 23 node.k8s.io/v1
node.k8s.io/v1beta1 RuntimeClass 22 25 =node.k8s.io/v1
rbac.authorization.k8s.io/v1alpha1 ClusterRole,ClusterRoleBinding,Role,RoleBinding 17 23 rbac.authorization.k8s.io/v1
rbac.authorization.k8s.io/v1beta1 ClusterRole,ClusterRoleBinding,Role,RoleBinding 17 22 =rbac.authorization.k8s.io/v1
resource.k8s.io/v1alpha1 ResourceClaim,ResourceClaimTemplate,ResourceClass,PodScheduling - 27 -
resource.k8s.io/v1alpha2 ResourceClaim,ResourceClaimTemplate - 31 resource.k8s.io/v1|resource.k8s.io/v1beta2|resource.k8s.io/v1beta1|resource.k8s.io/v1alpha3
resource.k8s.io/v1alpha2 ResourceClass,PodSchedulingContext,ResourceClaimParameters,ResourceClassParameters,ResourceSlice - 31 -
resource.k8s.io/v1alpha3 PodSchedulingContext - 32 -
resource.k8s.io/v1alpha3 ResourceClaim,ResourceClaimTemplate,DeviceClass,ResourceSlice - 34 resource.k8s.io/v1|resource.k8s.io/v1beta2|resource.k8s.io/v1beta1
resource.k8s.io/v1alpha3 DeviceTaintRule 36 39 resource.k8s.io/v1|resource.k8s.io/v1beta2
resource.k8s.io/v1alpha3 ResourcePoolStatusRequest 39 42 -
resource.k8s.io/v1beta1 ResourceClaim,ResourceClaimTemplate,DeviceClass,ResourceSlice 35 38 resource.k8s.io/v1|resource.k8s.io/v1beta2
resource.k8s.io/v1beta2 ResourceClaim,ResourceClaimTemplate,DeviceClass,ResourceSlice 36 39 =resource.k8s.io/v1
resource.k8s.io/v1beta2 DeviceTaintRule 39 42 =resource.k8s.io/v1
scheduling.k8s.io/v1alpha1 PriorityClass 14 23 scheduling.k8s.io/v1
scheduling.k8s.io/v1beta1 PriorityClass 14 22 =scheduling.k8s.io/v1
scheduling.k8s.io/v1alpha1 Workload - 36 scheduling.k8s.io/v1beta1|scheduling.k8s.io/v1alpha2
scheduling.k8s.io/v1alpha2 Workload,PodGroup - 37 scheduling.k8s.io/v1beta1
settings.k8s.io/v1alpha1 PodPreset - 20 -
storage.k8s.io/v1alpha1 VolumeAttachment 21 24 =storage.k8s.io/v1
storage.k8s.io/v1alpha1 CSIStorageCapacity 21 24 =storage.k8s.io/v1|=storage.k8s.io/v1beta1
storage.k8s.io/v1beta1 CSIDriver,StorageClass,VolumeAttachment 19 22 =storage.k8s.io/v1
storage.k8s.io/v1beta1 CSINode 17 22 =storage.k8s.io/v1
storage.k8s.io/v1beta1 CSIStorageCapacity 24 27 =storage.k8s.io/v1
storage.k8s.io/v1alpha1 VolumeAttributesClass 32 35 =storage.k8s.io/v1|=storage.k8s.io/v1beta1
storage.k8s.io/v1beta1 VolumeAttributesClass 34 37 =storage.k8s.io/v1
storagemigration.k8s.io/v1alpha1 StorageVersionMigration - 35 storagemigration.k8s.io/v1|storagemigration.k8s.io/v1beta1
storagemigration.k8s.io/v1beta1 StorageVersionMigration 37 40 storagemigration.k8s.io/v1
v1 ComponentStatus 19 - -
v1 Endpoints 33 - discovery.k8s.io/v1
`;

/**
 * The same for custom resources of other projects, whose versions have nothing to do with the minor of Kubernetes: what they say
 * is true whatever the cluster. `apiVersion Kinds removed-by replacement`, all kinds of a version with `*`.
 */
const foreign = `
certmanager.k8s.io/v1alpha1 * cert-manager-0.11 cert-manager.io/v1
cert-manager.io/v1alpha2 * cert-manager-1.6 cert-manager.io/v1
cert-manager.io/v1alpha3 * cert-manager-1.6 cert-manager.io/v1
cert-manager.io/v1beta1 * cert-manager-1.6 =cert-manager.io/v1
acme.cert-manager.io/v1alpha2 * cert-manager-1.6 acme.cert-manager.io/v1
acme.cert-manager.io/v1alpha3 * cert-manager-1.6 acme.cert-manager.io/v1
acme.cert-manager.io/v1beta1 * cert-manager-1.6 =acme.cert-manager.io/v1
authentication.istio.io/v1alpha1 * Istio-1.6 security.istio.io/v1
rbac.istio.io/v1alpha1 * Istio-1.6 security.istio.io/v1
traefik.containo.us/v1alpha1 * Traefik-3.0 =traefik.io/v1alpha1
`;

const fates: ReadonlyMap<string, ApiVersionFate> = new Map([
  ...rowsOf(table).flatMap(([apiVersion, kinds = '', deprecated, removed, next]) => {
    const fate: ApiVersionFate = {
      ...(deprecated !== '-' && { deprecated: Number(deprecated) }),
      ...(removed !== '-' && { removed: Number(removed) }),
      replacements: replacementsOf(next),
    };
    return kinds.split(',').map((kind) => [`${apiVersion} ${kind}`, fate] as const);
  }),
  ...rowsOf(foreign).map(([apiVersion, kinds, release = '', next]) => {
    const removedBy = release.replace(/-(?=[\d.]+$)/, ' ');
    return [`${apiVersion} ${kinds}`, { removedBy, replacements: replacementsOf(next) }] as const;
  }),
]);

function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

function replacementsOf(text = '-'): readonly Replacement[] {
  if (text === '-') return [];
  return text
    .split('|')
    .map((one) => ({ apiVersion: one.replace('=', ''), isSame: one.startsWith('=') }));
}

/** What became of the version of a kind; `undefined` for what is in use. */
export function fateOf(apiVersion: string, kind: string): ApiVersionFate | undefined {
  return fates.get(`${apiVersion} ${kind}`) ?? fates.get(`${apiVersion} *`);
}

/** The best replacement that a minor serves; `undefined` where there is none, or none yet. */
export function replacementFor(
  { replacements }: ApiVersionFate,
  kind: string,
  minor: number,
): Replacement | undefined {
  return replacements.find(({ apiVersion }) => isServed(apiVersion, kind, minor) ?? true);
}
