// Written by tools/catalog.ts from catalog/check/kubernetes.

import { evaluate as c0 } from './check/kubernetes/privileged-container/check.ts';
import { evaluate as c1 } from './check/kubernetes/role-allows-everything/check.ts';
import { evaluate as c2 } from './check/kubernetes/role-wildcard-verbs/check.ts';
import { evaluate as c3 } from './check/kubernetes/role-wildcard-resources/check.ts';
import { evaluate as c4 } from './check/kubernetes/role-wildcard-groups/check.ts';
import { evaluate as c5 } from './check/kubernetes/role-reads-secrets/check.ts';
import { evaluate as c6 } from './check/kubernetes/role-writes-secrets/check.ts';
import { evaluate as c7 } from './check/kubernetes/role-creates-pods/check.ts';
import { evaluate as c8 } from './check/kubernetes/role-changes-workloads/check.ts';
import { evaluate as c9 } from './check/kubernetes/role-deletes-resources/check.ts';
import { evaluate as c10 } from './check/kubernetes/role-pod-exec/check.ts';
import { evaluate as c11 } from './check/kubernetes/role-port-forward/check.ts';
import { evaluate as c12 } from './check/kubernetes/role-ephemeral-containers/check.ts';
import { evaluate as c13 } from './check/kubernetes/role-deletes-logs/check.ts';
import { evaluate as c14 } from './check/kubernetes/role-deletes-events/check.ts';
import { evaluate as c15 } from './check/kubernetes/role-node-proxy/check.ts';
import { evaluate as c16 } from './check/kubernetes/role-changes-nodes/check.ts';
import { evaluate as c17 } from './check/kubernetes/role-mints-tokens/check.ts';
import { evaluate as c18 } from './check/kubernetes/role-impersonates/check.ts';
import { evaluate as c19 } from './check/kubernetes/role-escalates/check.ts';
import { evaluate as c20 } from './check/kubernetes/role-writes-rbac/check.ts';
import { evaluate as c21 } from './check/kubernetes/role-approves-certificates/check.ts';
import { evaluate as c22 } from './check/kubernetes/role-changes-admission/check.ts';
import { evaluate as c23 } from './check/kubernetes/role-changes-namespaces/check.ts';
import { evaluate as c24 } from './check/kubernetes/role-creates-volumes/check.ts';
import { evaluate as c25 } from './check/kubernetes/role-extends-api/check.ts';
import { evaluate as c26 } from './check/kubernetes/role-changes-configmaps/check.ts';
import { evaluate as c27 } from './check/kubernetes/role-changes-cloud-mapping/check.ts';
import { evaluate as c28 } from './check/kubernetes/role-changes-networking/check.ts';
import { evaluate as c29 } from './check/kubernetes/role-all-urls/check.ts';
import { evaluate as c30 } from './check/kubernetes/role-aggregation/check.ts';
import { evaluate as c31 } from './check/kubernetes/binding-cluster-admin/check.ts';
import { evaluate as c32 } from './check/kubernetes/binding-admin-everywhere/check.ts';
import { evaluate as c33 } from './check/kubernetes/binding-anonymous/check.ts';
import { evaluate as c34 } from './check/kubernetes/binding-authenticated/check.ts';
import { evaluate as c35 } from './check/kubernetes/binding-masters/check.ts';
import { evaluate as c36 } from './check/kubernetes/binding-all-service-accounts/check.ts';
import { evaluate as c37 } from './check/kubernetes/binding-default-account/check.ts';
import { evaluate as c38 } from './check/kubernetes/binding-gives-nothing/check.ts';
import { evaluate as c39 } from './check/kubernetes/role-rule-without-effect/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-K8S-0001': c0,
  'CSN-K8S-0320': c1,
  'CSN-K8S-0321': c2,
  'CSN-K8S-0322': c3,
  'CSN-K8S-0323': c4,
  'CSN-K8S-0324': c5,
  'CSN-K8S-0325': c6,
  'CSN-K8S-0326': c7,
  'CSN-K8S-0327': c8,
  'CSN-K8S-0328': c9,
  'CSN-K8S-0329': c10,
  'CSN-K8S-0330': c11,
  'CSN-K8S-0331': c12,
  'CSN-K8S-0332': c13,
  'CSN-K8S-0333': c14,
  'CSN-K8S-0334': c15,
  'CSN-K8S-0335': c16,
  'CSN-K8S-0336': c17,
  'CSN-K8S-0337': c18,
  'CSN-K8S-0338': c19,
  'CSN-K8S-0339': c20,
  'CSN-K8S-0340': c21,
  'CSN-K8S-0341': c22,
  'CSN-K8S-0342': c23,
  'CSN-K8S-0343': c24,
  'CSN-K8S-0344': c25,
  'CSN-K8S-0345': c26,
  'CSN-K8S-0346': c27,
  'CSN-K8S-0347': c28,
  'CSN-K8S-0348': c29,
  'CSN-K8S-0349': c30,
  'CSN-K8S-0350': c31,
  'CSN-K8S-0351': c32,
  'CSN-K8S-0352': c33,
  'CSN-K8S-0353': c34,
  'CSN-K8S-0354': c35,
  'CSN-K8S-0355': c36,
  'CSN-K8S-0356': c37,
  'CSN-K8S-0357': c38,
  'CSN-K8S-0358': c39,
};
