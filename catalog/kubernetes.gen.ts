// Written by tools/catalog.ts from catalog/check/kubernetes.

import { evaluate as c0 } from './check/kubernetes/privileged-container/check.ts';
import { evaluate as c1 } from './check/kubernetes/host-network/check.ts';
import { evaluate as c2 } from './check/kubernetes/host-pid/check.ts';
import { evaluate as c3 } from './check/kubernetes/host-ipc/check.ts';
import { evaluate as c4 } from './check/kubernetes/host-port/check.ts';
import { evaluate as c5 } from './check/kubernetes/host-path-volume/check.ts';
import { evaluate as c6 } from './check/kubernetes/windows-host-process/check.ts';
import { evaluate as c7 } from './check/kubernetes/sys-admin-capability/check.ts';
import { evaluate as c8 } from './check/kubernetes/sys-module-capability/check.ts';
import { evaluate as c9 } from './check/kubernetes/net-raw-capability/check.ts';
import { evaluate as c10 } from './check/kubernetes/added-capability/check.ts';
import { evaluate as c11 } from './check/kubernetes/capabilities-kept/check.ts';
import { evaluate as c12 } from './check/kubernetes/unneeded-capability/check.ts';
import { evaluate as c13 } from './check/kubernetes/app-armor-off/check.ts';
import { evaluate as c14 } from './check/kubernetes/app-armor-missing/check.ts';
import { evaluate as c15 } from './check/kubernetes/selinux-options/check.ts';
import { evaluate as c16 } from './check/kubernetes/seccomp-off/check.ts';
import { evaluate as c17 } from './check/kubernetes/seccomp-missing/check.ts';
import { evaluate as c18 } from './check/kubernetes/proc-mount-unmasked/check.ts';
import { evaluate as c19 } from './check/kubernetes/unsafe-sysctl/check.ts';
import { evaluate as c20 } from './check/kubernetes/probe-of-other-host/check.ts';
import { evaluate as c21 } from './check/kubernetes/privilege-escalation/check.ts';
import { evaluate as c22 } from './check/kubernetes/run-as-non-root/check.ts';
import { evaluate as c23 } from './check/kubernetes/root-user/check.ts';
import { evaluate as c24 } from './check/kubernetes/root-group/check.ts';
import { evaluate as c25 } from './check/kubernetes/restricted-volume/check.ts';
import { evaluate as c26 } from './check/kubernetes/net-raw-kept/check.ts';
import { evaluate as c27 } from './check/kubernetes/no-kernel-hardening/check.ts';
import { evaluate as c28 } from './check/kubernetes/writable-root-filesystem/check.ts';
import { evaluate as c29 } from './check/kubernetes/runtime-socket-mounted/check.ts';
import { evaluate as c30 } from './check/kubernetes/system-host-path/check.ts';
import { evaluate as c31 } from './check/kubernetes/credential-host-path/check.ts';
import { evaluate as c32 } from './check/kubernetes/writable-host-path/check.ts';
import { evaluate as c33 } from './check/kubernetes/mount-propagation/check.ts';
import { evaluate as c34 } from './check/kubernetes/host-device/check.ts';
import { evaluate as c35 } from './check/kubernetes/sub-path-of-host-path/check.ts';
import { evaluate as c36 } from './check/kubernetes/security-context-missing/check.ts';
import { evaluate as c37 } from './check/kubernetes/low-user-id/check.ts';
import { evaluate as c38 } from './check/kubernetes/low-group-id/check.ts';
import { evaluate as c39 } from './check/kubernetes/shared-users/check.ts';
import { evaluate as c40 } from './check/kubernetes/shared-process-namespace/check.ts';
import { evaluate as c41 } from './check/kubernetes/host-aliases/check.ts';
import { evaluate as c42 } from './check/kubernetes/terminal-attached/check.ts';
import { evaluate as c43 } from './check/kubernetes/sudo-in-command/check.ts';
import { evaluate as c44 } from './check/kubernetes/ssh-port/check.ts';
import { evaluate as c45 } from './check/kubernetes/privileged-port/check.ts';
import { evaluate as c46 } from './check/kubernetes/windows-administrator/check.ts';
import { evaluate as c47 } from './check/kubernetes/fixed-node/check.ts';
import { evaluate as c48 } from './check/kubernetes/tolerates-everything/check.ts';
import { evaluate as c49 } from './check/kubernetes/debug-container-left/check.ts';
import { evaluate as c50 } from './check/kubernetes/image-moving-tag/check.ts';
import { evaluate as c51 } from './check/kubernetes/image-without-digest/check.ts';
import { evaluate as c52 } from './check/kubernetes/moving-image-not-pulled/check.ts';
import { evaluate as c53 } from './check/kubernetes/image-not-always-pulled/check.ts';
import { evaluate as c54 } from './check/kubernetes/untrusted-registry/check.ts';
import { evaluate as c55 } from './check/kubernetes/retired-registry/check.ts';
import { evaluate as c56 } from './check/kubernetes/malformed-image/check.ts';
import { evaluate as c57 } from './check/kubernetes/image-with-known-flaw/check.ts';
import { evaluate as c58 } from './check/kubernetes/ingress-nginx-retired/check.ts';
import { evaluate as c59 } from './check/kubernetes/dashboard-or-tiller/check.ts';
import { evaluate as c60 } from './check/kubernetes/git-sync-command/check.ts';
import { evaluate as c61 } from './check/kubernetes/memory-limit-missing/check.ts';
import { evaluate as c62 } from './check/kubernetes/memory-request-missing/check.ts';
import { evaluate as c63 } from './check/kubernetes/cpu-request-missing/check.ts';
import { evaluate as c64 } from './check/kubernetes/cpu-limit-missing/check.ts';
import { evaluate as c65 } from './check/kubernetes/ephemeral-storage-limit-missing/check.ts';
import { evaluate as c66 } from './check/kubernetes/request-above-limit/check.ts';
import { evaluate as c67 } from './check/kubernetes/odd-resource-amount/check.ts';
import { evaluate as c68 } from './check/kubernetes/memory-volume-without-limit/check.ts';
import { evaluate as c69 } from './check/kubernetes/volume-without-limit/check.ts';
import { evaluate as c70 } from './check/kubernetes/memory-overcommitted/check.ts';
import { evaluate as c71 } from './check/kubernetes/readiness-probe-missing/check.ts';
import { evaluate as c72 } from './check/kubernetes/liveness-probe-missing/check.ts';
import { evaluate as c73 } from './check/kubernetes/same-probes/check.ts';
import { evaluate as c74 } from './check/kubernetes/unknown-probe-port/check.ts';
import { evaluate as c75 } from './check/kubernetes/invalid-port/check.ts';
import { evaluate as c76 } from './check/kubernetes/token-mounted/check.ts';
import { evaluate as c77 } from './check/kubernetes/default-service-account/check.ts';
import { evaluate as c78 } from './check/kubernetes/deprecated-service-account-field/check.ts';
import { evaluate as c79 } from './check/kubernetes/long-token/check.ts';
import { evaluate as c80 } from './check/kubernetes/secret-in-environment/check.ts';
import { evaluate as c81 } from './check/kubernetes/literal-secret-in-environment/check.ts';
import { evaluate as c82 } from './check/kubernetes/literal-secret-in-command/check.ts';
import { evaluate as c83 } from './check/kubernetes/duplicate-variable/check.ts';
import { evaluate as c84 } from './check/kubernetes/writable-secret-file/check.ts';
import { evaluate as c85 } from './check/kubernetes/naked-pod/check.ts';
import { evaluate as c86 } from './check/kubernetes/single-replica/check.ts';
import { evaluate as c87 } from './check/kubernetes/replicas-not-spread/check.ts';
import { evaluate as c88 } from './check/kubernetes/spread-of-others/check.ts';
import { evaluate as c89 } from './check/kubernetes/no-rolling-update/check.ts';
import { evaluate as c90 } from './check/kubernetes/update-takes-all-down/check.ts';
import { evaluate as c91 } from './check/kubernetes/priority-class-missing/check.ts';
import { evaluate as c92 } from './check/kubernetes/system-priority/check.ts';
import { evaluate as c93 } from './check/kubernetes/no-grace-period/check.ts';
import { evaluate as c94 } from './check/kubernetes/job-kept-for-ever/check.ts';
import { evaluate as c95 } from './check/kubernetes/job-without-deadline/check.ts';
import { evaluate as c96 } from './check/kubernetes/runs-overlap/check.ts';
import { evaluate as c97 } from './check/kubernetes/impossible-schedule/check.ts';
import { evaluate as c98 } from './check/kubernetes/cron-job/check.ts';
import { evaluate as c99 } from './check/kubernetes/wrong-restart-policy/check.ts';
import { evaluate as c100 } from './check/kubernetes/selector-misses-own-pods/check.ts';
import { evaluate as c101 } from './check/kubernetes/recommended-labels/check.ts';
import { evaluate as c102 } from './check/kubernetes/instance-label-differs/check.ts';
import { evaluate as c103 } from './check/kubernetes/default-namespace/check.ts';
import { evaluate as c104 } from './check/kubernetes/system-namespace/check.ts';
import { evaluate as c105 } from './check/kubernetes/unknown-volume-mounted/check.ts';
import { evaluate as c106 } from './check/kubernetes/name-given-twice/check.ts';
import { evaluate as c107 } from './check/kubernetes/dns-search-order/check.ts';
import { evaluate as c108 } from './check/kubernetes/node-affinity-missing/check.ts';
import { evaluate as c109 } from './check/kubernetes/claim-without-size/check.ts';
import { evaluate as c110 } from './check/kubernetes/secret-never-renewed/check.ts';
import { evaluate as c111 } from './check/kubernetes/sandbox-without-runtime-class/check.ts';
import { evaluate as c112 } from './check/kubernetes/restart-policy-unset/check.ts';
import { evaluate as c113 } from './check/kubernetes/own-priority-class/check.ts';
import { evaluate as c114 } from './check/kubernetes/shared-claim/check.ts';
import { evaluate as c115 } from './check/kubernetes/mounts-secret/check.ts';
import { evaluate as c116 } from './check/kubernetes/mounts-claim/check.ts';
import { evaluate as c117 } from './check/kubernetes/mounts-config-map/check.ts';
import { evaluate as c118 } from './check/kubernetes/service-node-port/check.ts';
import { evaluate as c119 } from './check/kubernetes/load-balancer-open/check.ts';
import { evaluate as c120 } from './check/kubernetes/service-external-ips/check.ts';
import { evaluate as c121 } from './check/kubernetes/service-publishes-unready/check.ts';
import { evaluate as c122 } from './check/kubernetes/service-traffic-policy/check.ts';
import { evaluate as c123 } from './check/kubernetes/service-external-name/check.ts';
import { evaluate as c124 } from './check/kubernetes/tiller-service/check.ts';
import { evaluate as c125 } from './check/kubernetes/load-balancer-without-tls/check.ts';
import { evaluate as c126 } from './check/kubernetes/service-ports-clash/check.ts';
import { evaluate as c127 } from './check/kubernetes/endpoints-elsewhere/check.ts';
import { evaluate as c128 } from './check/kubernetes/service-ssh/check.ts';
import { evaluate as c129 } from './check/kubernetes/ports-by-number/check.ts';
import { evaluate as c130 } from './check/kubernetes/ingress-without-tls/check.ts';
import { evaluate as c131 } from './check/kubernetes/ingress-host-without-tls/check.ts';
import { evaluate as c132 } from './check/kubernetes/ingress-any-host/check.ts';
import { evaluate as c133 } from './check/kubernetes/ingress-snippet/check.ts';
import { evaluate as c134 } from './check/kubernetes/ingress-injection/check.ts';
import { evaluate as c135 } from './check/kubernetes/ingress-class-missing/check.ts';
import { evaluate as c136 } from './check/kubernetes/ingress-protection-off/check.ts';
import { evaluate as c137 } from './check/kubernetes/ingress-controller-config/check.ts';
import { evaluate as c138 } from './check/kubernetes/ingress-backend-without-port/check.ts';
import { evaluate as c139 } from './check/kubernetes/gateway-all-namespaces/check.ts';
import { evaluate as c140 } from './check/kubernetes/gateway-any-host/check.ts';
import { evaluate as c141 } from './check/kubernetes/gateway-without-tls/check.ts';
import { evaluate as c142 } from './check/kubernetes/gateway-tls-incomplete/check.ts';
import { evaluate as c143 } from './check/kubernetes/reference-grant-wide/check.ts';
import { evaluate as c144 } from './check/kubernetes/istio-gateway-plain/check.ts';
import { evaluate as c145 } from './check/kubernetes/istio-mtls-off/check.ts';
import { evaluate as c146 } from './check/kubernetes/configmap-with-secret/check.ts';
import { evaluate as c147 } from './check/kubernetes/configmap-with-personal-data/check.ts';
import { evaluate as c148 } from './check/kubernetes/annotation-with-secret/check.ts';
import { evaluate as c149 } from './check/kubernetes/cloud-mapping-masters/check.ts';
import { evaluate as c150 } from './check/kubernetes/secret-in-file/check.ts';
import { evaluate as c151 } from './check/kubernetes/secret-long-lived-token/check.ts';
import { evaluate as c152 } from './check/kubernetes/config-not-immutable/check.ts';
import { evaluate as c153 } from './check/kubernetes/secret-weak-certificate/check.ts';
import { evaluate as c154 } from './check/kubernetes/secret-key-mismatch/check.ts';
import { evaluate as c155 } from './check/kubernetes/secret-malformed/check.ts';
import { evaluate as c156 } from './check/kubernetes/secret-weak-password/check.ts';
import { evaluate as c157 } from './check/kubernetes/bootstrap-token-forever/check.ts';
import { evaluate as c158 } from './check/kubernetes/secret-by-sub-path/check.ts';
import { evaluate as c159 } from './check/kubernetes/service-account-mounts-token/check.ts';
import { evaluate as c160 } from './check/kubernetes/service-account-token-default/check.ts';
import { evaluate as c161 } from './check/kubernetes/default-account-mounts-token/check.ts';
import { evaluate as c162 } from './check/kubernetes/default-account-in-cloud/check.ts';
import { evaluate as c163 } from './check/kubernetes/namespace-not-enforced/check.ts';
import { evaluate as c164 } from './check/kubernetes/namespace-privileged/check.ts';
import { evaluate as c165 } from './check/kubernetes/namespace-not-restricted/check.ts';
import { evaluate as c166 } from './check/kubernetes/namespace-version-open/check.ts';
import { evaluate as c167 } from './check/kubernetes/namespace-bad-label/check.ts';
import { evaluate as c168 } from './check/kubernetes/object-in-default-namespace/check.ts';
import { evaluate as c169 } from './check/kubernetes/network-policy-all-ingress/check.ts';
import { evaluate as c170 } from './check/kubernetes/network-policy-all-egress/check.ts';
import { evaluate as c171 } from './check/kubernetes/network-policy-metadata/check.ts';
import { evaluate as c172 } from './check/kubernetes/network-policy-ignored-rules/check.ts';
import { evaluate as c173 } from './check/kubernetes/network-policy-without-selector/check.ts';
import { evaluate as c174 } from './check/kubernetes/network-policy-or-and/check.ts';
import { evaluate as c175 } from './check/kubernetes/network-policy-bad-block/check.ts';
import { evaluate as c176 } from './check/kubernetes/role-allows-everything/check.ts';
import { evaluate as c177 } from './check/kubernetes/role-wildcard-verbs/check.ts';
import { evaluate as c178 } from './check/kubernetes/role-wildcard-resources/check.ts';
import { evaluate as c179 } from './check/kubernetes/role-wildcard-groups/check.ts';
import { evaluate as c180 } from './check/kubernetes/role-reads-secrets/check.ts';
import { evaluate as c181 } from './check/kubernetes/role-writes-secrets/check.ts';
import { evaluate as c182 } from './check/kubernetes/role-creates-pods/check.ts';
import { evaluate as c183 } from './check/kubernetes/role-changes-workloads/check.ts';
import { evaluate as c184 } from './check/kubernetes/role-deletes-resources/check.ts';
import { evaluate as c185 } from './check/kubernetes/role-pod-exec/check.ts';
import { evaluate as c186 } from './check/kubernetes/role-port-forward/check.ts';
import { evaluate as c187 } from './check/kubernetes/role-ephemeral-containers/check.ts';
import { evaluate as c188 } from './check/kubernetes/role-deletes-logs/check.ts';
import { evaluate as c189 } from './check/kubernetes/role-deletes-events/check.ts';
import { evaluate as c190 } from './check/kubernetes/role-node-proxy/check.ts';
import { evaluate as c191 } from './check/kubernetes/role-changes-nodes/check.ts';
import { evaluate as c192 } from './check/kubernetes/role-mints-tokens/check.ts';
import { evaluate as c193 } from './check/kubernetes/role-impersonates/check.ts';
import { evaluate as c194 } from './check/kubernetes/role-escalates/check.ts';
import { evaluate as c195 } from './check/kubernetes/role-writes-rbac/check.ts';
import { evaluate as c196 } from './check/kubernetes/role-approves-certificates/check.ts';
import { evaluate as c197 } from './check/kubernetes/role-changes-admission/check.ts';
import { evaluate as c198 } from './check/kubernetes/role-changes-namespaces/check.ts';
import { evaluate as c199 } from './check/kubernetes/role-creates-volumes/check.ts';
import { evaluate as c200 } from './check/kubernetes/role-extends-api/check.ts';
import { evaluate as c201 } from './check/kubernetes/role-changes-configmaps/check.ts';
import { evaluate as c202 } from './check/kubernetes/role-changes-cloud-mapping/check.ts';
import { evaluate as c203 } from './check/kubernetes/role-changes-networking/check.ts';
import { evaluate as c204 } from './check/kubernetes/role-all-urls/check.ts';
import { evaluate as c205 } from './check/kubernetes/role-aggregation/check.ts';
import { evaluate as c206 } from './check/kubernetes/binding-cluster-admin/check.ts';
import { evaluate as c207 } from './check/kubernetes/binding-admin-everywhere/check.ts';
import { evaluate as c208 } from './check/kubernetes/binding-anonymous/check.ts';
import { evaluate as c209 } from './check/kubernetes/binding-authenticated/check.ts';
import { evaluate as c210 } from './check/kubernetes/binding-masters/check.ts';
import { evaluate as c211 } from './check/kubernetes/binding-all-service-accounts/check.ts';
import { evaluate as c212 } from './check/kubernetes/binding-default-account/check.ts';
import { evaluate as c213 } from './check/kubernetes/binding-gives-nothing/check.ts';
import { evaluate as c214 } from './check/kubernetes/role-rule-without-effect/check.ts';
import { evaluate as c215 } from './check/kubernetes/volume-of-node/check.ts';
import { evaluate as c216 } from './check/kubernetes/storage-not-encrypted/check.ts';
import { evaluate as c217 } from './check/kubernetes/volume-recycled/check.ts';
import { evaluate as c218 } from './check/kubernetes/claim-shared/check.ts';
import { evaluate as c219 } from './check/kubernetes/budget-blocks-evictions/check.ts';
import { evaluate as c220 } from './check/kubernetes/budget-keeps-broken-pods/check.ts';
import { evaluate as c221 } from './check/kubernetes/autoscaler-single-pod/check.ts';
import { evaluate as c222 } from './check/kubernetes/autoscaler-below-three/check.ts';
import { evaluate as c223 } from './check/kubernetes/autoscaler-fixed/check.ts';
import { evaluate as c224 } from './check/kubernetes/quota-incomplete/check.ts';
import { evaluate as c225 } from './check/kubernetes/limit-range-incomplete/check.ts';
import { evaluate as c226 } from './check/kubernetes/priority-for-all/check.ts';
import { evaluate as c227 } from './check/kubernetes/certificate-request-for-admin/check.ts';
import { evaluate as c228 } from './check/kubernetes/webhook-fails-open/check.ts';
import { evaluate as c229 } from './check/kubernetes/webhook-outside/check.ts';
import { evaluate as c230 } from './check/kubernetes/webhook-in-use/check.ts';
import { evaluate as c231 } from './check/kubernetes/webhook-opt-out/check.ts';
import { evaluate as c232 } from './check/kubernetes/webhook-stops-cluster/check.ts';
import { evaluate as c233 } from './check/kubernetes/webhook-settings/check.ts';
import { evaluate as c234 } from './check/kubernetes/admission-policy-fails-open/check.ts';
import { evaluate as c235 } from './check/kubernetes/admission-policy-does-not-deny/check.ts';
import { evaluate as c236 } from './check/kubernetes/admission-parameter-optional/check.ts';
import { evaluate as c237 } from './check/kubernetes/policy-exception-wide/check.ts';
import { evaluate as c238 } from './check/kubernetes/allowed-repository-open/check.ts';
import { evaluate as c239 } from './check/kubernetes/api-service-insecure/check.ts';
import { evaluate as c240 } from './check/kubernetes/custom-resource-open/check.ts';
import { evaluate as c241 } from './check/kubernetes/external-secret-stale/check.ts';
import { evaluate as c242 } from './check/kubernetes/cluster-store-open/check.ts';
import { evaluate as c243 } from './check/kubernetes/secret-store-insecure/check.ts';
import { evaluate as c244 } from './check/kubernetes/csi-secret-copied/check.ts';
import { evaluate as c245 } from './check/kubernetes/sealed-secret-wide/check.ts';
import { evaluate as c246 } from './check/kubernetes/vault-agent-insecure/check.ts';
import { evaluate as c247 } from './check/kubernetes/sops-not-encrypted/check.ts';
import { evaluate as c248 } from './check/kubernetes/encryption-at-rest-off/check.ts';
import { evaluate as c249 } from './check/kubernetes/encryption-at-rest-weak/check.ts';
import { evaluate as c250 } from './check/kubernetes/node-outdated/check.ts';
import { evaluate as c251 } from './check/kubernetes/node-runtime-vulnerable/check.ts';
import { evaluate as c252 } from './check/kubernetes/not-healthy/check.ts';
import { evaluate as c253 } from './check/kubernetes/api-removed/check.ts';
import { evaluate as c254 } from './check/kubernetes/api-deprecated/check.ts';
import { evaluate as c255 } from './check/kubernetes/unknown-field/check.ts';
import { evaluate as c256 } from './check/kubernetes/wrong-type/check.ts';
import { evaluate as c257 } from './check/kubernetes/bad-name/check.ts';
import { evaluate as c258 } from './check/kubernetes/bad-label/check.ts';
import { evaluate as c259 } from './check/kubernetes/missing-field/check.ts';
import { evaluate as c260 } from './check/kubernetes/unknown-value/check.ts';
import { evaluate as c261 } from './check/kubernetes/unsorted-keys/check.ts';
import { evaluate as c262 } from './check/kubernetes/unknown-kind/check.ts';
import { evaluate as c263 } from './check/kubernetes/pod-security-policy-open/check.ts';
import { evaluate as c264 } from './check/kubernetes/security-context-constraints-open/check.ts';
import { evaluate as c265 } from './check/kubernetes/argo-project-open/check.ts';
import { evaluate as c266 } from './check/kubernetes/audit-policy-weak/check.ts';
import { evaluate as c267 } from './check/kubernetes/kubeconfig-insecure/check.ts';
import { evaluate as c268 } from './check/kubernetes/kubeconfig-with-credentials/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-K8S-0001': c0,
  'CSN-K8S-0002': c1,
  'CSN-K8S-0003': c2,
  'CSN-K8S-0004': c3,
  'CSN-K8S-0005': c4,
  'CSN-K8S-0006': c5,
  'CSN-K8S-0007': c6,
  'CSN-K8S-0008': c7,
  'CSN-K8S-0009': c8,
  'CSN-K8S-0010': c9,
  'CSN-K8S-0011': c10,
  'CSN-K8S-0012': c11,
  'CSN-K8S-0013': c12,
  'CSN-K8S-0014': c13,
  'CSN-K8S-0015': c14,
  'CSN-K8S-0016': c15,
  'CSN-K8S-0017': c16,
  'CSN-K8S-0018': c17,
  'CSN-K8S-0019': c18,
  'CSN-K8S-0020': c19,
  'CSN-K8S-0021': c20,
  'CSN-K8S-0022': c21,
  'CSN-K8S-0023': c22,
  'CSN-K8S-0024': c23,
  'CSN-K8S-0025': c24,
  'CSN-K8S-0026': c25,
  'CSN-K8S-0027': c26,
  'CSN-K8S-0028': c27,
  'CSN-K8S-0030': c28,
  'CSN-K8S-0031': c29,
  'CSN-K8S-0032': c30,
  'CSN-K8S-0033': c31,
  'CSN-K8S-0034': c32,
  'CSN-K8S-0035': c33,
  'CSN-K8S-0036': c34,
  'CSN-K8S-0037': c35,
  'CSN-K8S-0038': c36,
  'CSN-K8S-0039': c37,
  'CSN-K8S-0040': c38,
  'CSN-K8S-0041': c39,
  'CSN-K8S-0042': c40,
  'CSN-K8S-0043': c41,
  'CSN-K8S-0044': c42,
  'CSN-K8S-0045': c43,
  'CSN-K8S-0046': c44,
  'CSN-K8S-0047': c45,
  'CSN-K8S-0048': c46,
  'CSN-K8S-0049': c47,
  'CSN-K8S-0050': c48,
  'CSN-K8S-0051': c49,
  'CSN-K8S-0060': c50,
  'CSN-K8S-0061': c51,
  'CSN-K8S-0062': c52,
  'CSN-K8S-0063': c53,
  'CSN-K8S-0064': c54,
  'CSN-K8S-0065': c55,
  'CSN-K8S-0066': c56,
  'CSN-K8S-0067': c57,
  'CSN-K8S-0068': c58,
  'CSN-K8S-0069': c59,
  'CSN-K8S-0070': c60,
  'CSN-K8S-0080': c61,
  'CSN-K8S-0081': c62,
  'CSN-K8S-0082': c63,
  'CSN-K8S-0083': c64,
  'CSN-K8S-0084': c65,
  'CSN-K8S-0085': c66,
  'CSN-K8S-0086': c67,
  'CSN-K8S-0087': c68,
  'CSN-K8S-0088': c69,
  'CSN-K8S-0089': c70,
  'CSN-K8S-0100': c71,
  'CSN-K8S-0101': c72,
  'CSN-K8S-0102': c73,
  'CSN-K8S-0103': c74,
  'CSN-K8S-0104': c75,
  'CSN-K8S-0110': c76,
  'CSN-K8S-0111': c77,
  'CSN-K8S-0112': c78,
  'CSN-K8S-0113': c79,
  'CSN-K8S-0114': c80,
  'CSN-K8S-0115': c81,
  'CSN-K8S-0116': c82,
  'CSN-K8S-0117': c83,
  'CSN-K8S-0118': c84,
  'CSN-K8S-0120': c85,
  'CSN-K8S-0121': c86,
  'CSN-K8S-0122': c87,
  'CSN-K8S-0123': c88,
  'CSN-K8S-0124': c89,
  'CSN-K8S-0125': c90,
  'CSN-K8S-0126': c91,
  'CSN-K8S-0127': c92,
  'CSN-K8S-0128': c93,
  'CSN-K8S-0129': c94,
  'CSN-K8S-0130': c95,
  'CSN-K8S-0131': c96,
  'CSN-K8S-0132': c97,
  'CSN-K8S-0133': c98,
  'CSN-K8S-0134': c99,
  'CSN-K8S-0135': c100,
  'CSN-K8S-0136': c101,
  'CSN-K8S-0137': c102,
  'CSN-K8S-0138': c103,
  'CSN-K8S-0139': c104,
  'CSN-K8S-0140': c105,
  'CSN-K8S-0141': c106,
  'CSN-K8S-0142': c107,
  'CSN-K8S-0143': c108,
  'CSN-K8S-0144': c109,
  'CSN-K8S-0145': c110,
  'CSN-K8S-0146': c111,
  'CSN-K8S-0147': c112,
  'CSN-K8S-0148': c113,
  'CSN-K8S-0149': c114,
  'CSN-K8S-0150': c115,
  'CSN-K8S-0151': c116,
  'CSN-K8S-0152': c117,
  'CSN-K8S-0200': c118,
  'CSN-K8S-0201': c119,
  'CSN-K8S-0202': c120,
  'CSN-K8S-0203': c121,
  'CSN-K8S-0204': c122,
  'CSN-K8S-0205': c123,
  'CSN-K8S-0206': c124,
  'CSN-K8S-0207': c125,
  'CSN-K8S-0208': c126,
  'CSN-K8S-0209': c127,
  'CSN-K8S-0210': c128,
  'CSN-K8S-0211': c129,
  'CSN-K8S-0220': c130,
  'CSN-K8S-0221': c131,
  'CSN-K8S-0222': c132,
  'CSN-K8S-0223': c133,
  'CSN-K8S-0224': c134,
  'CSN-K8S-0225': c135,
  'CSN-K8S-0226': c136,
  'CSN-K8S-0227': c137,
  'CSN-K8S-0229': c138,
  'CSN-K8S-0240': c139,
  'CSN-K8S-0241': c140,
  'CSN-K8S-0242': c141,
  'CSN-K8S-0243': c142,
  'CSN-K8S-0244': c143,
  'CSN-K8S-0245': c144,
  'CSN-K8S-0246': c145,
  'CSN-K8S-0260': c146,
  'CSN-K8S-0261': c147,
  'CSN-K8S-0262': c148,
  'CSN-K8S-0264': c149,
  'CSN-K8S-0270': c150,
  'CSN-K8S-0271': c151,
  'CSN-K8S-0272': c152,
  'CSN-K8S-0273': c153,
  'CSN-K8S-0274': c154,
  'CSN-K8S-0275': c155,
  'CSN-K8S-0276': c156,
  'CSN-K8S-0277': c157,
  'CSN-K8S-0285': c158,
  'CSN-K8S-0290': c159,
  'CSN-K8S-0291': c160,
  'CSN-K8S-0292': c161,
  'CSN-K8S-0293': c162,
  'CSN-K8S-0300': c163,
  'CSN-K8S-0301': c164,
  'CSN-K8S-0302': c165,
  'CSN-K8S-0303': c166,
  'CSN-K8S-0304': c167,
  'CSN-K8S-0306': c168,
  'CSN-K8S-0310': c169,
  'CSN-K8S-0311': c170,
  'CSN-K8S-0312': c171,
  'CSN-K8S-0313': c172,
  'CSN-K8S-0314': c173,
  'CSN-K8S-0315': c174,
  'CSN-K8S-0316': c175,
  'CSN-K8S-0320': c176,
  'CSN-K8S-0321': c177,
  'CSN-K8S-0322': c178,
  'CSN-K8S-0323': c179,
  'CSN-K8S-0324': c180,
  'CSN-K8S-0325': c181,
  'CSN-K8S-0326': c182,
  'CSN-K8S-0327': c183,
  'CSN-K8S-0328': c184,
  'CSN-K8S-0329': c185,
  'CSN-K8S-0330': c186,
  'CSN-K8S-0331': c187,
  'CSN-K8S-0332': c188,
  'CSN-K8S-0333': c189,
  'CSN-K8S-0334': c190,
  'CSN-K8S-0335': c191,
  'CSN-K8S-0336': c192,
  'CSN-K8S-0337': c193,
  'CSN-K8S-0338': c194,
  'CSN-K8S-0339': c195,
  'CSN-K8S-0340': c196,
  'CSN-K8S-0341': c197,
  'CSN-K8S-0342': c198,
  'CSN-K8S-0343': c199,
  'CSN-K8S-0344': c200,
  'CSN-K8S-0345': c201,
  'CSN-K8S-0346': c202,
  'CSN-K8S-0347': c203,
  'CSN-K8S-0348': c204,
  'CSN-K8S-0349': c205,
  'CSN-K8S-0350': c206,
  'CSN-K8S-0351': c207,
  'CSN-K8S-0352': c208,
  'CSN-K8S-0353': c209,
  'CSN-K8S-0354': c210,
  'CSN-K8S-0355': c211,
  'CSN-K8S-0356': c212,
  'CSN-K8S-0357': c213,
  'CSN-K8S-0358': c214,
  'CSN-K8S-0370': c215,
  'CSN-K8S-0371': c216,
  'CSN-K8S-0372': c217,
  'CSN-K8S-0374': c218,
  'CSN-K8S-0380': c219,
  'CSN-K8S-0381': c220,
  'CSN-K8S-0383': c221,
  'CSN-K8S-0384': c222,
  'CSN-K8S-0385': c223,
  'CSN-K8S-0388': c224,
  'CSN-K8S-0389': c225,
  'CSN-K8S-0390': c226,
  'CSN-K8S-0392': c227,
  'CSN-K8S-0400': c228,
  'CSN-K8S-0401': c229,
  'CSN-K8S-0402': c230,
  'CSN-K8S-0403': c231,
  'CSN-K8S-0404': c232,
  'CSN-K8S-0405': c233,
  'CSN-K8S-0412': c234,
  'CSN-K8S-0413': c235,
  'CSN-K8S-0414': c236,
  'CSN-K8S-0415': c237,
  'CSN-K8S-0416': c238,
  'CSN-K8S-0420': c239,
  'CSN-K8S-0422': c240,
  'CSN-K8S-0430': c241,
  'CSN-K8S-0431': c242,
  'CSN-K8S-0432': c243,
  'CSN-K8S-0435': c244,
  'CSN-K8S-0436': c245,
  'CSN-K8S-0437': c246,
  'CSN-K8S-0438': c247,
  'CSN-K8S-0439': c248,
  'CSN-K8S-0440': c249,
  'CSN-K8S-0450': c250,
  'CSN-K8S-0451': c251,
  'CSN-K8S-0453': c252,
  'CSN-K8S-0460': c253,
  'CSN-K8S-0461': c254,
  'CSN-K8S-0462': c255,
  'CSN-K8S-0463': c256,
  'CSN-K8S-0464': c257,
  'CSN-K8S-0465': c258,
  'CSN-K8S-0466': c259,
  'CSN-K8S-0467': c260,
  'CSN-K8S-0468': c261,
  'CSN-K8S-0469': c262,
  'CSN-K8S-0470': c263,
  'CSN-K8S-0471': c264,
  'CSN-K8S-0473': c265,
  'CSN-K8S-0479': c266,
  'CSN-K8S-0480': c267,
  'CSN-K8S-0481': c268,
};
