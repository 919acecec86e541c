// Written by tools/catalog.ts from catalog/check/cluster.

import { evaluate as c0 } from './check/cluster/service-selects-nothing/check.ts';
import { evaluate as c1 } from './check/cluster/ingress-backend-missing/check.ts';
import { evaluate as c2 } from './check/cluster/route-backend-missing/check.ts';
import { evaluate as c3 } from './check/cluster/autoscaler-target-missing/check.ts';
import { evaluate as c4 } from './check/cluster/budget-selects-nothing/check.ts';
import { evaluate as c5 } from './check/cluster/network-policy-selects-nothing/check.ts';
import { evaluate as c6 } from './check/cluster/network-policy-peer-selects-nothing/check.ts';
import { evaluate as c7 } from './check/cluster/service-monitor-selects-nothing/check.ts';
import { evaluate as c8 } from './check/cluster/service-account-missing/check.ts';
import { evaluate as c9 } from './check/cluster/config-map-missing/check.ts';
import { evaluate as c10 } from './check/cluster/secret-missing/check.ts';
import { evaluate as c11 } from './check/cluster/pull-secret-missing/check.ts';
import { evaluate as c12 } from './check/cluster/claim-missing/check.ts';
import { evaluate as c13 } from './check/cluster/ingress-class-not-there/check.ts';
import { evaluate as c14 } from './check/cluster/storage-class-missing/check.ts';
import { evaluate as c15 } from './check/cluster/priority-class-missing/check.ts';
import { evaluate as c16 } from './check/cluster/runtime-class-missing/check.ts';
import { evaluate as c17 } from './check/cluster/service-target-port/check.ts';
import { evaluate as c18 } from './check/cluster/budget-allows-nothing/check.ts';
import { evaluate as c19 } from './check/cluster/budget-versus-autoscaler/check.ts';
import { evaluate as c20 } from './check/cluster/two-autoscalers/check.ts';
import { evaluate as c21 } from './check/cluster/autoscaler-without-requests/check.ts';
import { evaluate as c22 } from './check/cluster/replicas-versus-autoscaler/check.ts';
import { evaluate as c23 } from './check/cluster/duplicate-host-path/check.ts';
import { evaluate as c24 } from './check/cluster/reference-grant-missing/check.ts';
import { evaluate as c25 } from './check/cluster/route-without-parent/check.ts';
import { evaluate as c26 } from './check/cluster/namespace-without-default-deny/check.ts';
import { evaluate as c27 } from './check/cluster/workload-without-network-policy/check.ts';
import { evaluate as c28 } from './check/cluster/namespace-without-quota/check.ts';
import { evaluate as c29 } from './check/cluster/namespace-without-limit-range/check.ts';
import { evaluate as c30 } from './check/cluster/policy-without-binding/check.ts';
import { evaluate as c31 } from './check/cluster/pod-security-too-weak/check.ts';
import { evaluate as c32 } from './check/cluster/secret-used-by-many/check.ts';
import { evaluate as c33 } from './check/cluster/config-unused/check.ts';
import { evaluate as c34 } from './check/cluster/secret-not-rotated/check.ts';
import { evaluate as c35 } from './check/cluster/certificate-not-valid/check.ts';
import { evaluate as c36 } from './check/cluster/certificate-wrong-host/check.ts';
import { evaluate as c37 } from './check/cluster/default-account-with-rights/check.ts';
import { evaluate as c38 } from './check/cluster/optional-config-missing/check.ts';
import { evaluate as c39 } from './check/cluster/defined-twice/check.ts';
import { evaluate as c40 } from './check/cluster/secrets-readable-by-many/check.ts';
import { evaluate as c41 } from './check/cluster/config-key-missing/check.ts';
import { evaluate as c42 } from './check/cluster/stateful-service-missing/check.ts';
import { evaluate as c43 } from './check/cluster/webhook-service-missing/check.ts';
import { evaluate as c44 } from './check/cluster/admin-console-exposed/check.ts';
import { evaluate as c45 } from './check/cluster/two-budgets/check.ts';
import { evaluate as c46 } from './check/cluster/controllers-share-pods/check.ts';
import { evaluate as c47 } from './check/cluster/tls-secret-missing/check.ts';
import { evaluate as c48 } from './check/cluster/secret-store-missing/check.ts';
import { evaluate as c49 } from './check/cluster/service-without-endpoints/check.ts';
import { evaluate as c50 } from './check/cluster/workload-without-budget/check.ts';
import { evaluate as c51 } from './check/cluster/metrics-missing/check.ts';
import { evaluate as c52 } from './check/cluster/network-policies-not-enforced/check.ts';
import { evaluate as c53 } from './check/cluster/single-control-plane/check.ts';
import { evaluate as c54 } from './check/cluster/taint-for-nobody/check.ts';
import { evaluate as c55 } from './check/cluster/custom-resource-invalid/check.ts';
import { evaluate as c56 } from './check/cluster/rbac-hidden-admin/check.ts';
import { evaluate as c57 } from './check/cluster/rbac-secrets-read/check.ts';
import { evaluate as c58 } from './check/cluster/rbac-secrets-write/check.ts';
import { evaluate as c59 } from './check/cluster/rbac-pods-create/check.ts';
import { evaluate as c60 } from './check/cluster/rbac-workloads-write/check.ts';
import { evaluate as c61 } from './check/cluster/rbac-pods-exec/check.ts';
import { evaluate as c62 } from './check/cluster/rbac-pods-debug/check.ts';
import { evaluate as c63 } from './check/cluster/rbac-pods-portforward/check.ts';
import { evaluate as c64 } from './check/cluster/rbac-pods-log/check.ts';
import { evaluate as c65 } from './check/cluster/rbac-nodes-proxy/check.ts';
import { evaluate as c66 } from './check/cluster/rbac-nodes-write/check.ts';
import { evaluate as c67 } from './check/cluster/rbac-token-create/check.ts';
import { evaluate as c68 } from './check/cluster/rbac-impersonate/check.ts';
import { evaluate as c69 } from './check/cluster/rbac-bind/check.ts';
import { evaluate as c70 } from './check/cluster/rbac-escalate/check.ts';
import { evaluate as c71 } from './check/cluster/rbac-write/check.ts';
import { evaluate as c72 } from './check/cluster/rbac-csr-approve/check.ts';
import { evaluate as c73 } from './check/cluster/rbac-admission-write/check.ts';
import { evaluate as c74 } from './check/cluster/rbac-namespaces-write/check.ts';
import { evaluate as c75 } from './check/cluster/rbac-volumes-create/check.ts';
import { evaluate as c76 } from './check/cluster/rbac-api-write/check.ts';
import { evaluate as c77 } from './check/cluster/rbac-system-config-write/check.ts';
import { evaluate as c78 } from './check/cluster/rbac-traffic-write/check.ts';
import { evaluate as c79 } from './check/cluster/rbac-isolation-write/check.ts';
import { evaluate as c80 } from './check/cluster/rbac-events-delete/check.ts';
import { evaluate as c81 } from './check/cluster/rbac-leases-write/check.ts';
import { evaluate as c82 } from './check/cluster/rbac-destroy/check.ts';
import { evaluate as c83 } from './check/cluster/rbac-urls-read/check.ts';
import { evaluate as c84 } from './check/cluster/rbac-operators/check.ts';
import { evaluate as c85 } from './check/cluster/rbac-missing-account/check.ts';
import { evaluate as c86 } from './check/cluster/rbac-missing-role/check.ts';
import { evaluate as c87 } from './check/cluster/rbac-powerful-token/check.ts';
import { evaluate as c88 } from './check/cluster/rbac-path-to-admin/check.ts';
import { evaluate as c89 } from './check/cluster/network-rule-redundant/check.ts';
import { evaluate as c90 } from './check/cluster/network-policy-without-dns/check.ts';
import { evaluate as c91 } from './check/cluster/entry-without-policy/check.ts';
import { evaluate as c92 } from './check/cluster/network-policy-borrowed-label/check.ts';
import { evaluate as c93 } from './check/cluster/network-policy-label-typo/check.ts';
import { evaluate as c94 } from './check/cluster/admin-network-rule-unused/check.ts';
import { evaluate as c95 } from './check/cluster/network-policy-port-name/check.ts';
import { evaluate as c96 } from './check/cluster/entry-shut-by-policy/check.ts';
import { evaluate as c97 } from './check/cluster/network-policy-denies-wanted/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-KCL-0001': c0,
  'CSN-KCL-0002': c1,
  'CSN-KCL-0003': c2,
  'CSN-KCL-0004': c3,
  'CSN-KCL-0005': c4,
  'CSN-KCL-0006': c5,
  'CSN-KCL-0007': c6,
  'CSN-KCL-0008': c7,
  'CSN-KCL-0009': c8,
  'CSN-KCL-0010': c9,
  'CSN-KCL-0011': c10,
  'CSN-KCL-0012': c11,
  'CSN-KCL-0013': c12,
  'CSN-KCL-0014': c13,
  'CSN-KCL-0015': c14,
  'CSN-KCL-0016': c15,
  'CSN-KCL-0017': c16,
  'CSN-KCL-0018': c17,
  'CSN-KCL-0019': c18,
  'CSN-KCL-0020': c19,
  'CSN-KCL-0021': c20,
  'CSN-KCL-0022': c21,
  'CSN-KCL-0023': c22,
  'CSN-KCL-0024': c23,
  'CSN-KCL-0025': c24,
  'CSN-KCL-0026': c25,
  'CSN-KCL-0027': c26,
  'CSN-KCL-0028': c27,
  'CSN-KCL-0029': c28,
  'CSN-KCL-0030': c29,
  'CSN-KCL-0031': c30,
  'CSN-KCL-0032': c31,
  'CSN-KCL-0033': c32,
  'CSN-KCL-0035': c33,
  'CSN-KCL-0037': c34,
  'CSN-KCL-0038': c35,
  'CSN-KCL-0039': c36,
  'CSN-KCL-0041': c37,
  'CSN-KCL-0042': c38,
  'CSN-KCL-0043': c39,
  'CSN-KCL-0044': c40,
  'CSN-KCL-0045': c41,
  'CSN-KCL-0048': c42,
  'CSN-KCL-0049': c43,
  'CSN-KCL-0050': c44,
  'CSN-KCL-0051': c45,
  'CSN-KCL-0056': c46,
  'CSN-KCL-0060': c47,
  'CSN-KCL-0062': c48,
  'CSN-KCL-0063': c49,
  'CSN-KCL-0065': c50,
  'CSN-KCL-0067': c51,
  'CSN-KCL-0068': c52,
  'CSN-KCL-0069': c53,
  'CSN-KCL-0071': c54,
  'CSN-KCL-0075': c55,
  'CSN-KCL-0200': c56,
  'CSN-KCL-0203': c57,
  'CSN-KCL-0204': c58,
  'CSN-KCL-0205': c59,
  'CSN-KCL-0206': c60,
  'CSN-KCL-0207': c61,
  'CSN-KCL-0208': c62,
  'CSN-KCL-0209': c63,
  'CSN-KCL-0210': c64,
  'CSN-KCL-0211': c65,
  'CSN-KCL-0212': c66,
  'CSN-KCL-0213': c67,
  'CSN-KCL-0214': c68,
  'CSN-KCL-0215': c69,
  'CSN-KCL-0216': c70,
  'CSN-KCL-0217': c71,
  'CSN-KCL-0218': c72,
  'CSN-KCL-0219': c73,
  'CSN-KCL-0220': c74,
  'CSN-KCL-0221': c75,
  'CSN-KCL-0222': c76,
  'CSN-KCL-0223': c77,
  'CSN-KCL-0224': c78,
  'CSN-KCL-0225': c79,
  'CSN-KCL-0226': c80,
  'CSN-KCL-0227': c81,
  'CSN-KCL-0228': c82,
  'CSN-KCL-0229': c83,
  'CSN-KCL-0230': c84,
  'CSN-KCL-0236': c85,
  'CSN-KCL-0237': c86,
  'CSN-KCL-0238': c87,
  'CSN-KCL-0241': c88,
  'CSN-KCL-0300': c89,
  'CSN-KCL-0301': c90,
  'CSN-KCL-0302': c91,
  'CSN-KCL-0303': c92,
  'CSN-KCL-0304': c93,
  'CSN-KCL-0305': c94,
  'CSN-KCL-0306': c95,
  'CSN-KCL-0307': c96,
  'CSN-KCL-0308': c97,
};
