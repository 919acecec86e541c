import type { KubeObject } from '#kube/object.ts';
import type { Selector } from '#kube/selector.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { PolicyResult } from '#model/policy-result.ts';
import type { ConstraintMatch } from './constraint-match.ts';
import type { RuleMatch } from './rule-match.ts';

/** An expression as it stands in a policy. */
export interface Source {
  readonly text: string;
  /** Where it stands in the policy. */
  readonly field: FieldPath;
}

export interface NamedSource extends Source {
  readonly name: string;
}

/** One item of `validations`. */
export interface Validation {
  readonly expression: Source;
  readonly message: string;
  readonly messageExpression?: Source;
  readonly reason: string;
}

export interface MutationStep {
  readonly type: 'ApplyConfiguration' | 'JSONPatch';
  readonly expression: Source;
}

/** One item of `generate`. */
export interface Generation {
  readonly expression?: Source;
  /** YAML of objects; with `interpolate`, `((expression))` in it is replaced. */
  readonly template?: Source;
  readonly interpolate: boolean;
}

/** `matchConstraints` and `matchResources` of Kubernetes (ValidatingAdmissionPolicy, MatchResources). */
export interface MatchResources {
  readonly type: 'resources';
  readonly rules: readonly ResourceRule[];
  readonly excluded: readonly ResourceRule[];
  readonly namespaceSelector?: Selector;
  readonly objectSelector?: Selector;
  readonly isExact: boolean;
}

export interface ResourceRule {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  /** Empty: all. */
  readonly names: readonly string[];
  readonly scope: 'Cluster' | 'Namespaced' | '*';
}

export interface ParamKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** `paramRef` of a binding. */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: Selector;
  readonly denyWhenNotFound: boolean;
  readonly field: FieldPath;
}

export interface Binding {
  readonly object: KubeObject;
  readonly name: string;
  readonly policyName: string;
  readonly match?: MatchResources;
  readonly paramRef?: ParamRef;
  readonly actions: readonly string[];
}

/** How the parts of a policy are judged; the kinds differ in small ways. */
export type Flavour = 'admission' | 'kyverno' | 'rule' | 'constraint';

/** A policy of any kind, read but not compiled. A ClusterPolicy of Kyverno gives one for each rule. */
export interface Policy {
  readonly object: KubeObject;
  /** What it is called where the object that holds its expressions is not it: a constraint of Gatekeeper. */
  readonly named?: { readonly kind: string; readonly name: string };
  /** `admission`: of Kubernetes; `kyverno`: `policies.kyverno.io`; `rule`: a rule of `kyverno.io`; `constraint`: of Gatekeeper. */
  readonly flavour: Flavour;
  readonly action: PolicyResult['action'];
  /** Namespace that a policy is confined to. */
  readonly namespace?: string;
  readonly rule?: string;
  readonly match?: MatchResources | RuleMatch | ConstraintMatch;
  readonly conditions: readonly NamedSource[];
  readonly variables: readonly NamedSource[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly NamedSource[];
  readonly mutations: readonly MutationStep[];
  readonly generations: readonly Generation[];
  readonly ignoresErrors: boolean;
  readonly paramKind?: ParamKind;
  /** Of a rule of a ClusterPolicy: the binding's part stands in the rule. */
  readonly paramRef?: ParamRef;
  /** `Deny`, `Warn`, `Audit`, where the policy itself says so. */
  readonly actions: readonly string[];
  /** Controllers (`deployments`) for which a policy of pods is rewritten. */
  readonly controllers: readonly string[];
  /** Judges any JSON, not only objects of Kubernetes. */
  readonly isForJson: boolean;
  /** Of a rule of Kyverno: as it is written. */
  readonly body?: JsonObject;
  /** A rule of Kyverno that changes other objects than the one that is judged. */
  readonly changesOthers?: boolean;
  /** It changes other objects than the one that is judged. */
  readonly targets?: Targets;
  /** Fields that are not supported: the policy is not evaluated, and says so. */
  readonly unsupported?: string;
}

/** Which objects a policy with `mutateExisting` changes. */
interface Targets {
  readonly match?: MatchResources;
  /** Gives the objects, or a list of them. */
  readonly expression?: Source;
  readonly conditions: readonly NamedSource[];
}

/** A PolicyException of Kyverno. */
export interface Exception {
  readonly object: KubeObject;
  readonly policies: readonly {
    readonly kind: string;
    readonly name: string;
    readonly rules: readonly string[];
  }[];
  readonly conditions: readonly NamedSource[];
  readonly images: readonly string[];
  readonly allowedValues: readonly string[];
  readonly match?: RuleMatch;
  /** RFC 3339; absent: never. */
  readonly expiresAt?: string;
  readonly reportsPass: boolean;
}

/** A policy and its problem, as people are told. */
export interface PolicyFault {
  readonly policy: KubeObject;
  readonly code: string;
  readonly field: FieldPath;
  readonly message: string;
  /** Offset in the expression at `field`. */
  readonly at?: number;
}
