// Generated once: facts of the Go types of k8s.io/api, apimachinery, apiextensions-apiserver and kube-aggregator, 1.16 to 1.37 (beta).

/**
 * Kinds, then enumerations, then structs, with a blank line between; each enumeration and struct is called by its place, from 0.
 * `apps/v1 Deployment:12@16-22` is a kind of struct 12 that came with 1.16 and went with 1.22. `Always|Never@30` is an enumeration.
 * `name:s! ports:[#7@30-35` are fields: `!` must be there, `@` came with, `-` went with; types are `s` text, `b` truth, `i` and `l`
 * whole numbers of 32 and 64 bits, `f` number, `B` base64, `q` quantity, `o` number or text, `t` time, `u` duration, `*` anything,
 * `e5` enumeration, `#7` struct, `[` list of, `{` map of, `J` truth or, `K` this or a list of it, `L` this or a list of texts.
 */
export const schemaText = `v1 Binding:238 ComponentStatus:250 ConfigMap:251 Endpoints:278 Event:284 LimitRange:311 Namespace:321 Node:324 PersistentVolume:347 PersistentVolumeClaim:348 Pod:356 PodTemplate:373 ReplicationController:384 ResourceQuota:390 Secret:401 Service:405 ServiceAccount:406
admissionregistration.k8s.io/v1 MutatingAdmissionPolicy:5@36 MutatingAdmissionPolicyBinding:6@36 MutatingWebhookConfiguration:10 ValidatingAdmissionPolicy:18@30 ValidatingAdmissionPolicyBinding:19@30 ValidatingWebhookConfiguration:24
admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy:28@32-38 MutatingAdmissionPolicyBinding:29@32-38 ValidatingAdmissionPolicy:34@26-32 ValidatingAdmissionPolicyBinding:35@26-32
admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy:40@34-40 MutatingAdmissionPolicyBinding:41@34-40 MutatingWebhookConfiguration:45-22 ValidatingAdmissionPolicy:47@28-34 ValidatingAdmissionPolicyBinding:48@28-34 ValidatingWebhookConfiguration:52-22
apiextensions.k8s.io/v1 CustomResourceDefinition:810
apiextensions.k8s.io/v1beta1 CustomResourceDefinition:826-22
apiregistration.k8s.io/v1 APIService:842
apiregistration.k8s.io/v1beta1 APIService:842-22
apps/v1 ControllerRevision:58 DaemonSet:59 Deployment:64 ReplicaSet:69 StatefulSet:75
apps/v1beta1 ControllerRevision:58-16 Deployment:81-16 Scale:85-16 StatefulSet:88-16
apps/v1beta2 ControllerRevision:58-16 DaemonSet:91-16 Deployment:94-16 ReplicaSet:96-16 Scale:85-16 StatefulSet:98-16
auditregistration.k8s.io/v1alpha1 AuditSink:100-19
authentication.k8s.io/v1 SelfSubjectReview:106@28 TokenRequest:108 TokenReview:111
authentication.k8s.io/v1alpha1 SelfSubjectReview:106@26-32
authentication.k8s.io/v1beta1 SelfSubjectReview:106@27-33 TokenReview:111-22
authorization.k8s.io/v1 LocalSubjectAccessReview:117 SelfSubjectAccessReview:122 SelfSubjectRulesReview:124 SubjectAccessReview:117
authorization.k8s.io/v1beta1 LocalSubjectAccessReview:129-22 SelfSubjectAccessReview:122-22 SelfSubjectRulesReview:124-22 SubjectAccessReview:129-22
autoscaling/v1 HorizontalPodAutoscaler:132 Scale:135
autoscaling/v2 HorizontalPodAutoscaler:143@23
autoscaling/v2beta1 HorizontalPodAutoscaler:161-25
autoscaling/v2beta2 HorizontalPodAutoscaler:177-26
batch/v1 CronJob:186@21 Job:189
batch/v1beta1 CronJob:202-25
batch/v2alpha1 CronJob:205-21
certificates.k8s.io/v1 CertificateSigningRequest:208@19 ClusterTrustBundle:212@37 PodCertificateRequest:214@37
certificates.k8s.io/v1alpha1 ClusterTrustBundle:212@26-37 PodCertificateRequest:217@34-35
certificates.k8s.io/v1beta1 CertificateSigningRequest:219-22 ClusterTrustBundle:212@33-40 PodCertificateRequest:223@35-40
coordination.k8s.io/v1 Lease:225
coordination.k8s.io/v1alpha1 LeaseCandidate:227@31-32
coordination.k8s.io/v1alpha2 LeaseCandidate:229@32-38
coordination.k8s.io/v1beta1 Lease:225-22 LeaseCandidate:229@33-39
discovery.k8s.io/v1 EndpointSlice:440@21
discovery.k8s.io/v1alpha1 EndpointSlice:444-21
discovery.k8s.io/v1beta1 EndpointSlice:446-25
events.k8s.io/v1 Event:447@19
events.k8s.io/v1beta1 Event:449-25
extensions/v1beta1 DaemonSet:453-16 Deployment:456-16 Ingress:464-22 NetworkPolicy:472-16 PodSecurityPolicy:479-16 ReplicaSet:481-16 Scale:487-16
flowcontrol.apiserver.k8s.io/v1 FlowSchema:491@29 PriorityLevelConfiguration:498@29
flowcontrol.apiserver.k8s.io/v1alpha1 FlowSchema:505@17-21 PriorityLevelConfiguration:510@17-21
flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema:505@20-26 PriorityLevelConfiguration:510@20-26
flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema:505@23-29 PriorityLevelConfiguration:510@23-29
flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema:505@26-32 PriorityLevelConfiguration:514@26-32
internal.apiserver.k8s.io/v1alpha1 StorageVersion:54@20
lifecycle.k8s.io/v1alpha1 Eviction:516@37-43 EvictionRequest:518@37-43
networking.k8s.io/v1 IPAddress:529@33 Ingress:531@19 IngressClass:533@19 NetworkPolicy:539 ServiceCIDR:543@33
networking.k8s.io/v1alpha1 ClusterCIDR:545@25-29 IPAddress:547@27-33 ServiceCIDR:543@27-33
networking.k8s.io/v1beta1 IPAddress:529@31-37 Ingress:464-22 IngressClass:533@18-22 ServiceCIDR:543@31-37
node.k8s.io/v1 RuntimeClass:551@20
node.k8s.io/v1alpha1 RuntimeClass:553
node.k8s.io/v1beta1 RuntimeClass:551-25
policy/v1 Eviction:555@22 PodDisruptionBudget:556@21
policy/v1beta1 Eviction:555-25 PodDisruptionBudget:562-25 PodSecurityPolicy:565-25
rbac.authorization.k8s.io/v1 ClusterRole:569 ClusterRoleBinding:570 Role:572 RoleBinding:570
rbac.authorization.k8s.io/v1alpha1 ClusterRole:569 ClusterRoleBinding:575 Role:572 RoleBinding:575
rbac.authorization.k8s.io/v1beta1 ClusterRole:569-22 ClusterRoleBinding:577-22 Role:572-22 RoleBinding:577-22
resource.k8s.io/v1 DeviceClass:593@34 DeviceTaintRule:603@37 ResourceClaim:614@34 ResourceClaimTemplate:618@34 ResourceSlice:621@34
resource.k8s.io/v1alpha1 PodScheduling:624@26-27 ResourceClaim:627@26-27 ResourceClaimTemplate:631@26-27 ResourceClass:633@26-27
resource.k8s.io/v1alpha2 PodSchedulingContext:624@27-31 ResourceClaim:643@27-31 ResourceClaimParameters:644@30-31 ResourceClaimTemplate:631@27-31 ResourceClass:646@27-31 ResourceClassParameters:647@30-31 ResourceSlice:651@30-31
resource.k8s.io/v1alpha3 DeviceClass:662@31-34 DeviceTaintRule:669@33-39 PodSchedulingContext:674@31-32 ResourceClaim:677@31-34 ResourceClaimTemplate:681@31-34 ResourcePoolStatusRequest:683@36-42 ResourceSlice:686@31-34
resource.k8s.io/v1beta1 DeviceClass:698@32-38 ResourceClaim:706@32-38 ResourceClaimTemplate:709@32-38 ResourceSlice:711@32-38
resource.k8s.io/v1beta2 DeviceClass:698@33-39 DeviceTaintRule:722@36-42 ResourceClaim:726@33-39 ResourceClaimTemplate:729@33-39 ResourceSlice:731@33-39
scheduling.k8s.io/v1 PriorityClass:733
scheduling.k8s.io/v1alpha1 PriorityClass:737-36 Workload:738@35-36
scheduling.k8s.io/v1alpha2 PodGroup:740@36-37 Workload:748@36-37
scheduling.k8s.io/v1alpha3 CompositePodGroup:753@37 PodGroup:757@37 Workload:760@37
scheduling.k8s.io/v1beta1 PodGroup:766@37-43 PriorityClass:733-22 Workload:769@37-43
settings.k8s.io/v1alpha1 PodPreset:771-20
storage.k8s.io/v1 CSIDriver:773@18 CSINode:775@17 CSIStorageCapacity:779@24 StorageClass:780 VolumeAttachment:784 VolumeAttributesClass:788@34
storage.k8s.io/v1alpha1 CSIStorageCapacity:791@19-24 VolumeAttachment:784-24 VolumeAttributesClass:788@29-35
storage.k8s.io/v1beta1 CSIDriver:792-22 CSINode:794-22 CSIStorageCapacity:779@21-27 StorageClass:796-22 VolumeAttachment:784-22 VolumeAttributesClass:788@31-37
storagemigration.k8s.io/v1 StorageVersionMigration:800@37
storagemigration.k8s.io/v1alpha1 StorageVersionMigration:805@30-35
storagemigration.k8s.io/v1beta1 StorageVersionMigration:800@35-40

integer|number|string|boolean|date
None|Webhook
Cluster|Namespaced
object|array|string|integer|number|boolean
Pods|Percent
Max|Min|Disabled
Object|Pods|Resource|ContainerResource|External
Utilization|Value|AverageValue
NotRequired|RestartContainer
linux|windows
Cluster|Local
PreferClose|PreferSameZone@34|PreferSameNode@34
ByUser|ByNamespace
Queue|Reject
Exempt|Limited
User|Group|ServiceAccount
In|NotIn|Exists|DoesNotExist
Role|ClusterRole
ReadWriteOnceWithFSType|File|None
Ignore|Fail
Exact|Equivalent
*|CREATE|UPDATE|DELETE|CONNECT
ApplyConfiguration|JSONPatch
Never|IfNeeded
Cluster|Namespaced|*
Unknown|None|Some|NoneOnDryRun
Deny|Warn|Audit
Allow|Deny
RollingUpdate|OnDelete
Recreate|RollingUpdate
OrderedReady|Parallel
RollingUpdate|OnDelete|Recreate@37
NonIndexed|Indexed
Allow|Forbid|Replace
FailJob|Ignore|Count|FailIndex@28
In|NotIn
TerminatingOrFailed|Failed
signing|digital signature|content commitment|key encipherment|key agreement|data encipherment|cert sign|crl sign|encipher only|decipher only|any|server auth|client auth|code signing|email protection|s/mime|ipsec end system|ipsec tunnel|ipsec user|timestamping|ocsp signing|microsoft sgc|netscape sgc
Unconfined|RuntimeDefault|Localhost
None|ReadOnly|ReadWrite
Shared|Dedicated|Managed
ControllerResizeInProgress|ControllerResizeFailed|NodeResizePending|NodeResizeInProgress|NodeResizeFailed|ControllerResizeInfeasible@31|NodeResizeInfeasible@31
ClusterFirstWithHostNet|ClusterFirst|Default|None
Plaintext|TLS
HTTP1|HTTP2
DirectoryOrCreate|Directory|FileOrCreate|File|Socket|CharDevice|BlockDevice
IPv4|IPv6
SingleStack|PreferDualStack|RequireDualStack
None|HostToContainer|Bidirectional
Active|Terminating
Ignore|Honor
Pending|Running|Terminated
In|NotIn|Exists|DoesNotExist|Gt|Lt
ReadWriteOnce|ReadOnlyMany|ReadWriteMany|ReadWriteOncePod
Pending|InProgress|Infeasible
Pending|Bound|Lost
ControllerExpansionInProgress|ControllerExpansionFailed|NodeExpansionPending|NodeExpansionInProgress|NodeExpansionFailed
Block|Filesystem
Pending|Available|Bound|Released|Failed
Recycle|Delete|Retain
OnRootMismatch|Always
Pending|Running|Succeeded|Failed|Unknown
Guaranteed|Burstable|BestEffort
PreemptLowerPriority|Never
Default|Unmasked
TCP|UDP|SCTP
Always|Never|IfNotPresent
Terminating|NotTerminating|BestEffort|NotBestEffort|PriorityClass|CrossNamespacePodAffinity|VolumeAttributesClass@33
Always|OnFailure|Never
ClientIP|None
ClusterIP|NodePort|LoadBalancer|ExternalName
SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMAX-14|SIGRTMAX-13|SIGRTMAX-12|SIGRTMAX-11|SIGRTMAX-10|SIGRTMAX-9|SIGRTMAX-8|SIGRTMAX-7|SIGRTMAX-6|SIGRTMAX-5|SIGRTMAX-4|SIGRTMAX-3|SIGRTMAX-2|SIGRTMAX-1|SIGRTMAX
Merge|Strict
NoSchedule|PreferNoSchedule|NoExecute
File|FallbackToLogsOnError
Exists|Equal|Lt@35|Gt@35
HTTP|HTTPS
DoNotSchedule|ScheduleAnyway
Inaccessible|DataLoss|Degraded
Eviction|Withdrawn
Inactive|Active|Interrupted|Canceled|Completed
Ingress|Egress
IfHealthyBudget|AlwaysAllow
FromClass|FromClaim
NoSchedule|NoExecute|None@35
Exists|Equal
NodePrepareResources|NodeUnprepareResources|*
Pod|PodGroup
StorageUnreachable|StorageDegraded
Immediate|WaitForFirstConsumer
FieldValueRequired|FieldValueDuplicate|FieldValueInvalid|FieldValueForbidden

expression:s
key:s! valueExpression:s!
fieldRef:s! warning:s!
expression:s! name:s!
excludeResourceRules:[#12 matchPolicy:e20 namespaceSelector:#836 objectSelector:#836 resourceRules:[#12
apiVersion:s kind:s metadata:#839 spec:#8
apiVersion:s kind:s metadata:#839 spec:#7
matchResources:#4 paramRef:#14 policyName:s
failurePolicy:e19 matchConditions:[#3 matchConstraints:#4 mutations:[#11 paramKind:#13 reinvocationPolicy:e23 variables:[#3
admissionReviewVersions:[s! clientConfig:#26! failurePolicy:e19 matchConditions:[#3@27 matchPolicy:e20 name:s! namespaceSelector:#836 objectSelector:#836 reinvocationPolicy:e23 rules:[#15 sideEffects:e25! timeoutSeconds:i
apiVersion:s kind:s metadata:#839 webhooks:[#9
applyConfiguration:#0 jsonPatch:#0 patchType:e22!
apiGroups:[s apiVersions:[s operations:[e21 resourceNames:[s resources:[s scope:e24
apiVersion:s kind:s
name:s namespace:s parameterNotFoundAction:s selector:#836
apiGroups:[s apiVersions:[s operations:[e21 resources:[s scope:e24
name:s! namespace:s! path:s port:i
expressionWarnings:[#2
apiVersion:s kind:s metadata:#839 spec:#21 status:#22
apiVersion:s kind:s metadata:#839 spec:#20
matchResources:#4 paramRef:#14 policyName:s validationActions:[e26
auditAnnotations:[#1 failurePolicy:e19 matchConditions:[#3 matchConstraints:#4 paramKind:#13 validations:[#25 variables:[#3
conditions:[#832 observedGeneration:l typeChecking:#17
admissionReviewVersions:[s! clientConfig:#26! failurePolicy:e19 matchConditions:[#3@27 matchPolicy:e20 name:s! namespaceSelector:#836 objectSelector:#836 rules:[#15 sideEffects:e25! timeoutSeconds:i
apiVersion:s kind:s metadata:#839 webhooks:[#23
expression:s! message:s messageExpression:s reason:s
caBundle:B service:#16 url:s
excludeResourceRules:[#12 matchPolicy:e20 namespaceSelector:#836 objectSelector:#836 resourceRules:[#12
apiVersion:s kind:s metadata:#839 spec:#31
apiVersion:s kind:s metadata:#839 spec:#30
matchResources:#27 paramRef:#33 policyName:s
failurePolicy:e19 matchConditions:[#3 matchConstraints:#27 mutations:[#32 paramKind:#13 reinvocationPolicy:e23 variables:[#3
applyConfiguration:#0 jsonPatch:#0 patchType:e22!
name:s namespace:s parameterNotFoundAction:e27@28 selector:#836@28
apiVersion:s kind:s metadata:#839 spec:#37 status:#22@27
apiVersion:s kind:s metadata:#839 spec:#36
matchResources:#27 paramRef:#33 policyName:s validationActions:[e26@27
auditAnnotations:[#1@27 failurePolicy:e19 matchConditions:[#3@27 matchConstraints:#27 paramKind:#13 validations:[#38 variables:[#3@28
expression:s! message:s messageExpression:s@27 reason:s
excludeResourceRules:[#12 matchPolicy:s namespaceSelector:#836 objectSelector:#836 resourceRules:[#12
apiVersion:s kind:s metadata:#839 spec:#43
apiVersion:s kind:s metadata:#839 spec:#42
matchResources:#39 paramRef:#14 policyName:s
failurePolicy:s matchConditions:[#3 matchConstraints:#39 mutations:[#46 paramKind:#13 reinvocationPolicy:e23 variables:[#3
admissionReviewVersions:[s clientConfig:#26! failurePolicy:s matchConditions:[#3@27 matchPolicy:s name:s! namespaceSelector:#836 objectSelector:#836 reinvocationPolicy:e23 rules:[#15 sideEffects:s timeoutSeconds:i
apiVersion:s kind:s metadata:#839 webhooks:[#44
applyConfiguration:#0 jsonPatch:#0 patchType:e22!
apiVersion:s kind:s metadata:#839 spec:#50 status:#22
apiVersion:s kind:s metadata:#839 spec:#49
matchResources:#39 paramRef:#14 policyName:s validationActions:[e26
auditAnnotations:[#1 failurePolicy:s matchConditions:[#3 matchConstraints:#39 paramKind:#13 validations:[#25 variables:[#3
admissionReviewVersions:[s clientConfig:#26! failurePolicy:s matchConditions:[#3@27 matchPolicy:s name:s! namespaceSelector:#836 objectSelector:#836 rules:[#15 sideEffects:s timeoutSeconds:i
apiVersion:s kind:s metadata:#839 webhooks:[#51
apiServerID:s decodableVersions:[s encodingVersion:s servedVersions:[s@28
apiVersion:s kind:s metadata:#839 spec:#56 status:#57
lastTransitionTime:t message:s observedGeneration:l reason:s! status:s! type:s!
-
commonEncodingVersion:s conditions:[#55 storageVersions:[#53
apiVersion:s data:* kind:s metadata:#839 revision:l
apiVersion:s kind:s metadata:#839 spec:#61 status:#62
lastTransitionTime:t message:s reason:s status:s type:s
minReadySeconds:i revisionHistoryLimit:i selector:#836! template:#374! updateStrategy:#63
collisionCount:i conditions:[#60 currentNumberScheduled:i! desiredNumberScheduled:i! numberAvailable:i numberMisscheduled:i! numberReady:i! numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
rollingUpdate:#72 type:e28
apiVersion:s kind:s metadata:#839 spec:#66 status:#67
lastTransitionTime:t lastUpdateTime:t message:s reason:s status:s type:s
minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector:#836! strategy:#68 template:#374!
availableReplicas:i collisionCount:i conditions:[#65 observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i@33 unavailableReplicas:i updatedReplicas:i
rollingUpdate:#73 type:e29
apiVersion:s kind:s metadata:#839 spec:#70 status:#71
minReadySeconds:i replicas:i selector:#836! template:#374!
availableReplicas:i conditions:[#60 fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i! terminatingReplicas:i@33
maxSurge:o@21 maxUnavailable:o
maxSurge:o maxUnavailable:o
maxUnavailable:o@24 partition:i
apiVersion:s kind:s metadata:#839 spec:#78 status:#79
start:i
whenDeleted:s whenScaled:s
minReadySeconds:i@22 ordinals:#76@26 persistentVolumeClaimRetentionPolicy:#77@23 podManagementPolicy:e30 replicas:i revisionHistoryLimit:i selector:#836! serviceName:s template:#374! updateStrategy:#80 volumeClaimTemplates:[#348
availableReplicas:i@22 collisionCount:i conditions:[#60 currentReplicas:i currentRevision:s observedGeneration:l readyReplicas:i replicas:i! updateRevision:s updatedReplicas:i
rollingUpdate:#74 type:e31
apiVersion:s kind:s metadata:#839 spec:#82 status:#67
minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i rollbackTo:#84 selector:#836 strategy:#83 template:#374!
rollingUpdate:#73 type:s
revision:l
apiVersion:s kind:s metadata:#839 spec:#86 status:#87
replicas:i
replicas:i selector:{s targetSelector:s
apiVersion:s kind:s metadata:#839 spec:#89 status:#79
minReadySeconds:i@22 ordinals:#76@26 persistentVolumeClaimRetentionPolicy:#77@23 podManagementPolicy:s replicas:i revisionHistoryLimit:i selector:#836 serviceName:s template:#374! updateStrategy:#90 volumeClaimTemplates:[#348
rollingUpdate:#74 type:s
apiVersion:s kind:s metadata:#839 spec:#92 status:#62
minReadySeconds:i revisionHistoryLimit:i selector:#836! template:#374! updateStrategy:#93
rollingUpdate:#72 type:s
apiVersion:s kind:s metadata:#839 spec:#95 status:#67
minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector:#836! strategy:#83 template:#374!
apiVersion:s kind:s metadata:#839 spec:#97 status:#71
minReadySeconds:i replicas:i selector:#836! template:#374
apiVersion:s kind:s metadata:#839 spec:#99 status:#79
minReadySeconds:i@22 ordinals:#76@26 persistentVolumeClaimRetentionPolicy:#77@23 podManagementPolicy:s replicas:i revisionHistoryLimit:i selector:#836! serviceName:s template:#374! updateStrategy:#90 volumeClaimTemplates:[#348
apiVersion:s kind:s metadata:#839 spec:#101
policy:#102! webhook:#103!
level:s! stages:[s
clientConfig:#26! throttle:#104
burst:l qps:l
apiVersion:s kind:s name:s uid:s
apiVersion:s kind:s metadata:#839 status:#107
userInfo:#114
apiVersion:s kind:s metadata:#839 spec:#109 status:#110
attestations:{[s@37 audiences:[s boundObjectRef:#105 expirationSeconds:l
expirationTimestamp:t token:s
apiVersion:s kind:s metadata:#839 spec:#112! status:#113
audiences:[s token:s
audiences:[s authenticated:b error:s user:#114
extra:{[s groups:[s uid:s username:s
rawSelector:s requirements:[#834
rawSelector:s requirements:[#837
apiVersion:s kind:s metadata:#839 spec:#126! status:#127
path:s verb:s
nonResourceURLs:[s verbs:[s!
fieldSelector:#115@31 group:s labelSelector:#116@31 name:s namespace:s resource:s subresource:s verb:s version:s
apiGroups:[s resourceNames:[s resources:[s verbs:[s!
apiVersion:s kind:s metadata:#839 spec:#123! status:#127
nonResourceAttributes:#118 resourceAttributes:#120
apiVersion:s kind:s metadata:#839 spec:#125! status:#128
namespace:s
extra:{[s groups:[s nonResourceAttributes:#118 resourceAttributes:#120 uid:s user:s
allowed:b! denied:b evaluationError:s reason:s
evaluationError:s incomplete:b! nonResourceRules:[#119! resourceRules:[#121!
apiVersion:s kind:s metadata:#839 spec:#130! status:#127
extra:{[s group:[s nonResourceAttributes:#118 resourceAttributes:#120 uid:s user:s
apiVersion:s kind:s! name:s!
apiVersion:s kind:s metadata:#839 spec:#133 status:#134
maxReplicas:i! minReplicas:i scaleTargetRef:#131! targetCPUUtilizationPercentage:i
currentCPUUtilizationPercentage:i currentReplicas:i! desiredReplicas:i! lastScaleTime:t observedGeneration:l
apiVersion:s kind:s metadata:#839 spec:#86 status:#136
replicas:i! selector:s
container:s! name:s! target:#151!
container:s! current:#152! name:s!
metric:#148! target:#151!
current:#152! metric:#148!
periodSeconds:i! type:e4! value:i!
policies:[#141 selectPolicy:e5 stabilizationWindowSeconds:i tolerance:q@33
apiVersion:s kind:s metadata:#839 spec:#146 status:#147
scaleDown:#142 scaleUp:#142
lastTransitionTime:t message:s observedGeneration:l@37 reason:s status:s! type:s!
behavior:#144 maxReplicas:i! metrics:[#149 minReplicas:i scaleTargetRef:#131!
conditions:[#145 currentMetrics:[#150 currentReplicas:i desiredReplicas:i! lastScaleTime:t observedGeneration:l
name:s! selector:#836
containerResource:#137 external:#139 object:#153 pods:#139 resource:#155 type:e6!
containerResource:#138 external:#140 object:#154 pods:#140 resource:#156 type:s!
averageUtilization:i averageValue:q type:e7! value:q
averageUtilization:i averageValue:q value:q
describedObject:#131! metric:#148! target:#151!
current:#152! describedObject:#131! metric:#148!
name:s! target:#151!
current:#152! name:s!
container:s! name:s! targetAverageUtilization:i targetAverageValue:q
container:s! currentAverageUtilization:i currentAverageValue:q! name:s!
metricName:s! metricSelector:#836 targetAverageValue:q targetValue:q
currentAverageValue:q currentValue:q! metricName:s! metricSelector:#836
apiVersion:s kind:s metadata:#839 spec:#163 status:#164
lastTransitionTime:t message:s reason:s status:s! type:s!
maxReplicas:i! metrics:[#165 minReplicas:i scaleTargetRef:#131!
conditions:[#162 currentMetrics:[#166 currentReplicas:i! desiredReplicas:i! lastScaleTime:t observedGeneration:l
containerResource:#157@20 external:#159 object:#167 pods:#169 resource:#171 type:s!
containerResource:#158@20 external:#160 object:#168 pods:#170 resource:#172 type:s!
averageValue:q metricName:s! selector:#836 target:#131! targetValue:q!
averageValue:q currentValue:q! metricName:s! selector:#836 target:#131!
metricName:s! selector:#836 targetAverageValue:q!
currentAverageValue:q! metricName:s! selector:#836
name:s! targetAverageUtilization:i targetAverageValue:q
currentAverageUtilization:i currentAverageValue:q! name:s!
container:s! name:s! target:#183!
metric:#148! target:#183!
periodSeconds:i! type:s! value:i!
policies:[#175 selectPolicy:s stabilizationWindowSeconds:i
apiVersion:s kind:s metadata:#839 spec:#179 status:#180
scaleDown:#176 scaleUp:#176
behavior:#178@18 maxReplicas:i! metrics:[#181 minReplicas:i scaleTargetRef:#131!
conditions:[#162 currentMetrics:[#182 currentReplicas:i! desiredReplicas:i! lastScaleTime:t observedGeneration:l
containerResource:#173@20 external:#174 object:#184 pods:#174 resource:#185 type:s!
containerResource:#138@20 external:#140 object:#154 pods:#140 resource:#156 type:s!
averageUtilization:i averageValue:q type:s! value:q
describedObject:#131! metric:#148! target:#183!
name:s! target:#183!
apiVersion:s kind:s metadata:#839 spec:#187 status:#188
concurrencyPolicy:e33 failedJobsHistoryLimit:i jobTemplate:#194! schedule:s! startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b timeZone:s@24
active:[#346 lastScheduleTime:t lastSuccessfulTime:t
apiVersion:s kind:s metadata:#839 spec:#192 status:#193
lastProbeTime:t lastTransitionTime:t message:s reason:s status:s! type:s!
disruptionMode:#751 resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#762
activeDeadlineSeconds:l backoffLimit:i backoffLimitPerIndex:i@28 completionMode:e32@21 completions:i managedBy:s@30 manualSelector:b maxFailedIndexes:i@28 parallelism:i podFailurePolicy:#195@25 podReplacementPolicy:e36@28 scheduling:#191@37 selector:#836 successPolicy:#199@30 suspend:b@21 template:#374! ttlSecondsAfterFinished:i
active:i completedIndexes:s@21 completionTime:t conditions:[#190 failed:i failedIndexes:s@28 ready:i@23 startTime:t succeeded:i terminating:i@28 uncountedTerminatedPods:#201@22
metadata:#839 spec:#192
rules:[#198!
containerName:s operator:e35! values:[i!
status:s type:s!
action:e34! onExitCodes:#196 onPodConditions:[#197
rules:[#200!
succeededCount:i succeededIndexes:s
failed:[s succeeded:[s
apiVersion:s kind:s metadata:#839 spec:#203 status:#204
concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate:#194! schedule:s! startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b timeZone:s@24
active:[#346 lastScheduleTime:t lastSuccessfulTime:t@21
apiVersion:s kind:s metadata:#839 spec:#206 status:#207
concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate:#194! schedule:s! startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b
active:[#346 lastScheduleTime:t
apiVersion:s kind:s metadata:#839 spec:#210! status:#211
lastTransitionTime:t lastUpdateTime:t message:s reason:s status:s! type:s!
expirationSeconds:i@22 extra:{[s groups:[s request:B! signerName:s! uid:s usages:[e37 username:s
certificate:B conditions:[#209
apiVersion:s kind:s metadata:#839 spec:#213!
signerName:s trustBundle:s!
apiVersion:s kind:s metadata:#839 spec:#215! status:#216
maxExpirationSeconds:i nodeName:s! nodeUID:s! podName:s! podUID:s! serviceAccountName:s! serviceAccountUID:s! signerName:s! stubPKCS10Request:B! unverifiedUserAnnotations:{s
beginRefreshAt:t certificateChain:s conditions:[#832 notAfter:t notBefore:t
apiVersion:s kind:s metadata:#839 spec:#218! status:#216
maxExpirationSeconds:i nodeName:s! nodeUID:s! pkixPublicKey:B! podName:s! podUID:s! proofOfPossession:B! serviceAccountName:s! serviceAccountUID:s! signerName:s!
apiVersion:s kind:s metadata:#839 spec:#221 status:#222
lastTransitionTime:t@19 lastUpdateTime:t message:s reason:s status:s@19 type:s!
expirationSeconds:i@22 extra:{[s groups:[s request:B! signerName:s@18 uid:s usages:[s username:s
certificate:B conditions:[#220
apiVersion:s kind:s metadata:#839 spec:#224! status:#216
maxExpirationSeconds:i nodeName:s! nodeUID:s! pkixPublicKey:B podName:s! podUID:s! proofOfPossession:B serviceAccountName:s! serviceAccountUID:s! signerName:s! stubPKCS10Request:B!@36 unverifiedUserAnnotations:{s
apiVersion:s kind:s metadata:#839 spec:#226
acquireTime:t holderIdentity:s leaseDurationSeconds:i leaseTransitions:i preferredHolder:s@31 renewTime:t strategy:s@31
apiVersion:s kind:s metadata:#839 spec:#228
binaryVersion:s emulationVersion:s leaseName:s! pingTime:t preferredStrategies:[s renewTime:t
apiVersion:s kind:s metadata:#839 spec:#230
binaryVersion:s! emulationVersion:s leaseName:s! pingTime:t renewTime:t strategy:s
fsType:s partition:i readOnly:b volumeID:s!
nodeAffinity:#326 podAffinity:#357 podAntiAffinity:#357
localhostProfile:s type:e38!
devicePath:s! name:s!
cachingMode:e39 diskName:s! diskURI:s! fsType:s kind:e40 readOnly:b
readOnly:b secretName:s! secretNamespace:s shareName:s!
readOnly:b secretName:s! shareName:s!
apiVersion:s kind:s metadata:#839 target:#346!
controllerExpandSecretRef:#402 controllerPublishSecretRef:#402 driver:s! fsType:s nodeExpandSecretRef:#402@25 nodePublishSecretRef:#402 nodeStageSecretRef:#402 readOnly:b volumeAttributes:{s volumeHandle:s!
driver:s! fsType:s nodePublishSecretRef:#317 readOnly:b volumeAttributes:{s
add:[s drop:[s
monitors:[s! path:s readOnly:b secretFile:s secretRef:#402 user:s
monitors:[s! path:s readOnly:b secretFile:s secretRef:#317 user:s
fsType:s readOnly:b secretRef:#402 volumeID:s!
fsType:s readOnly:b secretRef:#317 volumeID:s!
resourceClaimName:s resourceClaimTemplateName:s
timeoutSeconds:i
labelSelector:#836 name:s optional:b path:s! signerName:s user:l@37
error:s message:s status:s! type:s!
apiVersion:s conditions:[#249 kind:s metadata:#839
apiVersion:s binaryData:{B data:{s immutable:b@18 kind:s metadata:#839
name:s optional:b
key:s! name:s optional:b
kubeletConfigKey:s! name:s! namespace:s! resourceVersion:s uid:s
items:[#308 name:s optional:b
defaultMode:i defaultUser:l@37 items:[#308 name:s optional:b
args:[s command:[s env:[#280 envFrom:[#279 image:s! imagePullPolicy:e66 lifecycle:#309 livenessProbe:#379 name:s! ports:[#260 readinessProbe:#379 resizePolicy:[#261@27 resources:#393 restartPolicy:s@28 restartPolicyRules:[#262@34 securityContext:#404 startupProbe:#379 stdin:b stdinOnce:b terminationMessagePath:s terminationMessagePolicy:e74 tty:b volumeDevices:[#234 volumeMounts:[#426 workingDir:s
containerName:s! requestName:s! resourceName:s!
names:[s sizeBytes:l
containerPort:i! hostIP:s hostPort:i name:s protocol:e65
resourceName:s! restartPolicy:e8!
action:s exitCodes:#263
operator:s values:[i
running:#265 terminated:#266 waiting:#267
startedAt:t
containerID:s exitCode:i! finishedAt:t message:s reason:s signal:i startedAt:t
message:s reason:s
allocatedResources:{q@27 allocatedResourcesStatus:[#394@31 containerID:s image:s! imageID:s! lastState:#264 name:s! ready:b! resources:#393@27 restartCount:i! started:b state:#264 stopSignal:e71@33 user:#269@31 volumeMounts:[#427@30
linux:#314
Port:i
items:[#272
fieldRef:#345 mode:i path:s! resourceFieldRef:#388 user:l@37
defaultMode:i defaultUser:l@37 items:[#272
medium:s mode:i@37 sizeLimit:q
hostname:s ip:s! nodeName:s targetRef:#346
appProtocol:s@18 name:s port:i! protocol:e65
addresses:[#275 notReadyAddresses:[#275 ports:[#276
apiVersion:s kind:s metadata:#839 subsets:[#277
configMapRef:#252 prefix:s secretRef:#252
name:s! value:s valueFrom:#281
configMapKeyRef:#253 fieldRef:#345 fileKeyRef:#290@34 resourceFieldRef:#388 secretKeyRef:#253
args:[s command:[s env:[#280 envFrom:[#279 image:s! imagePullPolicy:e66 lifecycle:#309 livenessProbe:#379 name:s! ports:[#260 readinessProbe:#379 resizePolicy:[#261@27 resources:#393 restartPolicy:s@28 restartPolicyRules:[#262@34 securityContext:#404 startupProbe:#379 stdin:b stdinOnce:b targetContainerName:s terminationMessagePath:s terminationMessagePolicy:e74 tty:b volumeDevices:[#234 volumeMounts:[#426 workingDir:s
readOnly:b-21 volumeClaimTemplate:#351
action:s apiVersion:s count:i eventTime:t firstTimestamp:t involvedObject:#346 kind:s lastTimestamp:t message:s metadata:#839 reason:s related:#346 reportingComponent:s reportingInstance:s series:#285 source:#286 type:s
count:i lastObservedTime:t state:s-19
component:s host:s
name:s! priority:i!
command:[s
fsType:s lun:i readOnly:b targetWWNs:[s wwids:[s
key:s! optional:b path:s! volumeName:s!
driver:s! fsType:s options:{s readOnly:b secretRef:#402
driver:s! fsType:s options:{s readOnly:b secretRef:#317
datasetName:s datasetUUID:s
fsType:s partition:i pdName:s! readOnly:b
mode:e43@37 port:i! service:s
directory:s repository:s! revision:s
endpoints:s! endpointsNamespace:s path:s! readOnly:b
endpoints:s! path:s! readOnly:b
host:s httpHeaders:[#300 path:s port:o! protocol:e44@37 scheme:e76
name:s! value:s
hostnames:[s ip:s
ip:s
path:s! type:e45
chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s! iscsiInterface:s lun:i portals:[s readOnly:b secretRef:#402 targetPortal:s!
chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s! iscsiInterface:s lun:i portals:[s readOnly:b secretRef:#317 targetPortal:s!
pullPolicy:e66 reference:s
imageRef:s
key:s! mode:i path:s! user:l@37
postStart:#310 preStop:#310 stopSignal:e71@33
exec:#288 httpGet:#299 sleep:#412@29 tcpSocket:#415
apiVersion:s kind:s metadata:#839 spec:#313
default:{q defaultRequest:{q max:{q maxLimitRequestRatio:{q min:{q type:s
limits:[#312
gid:l! supplementalGroups:[l uid:l!
hostname:s ip:s ipMode:s@29 ports:[#376@20
ingress:[#315
name:s
fsType:s path:s!
status:e54! targetVolumeAttributesClassName:s
path:s! readOnly:b server:s!
apiVersion:s kind:s metadata:#839 spec:#322 status:#323
finalizers:[s
conditions:[#162 phase:e49
apiVersion:s kind:s metadata:#839 spec:#341 status:#342
address:s! type:s!
preferredDuringSchedulingIgnoredDuringExecution:[#378 requiredDuringSchedulingIgnoredDuringExecution:#338
name:s! quantity:q!
name:s! perContainer:q perPod:q
containers:[s mapping:[#327@37 overhead:[#328@37 resourceClaimName:s! resources:{q!-37
lastHeartbeatTime:t lastTransitionTime:t message:s reason:s status:s! type:s!
configMap:#254
active:#331 assigned:#331 error:s lastKnownGood:#331
kubeletEndpoint:#270
supplementalGroupsPolicy:b
disableResizePreemption:[s
features:#337 name:s
recursiveReadOnlyMounts:b userNamespaces:b@31
nodeSelectorTerms:[#340!
key:s! operator:e52! values:[s
matchExpressions:[#339 matchFields:[#339
configSource:#331 externalID:s podCIDR:s podCIDRs:[s podPreemptionPolicy:#335@37 providerID:s taints:[#416 unschedulable:b
addresses:[#325 allocatable:{q capacity:{q conditions:[#330 config:#332 daemonEndpoints:#333 declaredFeatures:[s@35 features:#334@31 images:[#259 nodeInfo:#344 phase:e51 runtimeHandlers:[#336@30 volumesAttached:[#234 volumesInUse:[s
capacity:l
architecture:s! bootID:s! containerRuntimeVersion:s! kernelVersion:s! kubeProxyVersion:s! kubeletVersion:s! machineID:s! operatingSystem:s! osImage:s! swap:#343@33 systemUUID:s!
apiVersion:s fieldPath:s!
apiVersion:s fieldPath:s kind:s name:s namespace:s resourceVersion:s uid:s
apiVersion:s kind:s metadata:#839 spec:#353 status:#354
apiVersion:s kind:s metadata:#839 spec:#349 status:#350
accessModes:[e53! dataSource:#421 dataSourceRef:#422@22 resources:#430! selector:#836 storageClassName:s volumeAttributesClassName:s@29 volumeMode:e57 volumeName:s
accessModes:[e53 allocatedResourceStatuses:{e41@28 allocatedResources:{q@23 capacity:{q conditions:[#190 currentVolumeAttributesClassName:s@29 healthStatus:#425@37 modifyVolumeStatus:#319@29 phase:e55 resizeStatus:e56@23-28
metadata:#839 spec:#349!
claimName:s! readOnly:b
accessModes:[e53! awsElasticBlockStore:#231 azureDisk:#235 azureFile:#236 capacity:{q! cephfs:#242 cinder:#244 claimRef:#346 csi:#239 fc:#289 flexVolume:#291 flocker:#293 gcePersistentDisk:#294 glusterfs:#297 hostPath:#303 iscsi:#304 local:#318 mountOptions:[s nfs:#320 nodeAffinity:#428 persistentVolumeReclaimPolicy:e59 photonPersistentDisk:#355 portworxVolume:#377 quobyte:#381 rbd:#382 scaleIO:#396 storageClassName:s storageos:#413 volumeAttributesClassName:s@29 volumeMode:e57 vsphereVolume:#432
lastPhaseTransitionTime:t@28 message:s phase:e58 reason:s
fsType:s pdID:s!
apiVersion:s kind:s metadata:#839 spec:#371 status:#372
preferredDuringSchedulingIgnoredDuringExecution:[#433 requiredDuringSchedulingIgnoredDuringExecution:[#358
labelSelector:#836 matchLabelKeys:[s@29 mismatchLabelKeys:[s@29 namespaceSelector:#836@21 namespaces:[s topologyKey:s!
certificateChainPath:s credentialBundlePath:s keyPath:s keyType:s maxExpirationSeconds:i signerName:s user:l@37 userAnnotations:{s@35
lastProbeTime:t lastTransitionTime:t message:s observedGeneration:l@33 reason:s status:s! type:s!
nameservers:[s options:[#362 searches:[s
name:s value:s
requestMappings:[#258! resourceClaimName:s!
name:e9!
conditionType:s!
name:s! resourceClaimName:s@31 resourceClaimTemplateName:s@31 source:#246-31
name:s! resourceClaimName:s
name:s!
podGroupName:s
appArmorProfile:#233@30 fsGroup:l fsGroupChangePolicy:e60@18 runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxChangePolicy:s@32 seLinuxOptions:#395 seccompProfile:#400@19 supplementalGroups:[l supplementalGroupsPolicy:e72@31 sysctls:[#300 windowsOptions:#434
activeDeadlineSeconds:l affinity:#232 automountServiceAccountToken:b containers:[#257! dnsConfig:#361 dnsPolicy:e42 enableServiceLinks:b ephemeralContainers:[#282 evictionResponders:[#287@37 hostAliases:[#301 hostIPC:b hostNetwork:b hostPID:b hostUsers:b@25 hostname:s hostnameOverride:s@34 imagePullSecrets:[#317 initContainers:[#257 nodeName:s nodeSelector:{s os:#364@23 overhead:{q preemptionPolicy:e63 priority:i priorityClassName:s readinessGates:[#365 resourceClaims:[#366@26 resources:#393@32 restartPolicy:e68 runtimeClassName:s schedulerName:s schedulingGates:[#368@26 schedulingGroup:#369@36 securityContext:#370 serviceAccount:s serviceAccountName:s setHostnameAsFQDN:b@19 shareProcessNamespace:b subdomain:s terminationGracePeriodSeconds:l tolerations:[#417 topologySpreadConstraints:[#420 volumes:[#423 workloadRef:#435@35-36
allocatedResources:{q@35 conditions:[#360 containerStatuses:[#268 ephemeralContainerStatuses:[#268 extendedResourceClaimStatus:#363@34 hostIP:s hostIPs:[#302@28 initContainerStatuses:[#268 message:s nodeAllocatableResourceClaimStatuses:[#329@36 nominatedNodeName:s observedGeneration:l@33 phase:e61 podIP:s podIPs:[#302 qosClass:e62 reason:s resize:s@27 resourceClaimStatuses:[#367@28 resources:#393@35 startTime:t volumeHealth:[#375@37
apiVersion:s kind:s metadata:#839 template:#374
metadata:#839 spec:#371
healthConditions:[#424 lastTransitionTime:t name:s!
error:s port:i! protocol:e65!
fsType:s readOnly:b volumeID:s!
preference:#340 weight:i!
exec:#288 failureThreshold:i grpc:#295@23 httpGet:#299 initialDelaySeconds:i periodSeconds:i successThreshold:i tcpSocket:#415 terminationGracePeriodSeconds:l@21 timeoutSeconds:i
defaultMode:i defaultUser:l@37 sources:[#429
group:s readOnly:b registry:s! tenant:s user:s volume:s!
fsType:s image:s! keyring:s monitors:[s! pool:s readOnly:b secretRef:#402 user:s
fsType:s image:s! keyring:s monitors:[s! pool:s readOnly:b secretRef:#317 user:s
apiVersion:s kind:s metadata:#839 spec:#385 status:#386
minReadySeconds:i replicas:i selector:{s template:#374!
availableReplicas:i conditions:[#162 fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i!
name:s! request:s@31
containerName:s divisor:q resource:s!
health:s message:s@36 resourceID:s!
apiVersion:s kind:s metadata:#839 spec:#391 status:#392
hard:{q scopeSelector:#398 scopes:[e67
hard:{q used:{q
claims:[#387@26 limits:{q requests:{q
name:s! resources:[#389
level:s role:s type:s user:s
fsType:s gateway:s! protectionDomain:s readOnly:b secretRef:#402 sslEnabled:b storageMode:s storagePool:s system:s! volumeName:s
fsType:s gateway:s! protectionDomain:s readOnly:b secretRef:#317 sslEnabled:b storageMode:s storagePool:s system:s! volumeName:s
matchExpressions:[#399
operator:e16! scopeName:e67! values:[s
localhostProfile:s type:e38!
apiVersion:s data:{B immutable:b@18 kind:s metadata:#839 stringData:{s type:s
name:s namespace:s
defaultMode:i defaultUser:l@37 items:[#308 optional:b secretName:s
allowPrivilegeEscalation:b appArmorProfile:#233@30 capabilities:#241 privileged:b procMount:e64 readOnlyRootFilesystem:b runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxOptions:#395 seccompProfile:#400@19 windowsOptions:#434
apiVersion:s kind:s metadata:#839 spec:#409 status:#410
apiVersion:s automountServiceAccountToken:b imagePullSecrets:[#317 kind:s metadata:#839 secrets:[#346
audience:s expirationSeconds:l path:s! user:l@37
appProtocol:s@18 name:s nodePort:i port:i! protocol:e65 targetPort:o
allocateLoadBalancerNodePorts:b@20 clusterIP:s clusterIPs:[s@20 externalIPs:[s externalName:s externalTrafficPolicy:e10 healthCheckNodePort:i internalTrafficPolicy:e10@21 ipFamilies:[e46@20 ipFamily:s-20 ipFamilyPolicy:e47@20 loadBalancerClass:s@21 loadBalancerIP:s loadBalancerSourceRanges:[s ports:[#408 publishNotReadyAddresses:b selector:{s sessionAffinity:e69 sessionAffinityConfig:#411 topologyKeys:[s@17-22 trafficDistribution:e11@30 type:e70
conditions:[#832@20 loadBalancer:#316
clientIP:#247
seconds:l
fsType:s readOnly:b secretRef:#346 volumeName:s volumeNamespace:s
fsType:s readOnly:b secretRef:#317 volumeName:s volumeNamespace:s
host:s port:o!
effect:e73! key:s! timeAdded:t value:s
effect:e73 key:s operator:e75 tolerationSeconds:l value:s
key:s! values:[s!
matchLabelExpressions:[#418
labelSelector:#836 matchLabelKeys:[s@25 maxSkew:i! minDomains:i@24 nodeAffinityPolicy:e50@25 nodeTaintsPolicy:e50@25 topologyKey:s! whenUnsatisfiable:e77!
apiGroup:s kind:s! name:s!
apiGroup:s kind:s! name:s! namespace:s
awsElasticBlockStore:#231 azureDisk:#235 azureFile:#237 cephfs:#243 cinder:#245 configMap:#256 csi:#240 downwardAPI:#273 emptyDir:#274 ephemeral:#283@19 fc:#289 flexVolume:#292 flocker:#293 gcePersistentDisk:#294 gitRepo:#296 glusterfs:#298 hostPath:#303 image:#306@31 iscsi:#305 name:s! nfs:#320 persistentVolumeClaim:#352 photonPersistentDisk:#355 portworxVolume:#377 projected:#380 quobyte:#381 rbd:#383 scaleIO:#397 secret:#403 storageos:#414 vsphereVolume:#432
message:s reason:s! status:e78!
healthConditions:[#424 lastTransitionTime:t
bindMountOptions:[s@37 mountPath:s! mountPropagation:e48 name:s! readOnly:b recursiveReadOnly:s@30 subPath:s subPathExpr:s
mountPath:s! name:s! readOnly:b recursiveReadOnly:s volumeStatus:#431@36
required:#338
clusterTrustBundle:#248@29 configMap:#255 downwardAPI:#271 podCertificate:#359@34 secret:#255 serviceAccountToken:#407
limits:{q requests:{q
image:#307
fsType:s storagePolicyID:s storagePolicyName:s volumePath:s!
podAffinityTerm:#358! weight:i!
gmsaCredentialSpec:s gmsaCredentialSpecName:s hostProcess:b@22 runAsUserName:s
name:s! podGroup:s! podGroupReplicaKey:s
addresses:[s! conditions:#437 deprecatedTopology:{s hints:#438 hostname:s nodeName:s targetRef:#346 zone:s
ready:b serving:b terminating:b
forNodes:[#368@33 forZones:[#368
appProtocol:s name:s port:i protocol:e65
addressType:s! apiVersion:s endpoints:[#436 kind:s metadata:#839 ports:[#439
addresses:[s! conditions:#442 hostname:s nodeName:s@20 targetRef:#346 topology:{s
ready:b serving:b@20 terminating:b@20
appProtocol:s@17 name:s port:i protocol:s
addressType:s apiVersion:s endpoints:[#441! kind:s metadata:#839 ports:[#443
addresses:[s! conditions:#442 hints:#438@21 hostname:s nodeName:s@20 targetRef:#346 topology:{s
addressType:s! apiVersion:s endpoints:[#445 kind:s metadata:#839 ports:[#439
action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedSource:#286 eventTime:t! kind:s metadata:#839 note:s reason:s regarding:#346 related:#346 reportingController:s reportingInstance:s series:#448 type:s
count:i! lastObservedTime:t!
action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedSource:#286 eventTime:t! kind:s metadata:#839 note:s reason:s regarding:#346 related:#346 reportingController:s reportingInstance:s series:#450 type:s
count:i! lastObservedTime:t! state:s!-19
driver:s!
pathPrefix:s readOnly:b
apiVersion:s kind:s metadata:#839 spec:#454 status:#455
minReadySeconds:i revisionHistoryLimit:i selector:#836 template:#374! templateGeneration:l updateStrategy:#93
collisionCount:i conditions:[#162 currentNumberScheduled:i! desiredNumberScheduled:i! numberAvailable:i numberMisscheduled:i! numberReady:i! numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
apiVersion:s kind:s metadata:#839 spec:#82 status:#457
availableReplicas:i collisionCount:i conditions:[#209 observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i@33 unavailableReplicas:i updatedReplicas:i
ranges:[#462 rule:s
backend:#465! path:s pathType:s@18
paths:[#459!
max:i! min:i!
max:l! min:l!
cidr:s! except:[s
apiVersion:s kind:s metadata:#839 spec:#469 status:#470
resource:#421@18 serviceName:s servicePort:o
hostname:s ip:s ports:[#376
ingress:[#466
host:s http:#460
backend:#465 ingressClassName:s@18 rules:[#468 tls:[#471
loadBalancer:#467
hosts:[s secretName:s
apiVersion:s kind:s metadata:#839 spec:#477 status:#478@24-28
ports:[#476 to:[#475
from:[#475 ports:[#476
ipBlock:#463 namespaceSelector:#836 podSelector:#836
endPort:i@21 port:o protocol:e65
egress:[#473 ingress:[#474 podSelector:#836! policyTypes:[s
conditions:[#832
apiVersion:s kind:s metadata:#839 spec:#480
allowPrivilegeEscalation:b allowedCSIDrivers:[#368 allowedCapabilities:[s allowedFlexVolumes:[#451 allowedHostPaths:[#452 allowedProcMountTypes:[e64 allowedUnsafeSysctls:[s defaultAddCapabilities:[s defaultAllowPrivilegeEscalation:b forbiddenSysctls:[s fsGroup:#458! hostIPC:b hostNetwork:b hostPID:b hostPorts:[#461 privileged:b readOnlyRootFilesystem:b requiredDropCapabilities:[s runAsGroup:#484 runAsUser:#484! runtimeClass:#485 seLinux:#486! supplementalGroups:#458! volumes:[s
apiVersion:s kind:s metadata:#839 spec:#482 status:#483
minReadySeconds:i replicas:i selector:#836 template:#374
availableReplicas:i conditions:[#162 fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i! terminatingReplicas:i@33
ranges:[#462 rule:s!
allowedRuntimeClassNames:[s! defaultRuntimeClassName:s
rule:s! seLinuxOptions:#395
apiVersion:s kind:s metadata:#839 spec:#86 status:#488
replicas:i! selector:{s targetSelector:s
lendablePercent:i nominalConcurrencyShares:i
type:e12!
apiVersion:s kind:s metadata:#839 spec:#492 status:#493
distinguisherMethod:#490 matchingPrecedence:i priorityLevelConfiguration:#368! rules:[#497
conditions:[#60
queuing:#500 type:e13!
borrowingLimitPercent:i lendablePercent:i limitResponse:#494 nominalConcurrencyShares:i
nonResourceURLs:[s! verbs:[s!
nonResourceRules:[#496 resourceRules:[#501 subjects:[#503!
apiVersion:s kind:s metadata:#839 spec:#499 status:#493
exempt:#489 limited:#495 type:e14!
handSize:i queueLengthLimit:i queues:i
apiGroups:[s! clusterScope:b namespaces:[s resources:[s! verbs:[s!
name:s! namespace:s!
group:#368 kind:e15! serviceAccount:#502 user:#368
type:s!
apiVersion:s kind:s metadata:#839 spec:#506 status:#493
distinguisherMethod:#504 matchingPrecedence:i priorityLevelConfiguration:#368! rules:[#509
queuing:#500 type:s!
assuredConcurrencyShares:i borrowingLimitPercent:i@26 lendablePercent:i@26 limitResponse:#507
nonResourceRules:[#496 resourceRules:[#501 subjects:[#512!
apiVersion:s kind:s metadata:#839 spec:#511 status:#493
exempt:#489@28 limited:#508 type:s!
group:#368 kind:s! serviceAccount:#502 user:#368
borrowingLimitPercent:i lendablePercent:i limitResponse:#507 nominalConcurrencyShares:i
apiVersion:s kind:s metadata:#839 spec:#515 status:#493
exempt:#489@28 limited:#513 type:s!
apiVersion:s kind:s metadata:#839 spec:#522! status:#523
name:s! uid:s!
apiVersion:s kind:s metadata:#839 spec:#519! status:#520
intent:e79! requester:s! target:#521!
conditions:[#832 observedGeneration:l
pod:#517
target:#521!
conditions:[#832 observedGeneration:l requesters:[#524 responders:[#525 targetResponders:[#526
intent:e79! name:s!
completionTime:t expectedCompletionTime:t heartbeatTime:t message:s name:s! startTime:t
name:s! priority:i! state:e80!
backend:#532! path:s pathType:s!
paths:[#527!
apiVersion:s kind:s metadata:#839 spec:#530
parentRef:#541
apiVersion:s kind:s metadata:#839 spec:#538 status:#470
resource:#421 service:#537
apiVersion:s kind:s metadata:#839 spec:#535
apiGroup:s kind:s! name:s! namespace:s scope:s
controller:s parameters:#534
host:s http:#528
name:s! port:#542
defaultBackend:#532 ingressClassName:s rules:[#536 tls:[#471
apiVersion:s kind:s metadata:#839 spec:#540 status:#478@24-28
egress:[#473 ingress:[#474 podSelector:#836 policyTypes:[e81
group:s name:s namespace:s resource:s
name:s number:i
apiVersion:s kind:s metadata:#839 spec:#544 status:#478
cidrs:[s
apiVersion:s kind:s metadata:#839 spec:#546
ipv4:s ipv6:s nodeSelector:#338 perNodeHostBits:i!
apiVersion:s kind:s metadata:#839 spec:#548
parentRef:#549
group:s name:s namespace:s resource:s uid:s-29
podFixed:{q
apiVersion:s handler:s! kind:s metadata:#839 overhead:#550 scheduling:#552
nodeSelector:{s tolerations:[#417
apiVersion:s kind:s metadata:#839 spec:#554!
overhead:#550 runtimeHandler:s! scheduling:#552
apiVersion:s deleteOptions:#833 kind:s metadata:#839
apiVersion:s kind:s metadata:#839 spec:#557 status:#558
maxUnavailable:o minAvailable:o selector:#836 unhealthyPodEvictionPolicy:e82@26
conditions:[#832 currentHealthy:i desiredHealthy:i disruptedPods:{t disruptionsAllowed:i expectedPods:i observedGeneration:l
ranges:[#561 rule:s
max:i min:i
max:l min:l
apiVersion:s kind:s metadata:#839 spec:#563 status:#564
maxUnavailable:o minAvailable:o selector:#836 unhealthyPodEvictionPolicy:e82@26
conditions:[#832@21 currentHealthy:i desiredHealthy:i disruptedPods:{t disruptionsAllowed:i expectedPods:i observedGeneration:l
apiVersion:s kind:s metadata:#839 spec:#566
allowPrivilegeEscalation:b allowedCSIDrivers:[#368 allowedCapabilities:[s allowedFlexVolumes:[#451 allowedHostPaths:[#452 allowedProcMountTypes:[e64 allowedUnsafeSysctls:[s defaultAddCapabilities:[s defaultAllowPrivilegeEscalation:b forbiddenSysctls:[s fsGroup:#559! hostIPC:b hostNetwork:b hostPID:b hostPorts:[#560 privileged:b readOnlyRootFilesystem:b requiredDropCapabilities:[s runAsGroup:#567 runAsUser:#567! runtimeClass:#485 seLinux:#486! supplementalGroups:#559! volumes:[s
ranges:[#561 rule:s!
clusterRoleSelectors:[#836
aggregationRule:#568 apiVersion:s kind:s metadata:#839 rules:[#571
apiVersion:s kind:s metadata:#839 roleRef:#573! subjects:[#574
apiGroups:[s nonResourceURLs:[s resourceNames:[s resources:[s verbs:[s!
apiVersion:s kind:s metadata:#839 rules:[#571
apiGroup:s kind:e17! name:s!
apiGroup:s kind:e15! name:s! namespace:s
apiVersion:s kind:s metadata:#839 roleRef:#421! subjects:[#576
apiVersion:s kind:s! name:s! namespace:s
apiVersion:s kind:s metadata:#839 roleRef:#421! subjects:[#422
conditions:[#832 data:* device:s! driver:s! networkData:#608 pool:s! shareID:s
allocationTimestamp:t devices:#588 nodeSelector:#338
expression:s!
default:q validRange:#582 validValues:[q
max:q min:q step:q
requests:{q
value:q!
counters:{#584 name:s!
allNodes:b allowMultipleAllocations:b attributes:{#589 bindingConditions:[s bindingFailureConditions:[s bindsToNode:b capacity:{#590 consumesCounters:[#597 name:s! nodeAllocatableResourceMappings:{#612@36-37 nodeAllocatableResources:{#611@37 nodeName:s nodeSelector:#338 taints:[#602
opaque:#613 requests:[s source:e83!
config:[#587 results:[#599
bool:b bools:[b@36 int:l ints:[l@36 string:s strings:[s@36 version:s versions:[s@36
requestPolicy:#581 value:q!
config:[#592 constraints:[#596 requests:[#598
opaque:#613 requests:[s
apiVersion:s kind:s metadata:#839 spec:#595
opaque:#613
config:[#594 extendedResourceName:s selectors:[#600
distinctAttribute:s matchAttribute:s requests:[s
counterSet:s! counters:{#584
exactly:#607 firstAvailable:[#601 name:s!
adminAccess:b bindingConditions:[s bindingFailureConditions:[s consumedCapacity:{q device:s! driver:s! pool:s! request:s! shareID:s skipNodeOperations:[e86@37 tolerations:[#606
cel:#580
allocationMode:s capacity:#583 count:l deviceClassName:s! name:s! selectors:[#600 tolerations:[#606
effect:e84! key:s! timeAdded:t value:s
apiVersion:s kind:s metadata:#839 spec:#604! status:#478
deviceSelector:#605 taint:#602
device:s driver:s pool:s
effect:e84 key:s operator:e85 tolerationSeconds:l value:s
adminAccess:b allocationMode:s capacity:#583 count:l deviceClassName:s! selectors:[#600 tolerations:[#606
hardwareAddress:s interfaceName:s ips:[s
capacityKey:s capacityMultiplier:q deviceMultiplier:q
perContainer:q perPod:q
mapping:#609 overhead:#610
allocationMultiplier:q capacityKey:s
driver:s! parameters:*!
apiVersion:s kind:s metadata:#839 spec:#616 status:#617
apiGroup:s name:s! resource:s! uid:s!
devices:#591
allocation:#579 devices:[#578 reservedFor:[#615
apiVersion:s kind:s metadata:#839 spec:#619
metadata:#839 spec:#616
generation:l! name:s! resourceSliceCount:l!
apiVersion:s kind:s metadata:#839 spec:#622!
allNodes:b devices:[#586 driver:s! nodeName:s nodeSelector:#338 partitionTypeAttribute:s@37 perDeviceNodeSelection:b pool:#620! sharedCounters:[#585 skipNodeOperations:[e86@37
availableOnNodes:#338 resourceHandle:s shareable:b
apiVersion:s kind:s metadata:#839 spec:#625! status:#626
potentialNodes:[s selectedNode:s
resourceClaims:[#628
apiVersion:s kind:s metadata:#839 spec:#629! status:#630
name:s unsuitableNodes:[s
allocationMode:s parametersRef:#421 resourceClassName:s!
allocation:#623 deallocationRequested:b driverName:s reservedFor:[#615
apiVersion:s kind:s metadata:#839 spec:#632!
metadata:#839 spec:#629!
apiVersion:s driverName:s! kind:s metadata:#839 parametersRef:#422 suitableNodes:#338
availableOnNodes:#338 resourceHandles:[#649 shareable:b
namedResources:#368 vendorRequestParameters:*
driverName:s requests:[#650 vendorParameters:*
bool:b int:l intSlice:#640 name:s! quantity:q string:s stringSlice:#642 version:s
selector:s!
attributes:[#637 name:s!
ints:[l!
instances:[#639!
strings:[s!
apiVersion:s kind:s metadata:#839 spec:#629! status:#645
apiVersion:s driverRequests:[#636 generatedFrom:#421 kind:s metadata:#839 shareable:b
allocation:#634 deallocationRequested:b driverName:s reservedFor:[#615
apiVersion:s driverName:s! kind:s metadata:#839 parametersRef:#422 structuredParameters:b@30 suitableNodes:#338
apiVersion:s filters:[#648 generatedFrom:#422 kind:s metadata:#839 vendorParameters:[#653
driverName:s namedResources:#638
data:s driverName:s structuredData:#652@30
namedResources:#638 vendorParameters:*
apiVersion:s driverName:s! kind:s metadata:#839 namedResources:#641 nodeName:s
nodeName:s results:[#635! vendorClaimParameters:* vendorClassParameters:*
driverName:s parameters:*
conditions:[#832 data:* device:s! driver:s! networkData:#608 pool:s!
controller:s-32 devices:#659 nodeSelector:#338
allNodes:b@33 attributes:{#660 capacity:{q consumesCounters:[#597@33 nodeName:s@33 nodeSelector:#338@33 taints:[#668@33
basic:#656 name:s!
opaque:#613 requests:[s source:s!
config:[#658 results:[#666
bool:b int:l string:s version:s
config:[#592 constraints:[#664 requests:[#665
apiVersion:s kind:s metadata:#839 spec:#663!
config:[#594 selectors:[#600 suitableNodes:#338-32
matchAttribute:s requests:[s
adminAccess:b allocationMode:s count:l deviceClassName:s firstAvailable:[#667@33 name:s! selectors:[#600 tolerations:[#672@33
adminAccess:b@32 device:s! driver:s! pool:s! request:s! tolerations:[#672@33
allocationMode:s count:l deviceClassName:s! name:s! selectors:[#600 tolerations:[#672
effect:e84! key:s! timeAdded:t value:s
apiVersion:s kind:s metadata:#839 spec:#670! status:#478@35
deviceSelector:#671 taint:#668
device:s deviceClassName:s-35 driver:s pool:s selectors:[#600-35
effect:e84 key:s operator:e85 tolerationSeconds:l value:s
allocatable:i attribute:s total:i type:s
apiVersion:s kind:s metadata:#839 spec:#625! status:#675
resourceClaims:[#678
allocatedDevices:i availableDevices:i driver:s generation:l! nodeName:s partitionSummary:[#673@37 poolName:s resourceSliceCount:i shareableSummary:#689@37 totalDevices:i unavailableDevices:i validationError:s
apiVersion:s kind:s metadata:#839 spec:#679! status:#680
name:s! unsuitableNodes:[s
controller:s-32 devices:#661
allocation:#655 deallocationRequested:b-32 devices:[#654@32 reservedFor:[#615
apiVersion:s kind:s metadata:#839 spec:#682!
metadata:#839 spec:#679!
apiVersion:s kind:s metadata:#839 spec:#684! status:#685
defaultPartitionTypeAttribute:s@37 driver:s! limit:i poolName:s
conditions:[#832 poolCount:i pools:[#676
apiVersion:s kind:s metadata:#839 spec:#687!
allNodes:b devices:[#657 driver:s! nodeName:s nodeSelector:#338 perDeviceNodeSelection:b@33 pool:#620! sharedCounters:[#585@33
available:q consumed:q name:s total:q
capacity:[#688 fullyAvailableDevices:i partiallyAvailableDevices:i
conditions:[#832 data:* device:s! driver:s! networkData:#608 pool:s! shareID:s@34
allocationTimestamp:t@34 devices:#695 nodeSelector:#338
allNodes:b@33 allowMultipleAllocations:b@34 attributes:{#589 bindingConditions:[s@34 bindingFailureConditions:[s@34 bindsToNode:b@34 capacity:{#696 consumesCounters:[#597@33 nodeAllocatableResourceMappings:{#612@36-37 nodeAllocatableResources:{#611@37 nodeName:s@33 nodeSelector:#338@33 taints:[#704@33
basic:#692 name:s!
opaque:#613 requests:[s source:e83!
config:[#694 results:[#702
requestPolicy:#581@34 value:q!
config:[#592 constraints:[#700 requests:[#701
apiVersion:s kind:s metadata:#839 spec:#699
config:[#594 extendedResourceName:s@34 selectors:[#600
distinctAttribute:s@34 matchAttribute:s requests:[s
adminAccess:b allocationMode:s capacity:#583@34 count:l deviceClassName:s firstAvailable:[#703@33 name:s! selectors:[#600 tolerations:[#705@33
adminAccess:b bindingConditions:[s@34 bindingFailureConditions:[s@34 consumedCapacity:{q@34 device:s! driver:s! pool:s! request:s! shareID:s@34 skipNodeOperations:[e86@37 tolerations:[#705@33
allocationMode:s capacity:#583@34 count:l deviceClassName:s! name:s! selectors:[#600 tolerations:[#705
effect:e84! key:s! timeAdded:t value:s
effect:e84 key:s operator:e85 tolerationSeconds:l value:s
apiVersion:s kind:s metadata:#839 spec:#707 status:#708
devices:#697
allocation:#691 devices:[#690 reservedFor:[#615
apiVersion:s kind:s metadata:#839 spec:#710
metadata:#839 spec:#707
apiVersion:s kind:s metadata:#839 spec:#712!
allNodes:b devices:[#693 driver:s! nodeName:s nodeSelector:#338 partitionTypeAttribute:s@37 perDeviceNodeSelection:b@33 pool:#620! sharedCounters:[#585@33 skipNodeOperations:[e86@37
allocationTimestamp:t@34 devices:#716 nodeSelector:#338
allNodes:b allowMultipleAllocations:b@34 attributes:{#589 bindingConditions:[s@34 bindingFailureConditions:[s@34 bindsToNode:b@34 capacity:{#696 consumesCounters:[#597 name:s! nodeAllocatableResourceMappings:{#612@36-37 nodeAllocatableResources:{#611@37 nodeName:s nodeSelector:#338 taints:[#721
opaque:#613 requests:[s source:e83!
config:[#715 results:[#719
config:[#592 constraints:[#700 requests:[#718
exactly:#725 firstAvailable:[#720 name:s!
adminAccess:b bindingConditions:[s@34 bindingFailureConditions:[s@34 consumedCapacity:{q@34 device:s! driver:s! pool:s! request:s! shareID:s@34 skipNodeOperations:[e86@37 tolerations:[#724
allocationMode:s capacity:#583@34 count:l deviceClassName:s! name:s! selectors:[#600 tolerations:[#724
effect:e84! key:s! timeAdded:t value:s
apiVersion:s kind:s metadata:#839 spec:#723! status:#478
deviceSelector:#605 taint:#721
effect:e84 key:s operator:e85 tolerationSeconds:l value:s
adminAccess:b allocationMode:s capacity:#583@34 count:l deviceClassName:s! selectors:[#600 tolerations:[#724
apiVersion:s kind:s metadata:#839 spec:#727 status:#728
devices:#717
allocation:#713 devices:[#690 reservedFor:[#615
apiVersion:s kind:s metadata:#839 spec:#730
metadata:#839 spec:#727
apiVersion:s kind:s metadata:#839 spec:#732!
allNodes:b devices:[#714 driver:s! nodeName:s nodeSelector:#338 partitionTypeAttribute:s@37 perDeviceNodeSelection:b pool:#620! sharedCounters:[#585 skipNodeOperations:[e86@37
apiVersion:s description:s globalDefault:b kind:s metadata:#839 preemptionPolicy:e63 value:i
minCount:i!
name:s! policy:#736!
basic:#56 gang:#734
apiVersion:s description:s globalDefault:b kind:s metadata:#839 preemptionPolicy:e63 value:i!
apiVersion:s kind:s metadata:#839 spec:#739!
controllerRef:#421 podGroups:[#735!
apiVersion:s kind:s metadata:#839 spec:#743! status:#744
name:s! resourceClaimName:s resourceClaimTemplateName:s
topology:[#747
disruptionMode:e87 podGroupTemplateRef:#746 priority:i priorityClassName:s resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#736!
conditions:[#832 resourceClaimStatuses:[#367
disruptionMode:e87 name:s! priority:i priorityClassName:s resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#736!
workload:#749
key:s!
apiVersion:s kind:s metadata:#839 spec:#750!
podGroupTemplateName:s! workloadName:s!
controllerRef:#421 podGroupTemplates:[#745!
all:#56 single:#56
minGroupCount:i!
apiVersion:s kind:s metadata:#839 spec:#755! status:#478
basic:#56 gang:#752
disruptionMode:#751 parentCompositePodGroupName:s preemptionPolicy:e63 priority:i priorityClassName:s schedulingConstraints:#742 schedulingPolicy:#754! workloadRef:#763!
compositePodGroupTemplates:[#756 disruptionMode:#751 name:s! podGroupTemplates:[#759 preemptionPolicy:e63 priority:i priorityClassName:s schedulingConstraints:#742 schedulingPolicy:#754!
apiVersion:s kind:s metadata:#839 spec:#758! status:#744
disruptionMode:#751 parentCompositePodGroupName:s preemptionPolicy:e63 priority:i priorityClassName:s resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#736! workloadRef:#763
disruptionMode:#751 name:s! preemptionPolicy:e63 priority:i priorityClassName:s resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#736!
apiVersion:s kind:s metadata:#839 spec:#764!
minCount:i
basic:#56 gang:#761
templateName:s! workloadName:s!
compositePodGroupTemplates:[#756 controllerRef:#421 podGroupTemplates:[#759
compositePodGroupTemplates:[#765 disruptionMode:#751 name:s! podGroupTemplates:[#768 preemptionPolicy:e63 priority:i priorityClassName:s schedulingConstraints:#742 schedulingPolicy:#754!
apiVersion:s kind:s metadata:#839 spec:#767! status:#744
disruptionMode:#751 parentCompositePodGroupName:s preemptionPolicy:e63 priority:i priorityClassName:s resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#736! workloadRef:#763
disruptionMode:#751 name:s! preemptionPolicy:e63 priority:i priorityClassName:s resourceClaims:[#741 schedulingConstraints:#742 schedulingPolicy:#736!
apiVersion:s kind:s metadata:#839 spec:#770!
compositePodGroupTemplates:[#765 controllerRef:#421 podGroupTemplates:[#768
apiVersion:s kind:s metadata:#839 spec:#772
env:[#280 envFrom:[#279 selector:#836 volumeMounts:[#426 volumes:[#423
apiVersion:s kind:s metadata:#839 spec:#774
attachRequired:b fsGroupPolicy:e18@19 nodeAllocatableUpdatePeriodSeconds:l@33 podInfoOnMount:b preventPodSchedulingIfMissing:b@36 requiresRepublish:b@20 seLinuxMount:b@25 serviceAccountTokenInSecrets:b@35 storageCapacity:b@19 tokenRequests:[#783@20 volumeLifecycleModes:[s
apiVersion:s kind:s metadata:#839 spec:#777 status:#778@37
allocatable:#790 name:s! nodeID:s! topologyKeys:[s
drivers:[#776
storageHealth:[#781
apiVersion:s capacity:q kind:s maximumVolumeSize:q metadata:#839 nodeTopology:#836 storageClassName:s!
allowVolumeExpansion:b allowedTopologies:[#419 apiVersion:s kind:s metadata:#839 mountOptions:[s parameters:{s provisioner:s! reclaimPolicy:e59 volumeBindingMode:e89
healthConditions:[#782 name:s!
accessMode:e53 lastTransitionTime:t message:s reason:s! status:e88! volumeMode:e57
audience:s expirationSeconds:l
apiVersion:s kind:s metadata:#839 spec:#786! status:#787
inlineVolumeSpec:#353 persistentVolumeName:s
attacher:s! nodeName:s! source:#785!
attachError:#789 attached:b! attachmentMetadata:{s detachError:#789
apiVersion:s driverName:s! kind:s metadata:#839 parameters:{s
errorCode:i@33 message:s time:t
count:i
apiVersion:s capacity:q kind:s maximumVolumeSize:q@21 metadata:#839 nodeTopology:#836 storageClassName:s!
apiVersion:s kind:s metadata:#839 spec:#793
attachRequired:b fsGroupPolicy:s@19 nodeAllocatableUpdatePeriodSeconds:l@33 podInfoOnMount:b preventPodSchedulingIfMissing:b@36 requiresRepublish:b@20 seLinuxMount:b@25 serviceAccountTokenInSecrets:b@35 storageCapacity:b@19 tokenRequests:[#799@20 volumeLifecycleModes:[s
apiVersion:s kind:s metadata:#839 spec:#777 status:#795@37
storageHealth:[#797
allowVolumeExpansion:b allowedTopologies:[#419 apiVersion:s kind:s metadata:#839 mountOptions:[s parameters:{s provisioner:s! reclaimPolicy:e59 volumeBindingMode:s
healthConditions:[#798 name:s!
accessMode:e53 lastTransitionTime:t message:s reason:s! status:e88! volumeMode:e57
audience:s! expirationSeconds:l
apiVersion:s kind:s metadata:#839 spec:#801 status:#802
resource:#835!
conditions:[#832 resourceVersion:s
group:s resource:s version:s
lastUpdateTime:t message:s reason:s status:s! type:s!
apiVersion:s kind:s metadata:#839 spec:#806 status:#807
continueToken:s resource:#803!
conditions:[#804 resourceVersion:s
description:s format:s jsonPath:s! name:s! priority:i type:e0!
strategy:e1! webhook:#823
apiVersion:s kind:s metadata:#839 spec:#813! status:#814
lastTransitionTime:t message:s observedGeneration:l@35 reason:s status:s! type:s!
categories:[s kind:s! listKind:s plural:s! shortNames:[s singular:s
conversion:#809 group:s! names:#812! preserveUnknownFields:b scope:e2! versions:[#815!
acceptedNames:#812 conditions:[#811 observedGeneration:l@35 storedVersions:[s
additionalPrinterColumns:[#808 deprecated:b@19 deprecationWarning:s@19 name:s! schema:#818! selectableFields:[#821@30 served:b storage:b subresources:#817
labelSelectorPath:s specReplicasPath:s! statusReplicasPath:s!
scale:#816 status:#56
openAPIV3Schema:#820
description:s url:s
$ref:s $schema:s additionalItems:J#820 additionalProperties:J#820 allOf:[#820 anyOf:[#820 default:* definitions:{#820 dependencies:{L#820 description:s enum:[* example:* exclusiveMaximum:b exclusiveMinimum:b externalDocs:#819 format:s id:s items:K#820 maxItems:l maxLength:l maxProperties:l maximum:f minItems:l minLength:l minProperties:l minimum:f multipleOf:f not:#820 nullable:b oneOf:[#820 pattern:s patternProperties:{#820 properties:{#820 required:[s title:s type:e3 uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s x-kubernetes-list-type:s x-kubernetes-map-type:s@17 x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[#822@23
jsonPath:s!
fieldPath:s@28 message:s messageExpression:s@27 optionalOldSelf:b@29 reason:e90@28 rule:s!
clientConfig:#26 conversionReviewVersions:[s!
JSONPath:s! description:s format:s name:s! priority:i type:s!
conversionReviewVersions:[s strategy:s! webhookClientConfig:#26
apiVersion:s kind:s metadata:#839 spec:#827! status:#814
additionalPrinterColumns:[#824 conversion:#825 group:s! names:#812! preserveUnknownFields:b scope:s selectableFields:[#821@30 subresources:#817 validation:#829 version:s versions:[#828
additionalPrinterColumns:[#824 deprecated:b@19 deprecationWarning:s@19 name:s! schema:#829 selectableFields:[#821@30 served:b storage:b subresources:#817
openAPIV3Schema:#830
$ref:s $schema:s additionalItems:J#830 additionalProperties:J#830 allOf:[#830 anyOf:[#830 default:* definitions:{#830 dependencies:{L#830 description:s enum:[* example:* exclusiveMaximum:b exclusiveMinimum:b externalDocs:#819 format:s id:s items:K#830 maxItems:l maxLength:l maxProperties:l maximum:f minItems:l minLength:l minProperties:l minimum:f multipleOf:f not:#830 nullable:b oneOf:[#830 pattern:s patternProperties:{#830 properties:{#830 required:[s title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s x-kubernetes-list-type:s x-kubernetes-map-type:s@17 x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[#831@23
fieldPath:s@28 message:s messageExpression:s@27 optionalOldSelf:b@29 reason:e90@28 rule:s!
lastTransitionTime:t! message:s! observedGeneration:l reason:s! status:s! type:s!
apiVersion:s dryRun:[s gracePeriodSeconds:l ignoreStoreReadErrorWithClusterBreakingPotential:b@32 kind:s orphanDependents:b preconditions:#841 propagationPolicy:s
key:s! operator:s! values:[s
group:s resource:s!
matchExpressions:[#837 matchLabels:{s
key:s! operator:e16! values:[s
apiVersion:s fieldsType:s fieldsV1:* manager:s operation:s subresource:s@22 time:t
annotations:{s clusterName:s-25 creationTimestamp:t deletionGracePeriodSeconds:l deletionTimestamp:t finalizers:[s generateName:s generation:l labels:{s managedFields:[#838 name:s namespace:s ownerReferences:[#840 resourceVersion:s selfLink:s uid:s
apiVersion:s! blockOwnerDeletion:b controller:b kind:s! name:s! uid:s!
resourceVersion:s uid:s
apiVersion:s kind:s metadata:#839 spec:#843 status:#844
caBundle:B group:s groupPriorityMinimum:i! insecureSkipTLSVerify:b service:#845 version:s versionPriority:i!
conditions:[#162
name:s namespace:s port:i
`;
