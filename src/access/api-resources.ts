/** A resource of the API, as `kubectl api-resources` lists it. */
export interface ApiResource {
  /** Plural: `pods`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
}

/** `plural/Kind/short,short` by group; what belongs to the whole cluster has a `!` in front (Kubernetes 1.36). */
const table: Readonly<Record<string, string>> = {
  '': `bindings/Binding configmaps/ConfigMap/cm endpoints/Endpoints/ep events/Event/ev limitranges/LimitRange/limits
    !namespaces/Namespace/ns !nodes/Node/no persistentvolumeclaims/PersistentVolumeClaim/pvc
    !persistentvolumes/PersistentVolume/pv pods/Pod/po podtemplates/PodTemplate
    replicationcontrollers/ReplicationController/rc resourcequotas/ResourceQuota/quota secrets/Secret
    serviceaccounts/ServiceAccount/sa services/Service/svc !componentstatuses/ComponentStatus/cs !users/User !groups/Group`,
  apps: `controllerrevisions/ControllerRevision daemonsets/DaemonSet/ds deployments/Deployment/deploy
    replicasets/ReplicaSet/rs statefulsets/StatefulSet/sts`,
  batch: 'cronjobs/CronJob/cj jobs/Job',
  autoscaling: 'horizontalpodautoscalers/HorizontalPodAutoscaler/hpa',
  policy: 'poddisruptionbudgets/PodDisruptionBudget/pdb !podsecuritypolicies/PodSecurityPolicy/psp',
  'rbac.authorization.k8s.io':
    '!clusterrolebindings/ClusterRoleBinding !clusterroles/ClusterRole rolebindings/RoleBinding roles/Role',
  'networking.k8s.io': `ingresses/Ingress/ing !ingressclasses/IngressClass networkpolicies/NetworkPolicy/netpol
    !ipaddresses/IPAddress/ip !servicecidrs/ServiceCIDR`,
  'storage.k8s.io': `!csidrivers/CSIDriver !csinodes/CSINode csistoragecapacities/CSIStorageCapacity
    !storageclasses/StorageClass/sc !volumeattachments/VolumeAttachment !volumeattributesclasses/VolumeAttributesClass/vac`,
  'certificates.k8s.io': `!certificatesigningrequests/CertificateSigningRequest/csr !signers/Signer
    !clustertrustbundles/ClusterTrustBundle podcertificaterequests/PodCertificateRequest`,
  'admissionregistration.k8s.io': `!mutatingwebhookconfigurations/MutatingWebhookConfiguration
    !validatingwebhookconfigurations/ValidatingWebhookConfiguration !validatingadmissionpolicies/ValidatingAdmissionPolicy
    !validatingadmissionpolicybindings/ValidatingAdmissionPolicyBinding !mutatingadmissionpolicies/MutatingAdmissionPolicy
    !mutatingadmissionpolicybindings/MutatingAdmissionPolicyBinding`,
  'apiextensions.k8s.io': '!customresourcedefinitions/CustomResourceDefinition/crd,crds',
  'apiregistration.k8s.io': '!apiservices/APIService',
  'authentication.k8s.io': `!tokenreviews/TokenReview !selfsubjectreviews/SelfSubjectReview !userextras/UserExtra !uids/UID`,
  'authorization.k8s.io': `localsubjectaccessreviews/LocalSubjectAccessReview
    !selfsubjectaccessreviews/SelfSubjectAccessReview !selfsubjectrulesreviews/SelfSubjectRulesReview
    !subjectaccessreviews/SubjectAccessReview`,
  'coordination.k8s.io': 'leases/Lease leasecandidates/LeaseCandidate',
  'discovery.k8s.io': 'endpointslices/EndpointSlice',
  'events.k8s.io': 'events/Event/ev',
  'flowcontrol.apiserver.k8s.io':
    '!flowschemas/FlowSchema !prioritylevelconfigurations/PriorityLevelConfiguration',
  'node.k8s.io': '!runtimeclasses/RuntimeClass',
  'scheduling.k8s.io': '!priorityclasses/PriorityClass/pc workloads/Workload',
  'resource.k8s.io': `!deviceclasses/DeviceClass resourceclaims/ResourceClaim resourceclaimtemplates/ResourceClaimTemplate
    !resourceslices/ResourceSlice !devicetaintrules/DeviceTaintRule`,
  'storagemigration.k8s.io': '!storageversionmigrations/StorageVersionMigration',
  'metrics.k8s.io': '!nodes/NodeMetrics pods/PodMetrics',
  'gateway.networking.k8s.io': `!gatewayclasses/GatewayClass/gc gateways/Gateway/gtw httproutes/HTTPRoute
    grpcroutes/GRPCRoute referencegrants/ReferenceGrant/refgrant`,
};

/** What Kubernetes itself serves. */
export function apiResources(): readonly ApiResource[] {
  return Object.entries(table).flatMap(([group, text]) =>
    text.split(/\s+/).map((entry) => resourceOf(group, entry)),
  );
}

function resourceOf(group: string, entry: string): ApiResource {
  const isNamespaced = !entry.startsWith('!');
  const [name = '', kind = '', short = ''] = entry.slice(isNamespaced ? 0 : 1).split('/');
  const shortNames = short === '' ? [] : short.split(',');
  return { name, group, kind, shortNames, isNamespaced };
}
