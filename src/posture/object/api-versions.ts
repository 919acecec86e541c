/** What became of a version of an API. Minors are those of Kubernetes 1.x. */
export interface ApiVersionFate {
  /** Deprecated since this minor; absent where it went without notice (alpha). */
  readonly deprecated?: number;
  /** Not served any more from this minor on; absent where no end is set. */
  readonly removed?: number;
  /** What to use in its place; absent where there is nothing. */
  readonly replacement?: string;
  /** Whether an object may take the replacement as it is. */
  readonly isSame: boolean;
}

/**
 * `apiVersion Kinds deprecated removed replacement`: `-` for what is not, `=` before a replacement that takes the same object.
 * Kubernetes deprecation guide up to 1.32, and the lifecycle that each type of the API states up to 1.36.
 */
const table = `
extensions/v1beta1 NetworkPolicy 9 16 =networking.k8s.io/v1
extensions/v1beta1 DaemonSet,Deployment,ReplicaSet 9 16 =apps/v1
extensions/v1beta1 PodSecurityPolicy 10 16 -
extensions/v1beta1 Ingress 14 22 networking.k8s.io/v1
extensions/v1beta1 Scale 9 16 -
apps/v1beta1 Deployment,StatefulSet,ReplicaSet,ControllerRevision 9 16 =apps/v1
apps/v1beta2 Deployment,StatefulSet,ReplicaSet,DaemonSet,ControllerRevision 9 16 =apps/v1
autoscaling/v2beta1 HorizontalPodAutoscaler 22 25 autoscaling/v2
autoscaling/v2beta2 HorizontalPodAutoscaler 23 26 =autoscaling/v2
batch/v1beta1 CronJob,JobTemplate 21 25 =batch/v1
batch/v2alpha1 CronJob 8 21 =batch/v1
policy/v1beta1 PodDisruptionBudget,Eviction 21 25 =policy/v1
policy/v1beta1 PodSecurityPolicy 21 25 -
admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration,ValidatingWebhookConfiguration 16 22 admissionregistration.k8s.io/v1
admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding 29 32 =admissionregistration.k8s.io/v1
admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding 31 34 =admissionregistration.k8s.io/v1
apiextensions.k8s.io/v1beta1 CustomResourceDefinition 16 22 apiextensions.k8s.io/v1
apiregistration.k8s.io/v1beta1 APIService 19 22 =apiregistration.k8s.io/v1
auditregistration.k8s.io/v1alpha1 AuditSink - 19 -
authentication.k8s.io/v1beta1 TokenReview 19 22 =authentication.k8s.io/v1
authentication.k8s.io/v1alpha1 SelfSubjectReview 29 32 =authentication.k8s.io/v1
authentication.k8s.io/v1beta1 SelfSubjectReview 30 33 =authentication.k8s.io/v1
authorization.k8s.io/v1beta1 LocalSubjectAccessReview,SelfSubjectAccessReview,SubjectAccessReview 19 22 authorization.k8s.io/v1
authorization.k8s.io/v1beta1 SelfSubjectRulesReview 19 22 =authorization.k8s.io/v1
certificates.k8s.io/v1beta1 CertificateSigningRequest 19 22 certificates.k8s.io/v1
coordination.k8s.io/v1beta1 Lease 19 22 =coordination.k8s.io/v1
discovery.k8s.io/v1alpha1 EndpointSlice - 21 discovery.k8s.io/v1
discovery.k8s.io/v1beta1 EndpointSlice 21 25 discovery.k8s.io/v1
events.k8s.io/v1beta1 Event 19 25 events.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1alpha1 FlowSchema,PriorityLevelConfiguration 20 24 flowcontrol.apiserver.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema,PriorityLevelConfiguration 23 26 flowcontrol.apiserver.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema,PriorityLevelConfiguration 26 29 flowcontrol.apiserver.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema,PriorityLevelConfiguration 29 32 =flowcontrol.apiserver.k8s.io/v1
networking.k8s.io/v1beta1 Ingress 19 22 networking.k8s.io/v1
networking.k8s.io/v1beta1 IngressClass 19 22 =networking.k8s.io/v1
networking.k8s.io/v1alpha1 ClusterCIDR 28 31 -
networking.k8s.io/v1alpha1 IPAddress,ServiceCIDR 30 33 =networking.k8s.io/v1
networking.k8s.io/v1beta1 IPAddress,ServiceCIDR 34 37 =networking.k8s.io/v1
node.k8s.io/v1alpha1 RuntimeClass 20 23 node.k8s.io/v1
node.k8s.io/v1beta1 RuntimeClass 20 25 =node.k8s.io/v1
rbac.authorization.k8s.io/v1alpha1 ClusterRole,ClusterRoleBinding,Role,RoleBinding 17 23 rbac.authorization.k8s.io/v1
rbac.authorization.k8s.io/v1beta1 ClusterRole,ClusterRoleBinding,Role,RoleBinding 17 22 =rbac.authorization.k8s.io/v1
resource.k8s.io/v1alpha1 ResourceClaim,ResourceClaimTemplate,ResourceClass,PodScheduling - 27 resource.k8s.io/v1
resource.k8s.io/v1alpha2 ResourceClaim,ResourceClaimTemplate,ResourceClass,PodSchedulingContext - 31 resource.k8s.io/v1
resource.k8s.io/v1alpha3 ResourceClaim,ResourceClaimTemplate,DeviceClass,ResourceSlice - 34 resource.k8s.io/v1
resource.k8s.io/v1beta1 ResourceClaim,ResourceClaimTemplate,DeviceClass,ResourceSlice 35 38 resource.k8s.io/v1
resource.k8s.io/v1beta2 ResourceClaim,ResourceClaimTemplate,DeviceClass,ResourceSlice 36 39 =resource.k8s.io/v1
scheduling.k8s.io/v1alpha1 PriorityClass 14 23 scheduling.k8s.io/v1
scheduling.k8s.io/v1beta1 PriorityClass 14 22 =scheduling.k8s.io/v1
settings.k8s.io/v1alpha1 PodPreset - 20 -
storage.k8s.io/v1alpha1 VolumeAttachment 21 24 =storage.k8s.io/v1
storage.k8s.io/v1alpha1 CSIStorageCapacity 21 24 =storage.k8s.io/v1
storage.k8s.io/v1beta1 CSIDriver,CSINode,StorageClass,VolumeAttachment 19 22 =storage.k8s.io/v1
storage.k8s.io/v1beta1 CSIStorageCapacity 24 27 =storage.k8s.io/v1
storage.k8s.io/v1alpha1 VolumeAttributesClass 32 35 =storage.k8s.io/v1
storage.k8s.io/v1beta1 VolumeAttributesClass 34 37 =storage.k8s.io/v1
v1 ComponentStatus 19 - -
v1 Endpoints 33 - discovery.k8s.io/v1
`;

const fates: ReadonlyMap<string, ApiVersionFate> = new Map(
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [apiVersion, kinds = '', deprecated = '', removed = '', next = ''] = line.split(' ');
      const fate: ApiVersionFate = {
        ...(deprecated !== '-' && { deprecated: Number(deprecated) }),
        ...(removed !== '-' && { removed: Number(removed) }),
        ...(next !== '-' && { replacement: next.replace('=', '') }),
        isSame: next.startsWith('='),
      };
      return kinds.split(',').map((kind) => [`${apiVersion} ${kind}`, fate] as const);
    }),
);

/** What became of the version of a kind; `undefined` for what is in use. */
export function fateOf(apiVersion: string, kind: string): ApiVersionFate | undefined {
  return fates.get(`${apiVersion} ${kind}`);
}
