import type { ObjectReference } from './kubernetes.ts';
import type { Location } from './location.ts';

/** Whom a binding names. `namespace` belongs to service accounts alone. */
export interface AccessSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

/** Who asks, as the API server has made it out: groups are complete, the implicit ones too. */
export interface Requester {
  /** `alice`, `system:serviceaccount:shop:web`. */
  readonly user: string;
  readonly groups: readonly string[];
}

/** What is asked of the API server. */
export type AccessRequest = ResourceRequest | UrlRequest;

export interface ResourceRequest {
  readonly type: 'resource';
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, without the subresource: `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: in no namespace, or in all of them at once. */
  readonly namespace?: string;
  readonly name?: string;
  /** Of list and watch: `metadata.name=x` counts as a name. */
  readonly fieldSelector?: string;
}

interface UrlRequest {
  readonly type: 'url';
  readonly verb: string;
  /** `/metrics`. */
  readonly path: string;
}

/** A rule of a role, as it is written. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceUrls: readonly string[];
}

/** Why somebody may do something: a subject of a binding, and a rule of the role that it gives. */
export interface AccessGrant {
  readonly subject: AccessSubject;
  readonly binding: ObjectReference;
  readonly bindingPlace: Location;
  /** Where it holds; absent: in the whole cluster. */
  readonly namespace?: string;
  /** The role that the binding names. */
  readonly role: ObjectReference;
  /** The role in which the rule is written, where it is another one: the role is an aggregated one. */
  readonly holder?: ObjectReference;
  /** Place of the rule in the role that holds it, from 0. */
  readonly ruleIndex: number;
  readonly rule: AccessRule;
  /** Absent where the role was not read: see `isAssumed`. */
  readonly rulePlace?: Location;
  /** The role is one that Kubernetes brings itself and that was not read: its published rules are taken for it. */
  readonly isAssumed: boolean;
}

/** Whether a request passes RBAC. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** The first rule that allows it, in the order of the API server: cluster role bindings first. */
  readonly because?: AccessGrant;
  /** Allowed before RBAC is asked: who is in `system:masters` may do everything. */
  readonly isMaster: boolean;
  /** Roles that bindings of the requester name and that are not there: `ClusterRole ops`. They grant nothing. */
  readonly missingRoles: readonly string[];
}

/** Who may do something, and through what. */
export interface WhoCanEntry {
  readonly subject: AccessSubject;
  /** Where; absent: in the whole cluster. */
  readonly namespace?: string;
  /** Only objects with these names; empty: all. */
  readonly names: readonly string[];
  readonly grant: AccessGrant;
}

/** What somebody may do with one resource in one place, or with one path. */
export interface Ability {
  readonly type: 'resource' | 'url';
  /** Absent: in the whole cluster. */
  readonly namespace?: string;
  readonly group: string;
  /** As in rules: `pods`, `pods/log`, `*`; of a URL its pattern. */
  readonly resource: string;
  /** Only objects with these names; empty: all. */
  readonly names: readonly string[];
  /** Sorted in the usual order; `*` alone where it is among them. */
  readonly verbs: readonly string[];
  readonly grants: readonly AccessGrant[];
}

/** What a change of roles and bindings does for one subject. */
export interface AccessChange {
  readonly subject: AccessSubject;
  readonly gained: readonly Ability[];
  readonly lost: readonly Ability[];
}

/** Somebody or something that an intruder may get hold of. */
export interface AccessNode {
  /** `subject:ServiceAccount shop/web`, `cluster-admin`, `accounts:shop`. */
  readonly id: string;
  readonly kind:
    | 'subject'
    | 'accounts'
    | 'identities'
    | 'running'
    | 'node'
    | 'secrets'
    | 'namespace-admin'
    | 'cluster-admin';
  /** For people: `ServiceAccount shop/web`, `any service account of "shop"`. */
  readonly label: string;
  readonly subject?: AccessSubject;
  /** Absent: of the whole cluster. */
  readonly namespace?: string;
}

/** One step from one of them to the next. */
export interface AccessEdge {
  /** Id of the risk in the catalogue of permissions (`pods-create`), or of a relation that always holds (`member`). */
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  /** What is done, for people: `runs a pod as any service account of "shop"`. */
  readonly title: string;
  /** Techniques of MITRE ATT&CK. */
  readonly techniques: readonly string[];
  /** The rules that allow it; none where it needs no rights. */
  readonly grants: readonly AccessGrant[];
  /** What stands in the way: `Pod Security enforces "restricted" in "shop"`. Without any the step is open. */
  readonly blockers: readonly string[];
  /** What is taken for granted because it was not read. */
  readonly assumptions: readonly string[];
}

/** A way from a subject to a goal, shortest first; empty steps: the subject is there already. */
export interface AccessPath {
  readonly from: AccessSubject;
  readonly to: AccessNode;
  readonly steps: readonly AccessEdge[];
  /** Blockers of all steps. */
  readonly blockers: readonly string[];
}

/** One use of rights, counted over an audit log. */
export interface AccessUse {
  readonly requester: Requester;
  readonly request: AccessRequest;
  readonly count: number;
  /** ISO 8601. */
  readonly first: string;
  readonly last: string;
}

/** Rights that nobody used while somebody looked. */
export interface UnusedAbility {
  readonly subject: AccessSubject;
  readonly ability: Ability;
  /** Verbs of it that were not used. */
  readonly unusedVerbs: readonly string[];
}
