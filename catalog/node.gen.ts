// Written by tools/catalog.ts from catalog/check/node.

import { evaluate as c0 } from './check/node/apiserver-manifest-mode/check.ts';
import { evaluate as c1 } from './check/node/apiserver-manifest-owner/check.ts';
import { evaluate as c2 } from './check/node/controller-manager-manifest-mode/check.ts';
import { evaluate as c3 } from './check/node/controller-manager-manifest-owner/check.ts';
import { evaluate as c4 } from './check/node/scheduler-manifest-mode/check.ts';
import { evaluate as c5 } from './check/node/scheduler-manifest-owner/check.ts';
import { evaluate as c6 } from './check/node/etcd-manifest-mode/check.ts';
import { evaluate as c7 } from './check/node/etcd-manifest-owner/check.ts';
import { evaluate as c8 } from './check/node/cni-mode/check.ts';
import { evaluate as c9 } from './check/node/cni-owner/check.ts';
import { evaluate as c10 } from './check/node/etcd-data-mode/check.ts';
import { evaluate as c11 } from './check/node/etcd-data-owner/check.ts';
import { evaluate as c12 } from './check/node/admin-kubeconfig-mode/check.ts';
import { evaluate as c13 } from './check/node/admin-kubeconfig-owner/check.ts';
import { evaluate as c14 } from './check/node/scheduler-kubeconfig-mode/check.ts';
import { evaluate as c15 } from './check/node/scheduler-kubeconfig-owner/check.ts';
import { evaluate as c16 } from './check/node/controller-manager-kubeconfig-mode/check.ts';
import { evaluate as c17 } from './check/node/controller-manager-kubeconfig-owner/check.ts';
import { evaluate as c18 } from './check/node/pki-owner/check.ts';
import { evaluate as c19 } from './check/node/pki-certificate-mode/check.ts';
import { evaluate as c20 } from './check/node/pki-key-mode/check.ts';
import { evaluate as c21 } from './check/node/apiserver-anonymous/check.ts';
import { evaluate as c22 } from './check/node/apiserver-token-file/check.ts';
import { evaluate as c23 } from './check/node/apiserver-external-ips/check.ts';
import { evaluate as c24 } from './check/node/apiserver-kubelet-client/check.ts';
import { evaluate as c25 } from './check/node/apiserver-kubelet-authority/check.ts';
import { evaluate as c26 } from './check/node/apiserver-always-allow/check.ts';
import { evaluate as c27 } from './check/node/apiserver-node-authorizer/check.ts';
import { evaluate as c28 } from './check/node/apiserver-rbac/check.ts';
import { evaluate as c29 } from './check/node/apiserver-event-rate/check.ts';
import { evaluate as c30 } from './check/node/apiserver-always-admit/check.ts';
import { evaluate as c31 } from './check/node/apiserver-always-pull/check.ts';
import { evaluate as c32 } from './check/node/apiserver-service-account-plugin/check.ts';
import { evaluate as c33 } from './check/node/apiserver-namespace-lifecycle/check.ts';
import { evaluate as c34 } from './check/node/apiserver-node-restriction/check.ts';
import { evaluate as c35 } from './check/node/apiserver-profiling/check.ts';
import { evaluate as c36 } from './check/node/apiserver-audit-log/check.ts';
import { evaluate as c37 } from './check/node/apiserver-audit-age/check.ts';
import { evaluate as c38 } from './check/node/apiserver-audit-backup/check.ts';
import { evaluate as c39 } from './check/node/apiserver-audit-size/check.ts';
import { evaluate as c40 } from './check/node/apiserver-request-timeout/check.ts';
import { evaluate as c41 } from './check/node/apiserver-account-lookup/check.ts';
import { evaluate as c42 } from './check/node/apiserver-account-key/check.ts';
import { evaluate as c43 } from './check/node/apiserver-etcd-client/check.ts';
import { evaluate as c44 } from './check/node/apiserver-serving-certificate/check.ts';
import { evaluate as c45 } from './check/node/apiserver-client-authority/check.ts';
import { evaluate as c46 } from './check/node/apiserver-etcd-authority/check.ts';
import { evaluate as c47 } from './check/node/apiserver-encryption/check.ts';
import { evaluate as c48 } from './check/node/encryption-provider/check.ts';
import { evaluate as c49 } from './check/node/apiserver-ciphers/check.ts';
import { evaluate as c50 } from './check/node/apiserver-token-extension/check.ts';
import { evaluate as c51 } from './check/node/controller-manager-pod-limit/check.ts';
import { evaluate as c52 } from './check/node/controller-manager-profiling/check.ts';
import { evaluate as c53 } from './check/node/controller-manager-credentials/check.ts';
import { evaluate as c54 } from './check/node/controller-manager-account-key/check.ts';
import { evaluate as c55 } from './check/node/controller-manager-root-authority/check.ts';
import { evaluate as c56 } from './check/node/controller-manager-rotation/check.ts';
import { evaluate as c57 } from './check/node/controller-manager-address/check.ts';
import { evaluate as c58 } from './check/node/scheduler-profiling/check.ts';
import { evaluate as c59 } from './check/node/scheduler-address/check.ts';
import { evaluate as c60 } from './check/node/etcd-certificate/check.ts';
import { evaluate as c61 } from './check/node/etcd-client-authentication/check.ts';
import { evaluate as c62 } from './check/node/etcd-auto-tls/check.ts';
import { evaluate as c63 } from './check/node/etcd-peer-certificate/check.ts';
import { evaluate as c64 } from './check/node/etcd-peer-authentication/check.ts';
import { evaluate as c65 } from './check/node/etcd-peer-auto-tls/check.ts';
import { evaluate as c66 } from './check/node/etcd-authority/check.ts';
import { evaluate as c67 } from './check/node/apiserver-audit-policy/check.ts';
import { evaluate as c68 } from './check/node/audit-policy-gaps/check.ts';
import { evaluate as c69 } from './check/node/kubelet-service-mode/check.ts';
import { evaluate as c70 } from './check/node/kubelet-service-owner/check.ts';
import { evaluate as c71 } from './check/node/proxy-kubeconfig-mode/check.ts';
import { evaluate as c72 } from './check/node/proxy-kubeconfig-owner/check.ts';
import { evaluate as c73 } from './check/node/kubelet-kubeconfig-mode/check.ts';
import { evaluate as c74 } from './check/node/kubelet-kubeconfig-owner/check.ts';
import { evaluate as c75 } from './check/node/kubelet-authority-mode/check.ts';
import { evaluate as c76 } from './check/node/kubelet-authority-owner/check.ts';
import { evaluate as c77 } from './check/node/kubelet-config-mode/check.ts';
import { evaluate as c78 } from './check/node/kubelet-config-owner/check.ts';
import { evaluate as c79 } from './check/node/kubelet-anonymous/check.ts';
import { evaluate as c80 } from './check/node/kubelet-always-allow/check.ts';
import { evaluate as c81 } from './check/node/kubelet-client-authority/check.ts';
import { evaluate as c82 } from './check/node/kubelet-read-only-port/check.ts';
import { evaluate as c83 } from './check/node/kubelet-idle-timeout/check.ts';
import { evaluate as c84 } from './check/node/kubelet-iptables-chains/check.ts';
import { evaluate as c85 } from './check/node/kubelet-hostname/check.ts';
import { evaluate as c86 } from './check/node/kubelet-event-rate/check.ts';
import { evaluate as c87 } from './check/node/kubelet-serving-certificate/check.ts';
import { evaluate as c88 } from './check/node/kubelet-rotation/check.ts';
import { evaluate as c89 } from './check/node/kubelet-server-rotation/check.ts';
import { evaluate as c90 } from './check/node/kubelet-ciphers/check.ts';
import { evaluate as c91 } from './check/node/kubelet-pid-limit/check.ts';
import { evaluate as c92 } from './check/node/kubelet-seccomp/check.ts';
import { evaluate as c93 } from './check/node/kube-proxy-metrics/check.ts';
import { evaluate as c94 } from './check/node/apiserver-insecure-port/check.ts';
import { evaluate as c95 } from './check/node/apiserver-secure-port/check.ts';
import { evaluate as c96 } from './check/node/apiserver-password-file/check.ts';
import { evaluate as c97 } from './check/node/apiserver-kubelet-https/check.ts';
import { evaluate as c98 } from './check/node/apiserver-alpha-features/check.ts';
import { evaluate as c99 } from './check/node/apiserver-old-tls/check.ts';
import { evaluate as c100 } from './check/node/kubelet-old-tls/check.ts';
import { evaluate as c101 } from './check/node/kubelet-kernel-defaults/check.ts';
import { evaluate as c102 } from './check/node/kubelet-unsafe-sysctls/check.ts';
import { evaluate as c103 } from './check/node/etcd-client-url/check.ts';
import { evaluate as c104 } from './check/node/etcd-peer-url/check.ts';
import { evaluate as c105 } from './check/node/audit-policy-bodies/check.ts';
import { evaluate as c106 } from './check/node/encryption-local-key/check.ts';
import { evaluate as c107 } from './check/node/authentication-anonymous/check.ts';
import { evaluate as c108 } from './check/node/authorization-always-allow/check.ts';
import { evaluate as c109 } from './check/node/azure-credentials-mode/check.ts';
import { evaluate as c110 } from './check/node/azure-credentials-owner/check.ts';
import { evaluate as c111 } from './check/node/pki-expiry/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-KND-0001': c0,
  'CSN-KND-0002': c1,
  'CSN-KND-0003': c2,
  'CSN-KND-0004': c3,
  'CSN-KND-0005': c4,
  'CSN-KND-0006': c5,
  'CSN-KND-0007': c6,
  'CSN-KND-0008': c7,
  'CSN-KND-0009': c8,
  'CSN-KND-0010': c9,
  'CSN-KND-0011': c10,
  'CSN-KND-0012': c11,
  'CSN-KND-0013': c12,
  'CSN-KND-0014': c13,
  'CSN-KND-0015': c14,
  'CSN-KND-0016': c15,
  'CSN-KND-0017': c16,
  'CSN-KND-0018': c17,
  'CSN-KND-0019': c18,
  'CSN-KND-0020': c19,
  'CSN-KND-0021': c20,
  'CSN-KND-0022': c21,
  'CSN-KND-0023': c22,
  'CSN-KND-0024': c23,
  'CSN-KND-0025': c24,
  'CSN-KND-0026': c25,
  'CSN-KND-0027': c26,
  'CSN-KND-0028': c27,
  'CSN-KND-0029': c28,
  'CSN-KND-0030': c29,
  'CSN-KND-0031': c30,
  'CSN-KND-0032': c31,
  'CSN-KND-0033': c32,
  'CSN-KND-0034': c33,
  'CSN-KND-0035': c34,
  'CSN-KND-0036': c35,
  'CSN-KND-0037': c36,
  'CSN-KND-0038': c37,
  'CSN-KND-0039': c38,
  'CSN-KND-0040': c39,
  'CSN-KND-0041': c40,
  'CSN-KND-0042': c41,
  'CSN-KND-0043': c42,
  'CSN-KND-0044': c43,
  'CSN-KND-0045': c44,
  'CSN-KND-0046': c45,
  'CSN-KND-0047': c46,
  'CSN-KND-0048': c47,
  'CSN-KND-0049': c48,
  'CSN-KND-0050': c49,
  'CSN-KND-0051': c50,
  'CSN-KND-0052': c51,
  'CSN-KND-0053': c52,
  'CSN-KND-0054': c53,
  'CSN-KND-0055': c54,
  'CSN-KND-0056': c55,
  'CSN-KND-0057': c56,
  'CSN-KND-0058': c57,
  'CSN-KND-0059': c58,
  'CSN-KND-0060': c59,
  'CSN-KND-0061': c60,
  'CSN-KND-0062': c61,
  'CSN-KND-0063': c62,
  'CSN-KND-0064': c63,
  'CSN-KND-0065': c64,
  'CSN-KND-0066': c65,
  'CSN-KND-0067': c66,
  'CSN-KND-0068': c67,
  'CSN-KND-0069': c68,
  'CSN-KND-0070': c69,
  'CSN-KND-0071': c70,
  'CSN-KND-0072': c71,
  'CSN-KND-0073': c72,
  'CSN-KND-0074': c73,
  'CSN-KND-0075': c74,
  'CSN-KND-0076': c75,
  'CSN-KND-0077': c76,
  'CSN-KND-0078': c77,
  'CSN-KND-0079': c78,
  'CSN-KND-0080': c79,
  'CSN-KND-0081': c80,
  'CSN-KND-0082': c81,
  'CSN-KND-0083': c82,
  'CSN-KND-0084': c83,
  'CSN-KND-0085': c84,
  'CSN-KND-0086': c85,
  'CSN-KND-0087': c86,
  'CSN-KND-0088': c87,
  'CSN-KND-0089': c88,
  'CSN-KND-0090': c89,
  'CSN-KND-0091': c90,
  'CSN-KND-0092': c91,
  'CSN-KND-0093': c92,
  'CSN-KND-0094': c93,
  'CSN-KND-0095': c94,
  'CSN-KND-0096': c95,
  'CSN-KND-0097': c96,
  'CSN-KND-0098': c97,
  'CSN-KND-0099': c98,
  'CSN-KND-0100': c99,
  'CSN-KND-0101': c100,
  'CSN-KND-0102': c101,
  'CSN-KND-0103': c102,
  'CSN-KND-0104': c103,
  'CSN-KND-0105': c104,
  'CSN-KND-0106': c105,
  'CSN-KND-0107': c106,
  'CSN-KND-0108': c107,
  'CSN-KND-0109': c108,
  'CSN-KND-0110': c109,
  'CSN-KND-0111': c110,
  'CSN-KND-0112': c111,
};
