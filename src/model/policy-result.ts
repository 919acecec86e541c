import type { Json } from './json-value.ts';
import type { ObjectReference } from './kubernetes.ts';
import type { Location } from './location.ts';

/**
 * What a policy says of one object: `fail` refuses it, `warn` and `audit` only tell of it (the actions of the binding or policy),
 * `skip` did not judge it (conditions, exceptions), `error` could not.
 */
export type PolicyOutcome = 'pass' | 'fail' | 'warn' | 'audit' | 'skip' | 'error';

export const admissionOperations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
export type AdmissionOperation = (typeof admissionOperations)[number];

/** The policy, or the rule in it, that judged. */
export interface PolicyName {
  /** `ValidatingAdmissionPolicy`, `ClusterPolicy` … */
  readonly kind: string;
  readonly name: string;
  /** Of policies that belong to a namespace. */
  readonly namespace?: string;
  /** Of Kyverno's policies with rules. */
  readonly rule?: string;
  /** Controllers for which a policy of pods was rewritten: `defaults`, `cronjobs`. */
  readonly autogen?: string;
  /** The binding that made it count; absent where none is needed or none was asked for. */
  readonly binding?: string;
}

/** One policy (with one binding and one parameter object, where it has them) and one object. */
export interface PolicyResult {
  readonly policy: PolicyName;
  readonly action: 'validate' | 'mutate' | 'generate' | 'delete' | 'image';
  readonly object: ObjectReference;
  readonly operation: AdmissionOperation;
  readonly outcome: PolicyOutcome;
  /** Whether the API server would refuse the request. */
  readonly denied: boolean;
  /** Why, for people: the message of the first failure, or what was skipped. Absent of a plain pass. */
  readonly message?: string;
  /** `Invalid`, `Forbidden` … as the API server would answer. */
  readonly reason?: string;
  /** Expressions that were false or that could not be evaluated; empty of a pass. */
  readonly failures: readonly PolicyFailure[];
  /** The parameter object that was used. */
  readonly parameter?: ObjectReference;
  /** Exceptions (`namespace/name`) that made it pass over the object, or widened what is allowed. */
  readonly exceptions?: readonly string[];
  /** What would be written to the audit log, by key. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  /** What the expressions cost, in units of the Kubernetes CEL cost model. */
  readonly cost: number;
  /** Where the policy is written. */
  readonly location: Location;
  /** Where the object is written. */
  readonly objectLocation: Location;
  /** What a mutating policy made of the object; absent when nothing changed. */
  readonly mutation?: Mutation;
  /** What a generating policy would create. */
  readonly generated?: readonly Json[];
}

/** One expression of a policy that did not hold. */
export interface PolicyFailure {
  /** Its number in the policy, from 0; absent where it is no validation. */
  readonly index?: number;
  /** As written; for patterns the path of the field. */
  readonly expression: string;
  readonly message: string;
  /** The error, when it could not be evaluated. */
  readonly error?: string;
  /** Where the expression is written. */
  readonly location: Location;
  /** Variables that were read, with their values as short JSON. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

interface Mutation {
  /** The whole object afterwards. */
  readonly object: Json;
  /** RFC 6902. */
  readonly patch: readonly JsonPatchOperation[];
}

/** One operation of a JSON patch (RFC 6902). */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  /** JSON pointer (RFC 6901). */
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** One expectation of a test of policies and what came of it. */
export interface PolicyTestResult {
  /** Name of the test. */
  readonly test: string;
  /** Where the expectation is written. */
  readonly location: Location;
  readonly policy: string;
  readonly rule?: string;
  /** `Kind namespace/name`. */
  readonly object: string;
  /** `pass`, `fail`, `skip`, `error`, `warn`. */
  readonly expected: string;
  /** What came; `excluded` when no policy looked at the object, `not-found` when there is no such object or policy. */
  readonly actual: string;
  readonly success: boolean;
  /** Why it differs, or what the policy said. */
  readonly detail?: string;
}

/** What is questionable about a policy itself. */
export interface PolicyLint {
  /** `unknown-field`, `never-true` … */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly policy: PolicyName;
  readonly message: string;
  readonly location: Location;
}

/** What a policy is about and what its expressions read, for people who want to understand it. */
export interface PolicyExplanation {
  readonly policy: PolicyName;
  /** `CREATE, UPDATE of pods (v1)`. */
  readonly matches: readonly string[];
  readonly expressions: readonly ExplainedExpression[];
  /** Names of bindings that make it count. */
  readonly bindings: readonly string[];
}

export interface ExplainedExpression {
  /** Where it stands: `spec.validations[0].expression`. */
  readonly field: string;
  readonly text: string;
  /** What it reads: `object.spec.containers`, `variables.images`. */
  readonly reads: readonly string[];
}
