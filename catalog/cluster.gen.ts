// Written by tools/catalog.ts from catalog/check/cluster.

import { evaluate as c0 } from './check/cluster/service-selects-nothing/check.ts';
import { evaluate as c1 } from './check/cluster/rbac-cluster-admin/check.ts';
import { evaluate as c2 } from './check/cluster/rbac-wildcard-all/check.ts';
import { evaluate as c3 } from './check/cluster/rbac-wildcard-resources/check.ts';
import { evaluate as c4 } from './check/cluster/rbac-secrets-read/check.ts';
import { evaluate as c5 } from './check/cluster/rbac-secrets-write/check.ts';
import { evaluate as c6 } from './check/cluster/rbac-pods-create/check.ts';
import { evaluate as c7 } from './check/cluster/rbac-workloads-write/check.ts';
import { evaluate as c8 } from './check/cluster/rbac-pods-exec/check.ts';
import { evaluate as c9 } from './check/cluster/rbac-pods-debug/check.ts';
import { evaluate as c10 } from './check/cluster/rbac-pods-portforward/check.ts';
import { evaluate as c11 } from './check/cluster/rbac-pods-log/check.ts';
import { evaluate as c12 } from './check/cluster/rbac-nodes-proxy/check.ts';
import { evaluate as c13 } from './check/cluster/rbac-nodes-write/check.ts';
import { evaluate as c14 } from './check/cluster/rbac-token-create/check.ts';
import { evaluate as c15 } from './check/cluster/rbac-impersonate/check.ts';
import { evaluate as c16 } from './check/cluster/rbac-bind/check.ts';
import { evaluate as c17 } from './check/cluster/rbac-escalate/check.ts';
import { evaluate as c18 } from './check/cluster/rbac-write/check.ts';
import { evaluate as c19 } from './check/cluster/rbac-csr-approve/check.ts';
import { evaluate as c20 } from './check/cluster/rbac-admission-write/check.ts';
import { evaluate as c21 } from './check/cluster/rbac-namespaces-write/check.ts';
import { evaluate as c22 } from './check/cluster/rbac-volumes-create/check.ts';
import { evaluate as c23 } from './check/cluster/rbac-api-write/check.ts';
import { evaluate as c24 } from './check/cluster/rbac-system-config-write/check.ts';
import { evaluate as c25 } from './check/cluster/rbac-traffic-write/check.ts';
import { evaluate as c26 } from './check/cluster/rbac-isolation-write/check.ts';
import { evaluate as c27 } from './check/cluster/rbac-events-delete/check.ts';
import { evaluate as c28 } from './check/cluster/rbac-leases-write/check.ts';
import { evaluate as c29 } from './check/cluster/rbac-destroy/check.ts';
import { evaluate as c30 } from './check/cluster/rbac-urls-read/check.ts';
import { evaluate as c31 } from './check/cluster/rbac-operators/check.ts';
import { evaluate as c32 } from './check/cluster/rbac-wildcard-verbs/check.ts';
import { evaluate as c33 } from './check/cluster/rbac-anonymous/check.ts';
import { evaluate as c34 } from './check/cluster/rbac-everybody/check.ts';
import { evaluate as c35 } from './check/cluster/rbac-masters/check.ts';
import { evaluate as c36 } from './check/cluster/rbac-default-account/check.ts';
import { evaluate as c37 } from './check/cluster/rbac-missing-account/check.ts';
import { evaluate as c38 } from './check/cluster/rbac-missing-role/check.ts';
import { evaluate as c39 } from './check/cluster/rbac-powerful-token/check.ts';
import { evaluate as c40 } from './check/cluster/rbac-cloud-default-account/check.ts';
import { evaluate as c41 } from './check/cluster/rbac-lasting-token/check.ts';
import { evaluate as c42 } from './check/cluster/rbac-path-to-admin/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-KCL-0001': c0,
  'CSN-KCL-0200': c1,
  'CSN-KCL-0201': c2,
  'CSN-KCL-0202': c3,
  'CSN-KCL-0203': c4,
  'CSN-KCL-0204': c5,
  'CSN-KCL-0205': c6,
  'CSN-KCL-0206': c7,
  'CSN-KCL-0207': c8,
  'CSN-KCL-0208': c9,
  'CSN-KCL-0209': c10,
  'CSN-KCL-0210': c11,
  'CSN-KCL-0211': c12,
  'CSN-KCL-0212': c13,
  'CSN-KCL-0213': c14,
  'CSN-KCL-0214': c15,
  'CSN-KCL-0215': c16,
  'CSN-KCL-0216': c17,
  'CSN-KCL-0217': c18,
  'CSN-KCL-0218': c19,
  'CSN-KCL-0219': c20,
  'CSN-KCL-0220': c21,
  'CSN-KCL-0221': c22,
  'CSN-KCL-0222': c23,
  'CSN-KCL-0223': c24,
  'CSN-KCL-0224': c25,
  'CSN-KCL-0225': c26,
  'CSN-KCL-0226': c27,
  'CSN-KCL-0227': c28,
  'CSN-KCL-0228': c29,
  'CSN-KCL-0229': c30,
  'CSN-KCL-0230': c31,
  'CSN-KCL-0231': c32,
  'CSN-KCL-0232': c33,
  'CSN-KCL-0233': c34,
  'CSN-KCL-0234': c35,
  'CSN-KCL-0235': c36,
  'CSN-KCL-0236': c37,
  'CSN-KCL-0237': c38,
  'CSN-KCL-0238': c39,
  'CSN-KCL-0239': c40,
  'CSN-KCL-0240': c41,
  'CSN-KCL-0241': c42,
};
