import type { Severity } from '#model/severity.ts';

/** Rights that stand for one another: any of the verbs on any of the resources. */
export interface Permission {
  readonly verbs: readonly string[];
  /** Empty text: the core group. */
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Rules for certain names count too where they name one of these. */
  readonly names?: readonly string[];
  readonly urls?: readonly string[];
}

/** Rights that make more of somebody than they seem to. */
export interface Risk {
  readonly id: string;
  /** Completes `… lets ServiceAccount shop/web`: `read secrets`. */
  readonly ability: string;
  /** Any of these. */
  readonly permissions: readonly Permission[];
  /** In the whole cluster, and in one namespace; absent: there it is no risk. */
  readonly severity: { readonly cluster: Severity; readonly namespace?: Severity };
  /** Techniques of MITRE ATT&CK. */
  readonly techniques: readonly string[];
  /** It is a risk in these namespaces alone, and in the whole cluster. */
  readonly onlyIn?: readonly string[];
  /** Asked also of rules for all resources, and of the roles that Kubernetes brings. */
  readonly isMain?: boolean;
}

export type RiskData = Omit<Risk, 'id'>;

/** Verbs that make or change objects. */
export const change: readonly string[] = ['create', 'update', 'patch'];

export const rbacGroups: readonly string[] = ['rbac.authorization.k8s.io'];

/** Rights on resources of the core group. */
export function core(verbs: readonly string[], ...resources: readonly string[]): Permission {
  return { verbs, groups: [''], resources };
}

/** Rights on resources of other groups. */
export function of(
  groups: readonly string[],
  verbs: readonly string[],
  ...resources: readonly string[]
): Permission {
  return { verbs, groups, resources };
}

export const high: Risk['severity'] = { cluster: 'high', namespace: 'medium' };
export const medium: Risk['severity'] = { cluster: 'medium', namespace: 'low' };
