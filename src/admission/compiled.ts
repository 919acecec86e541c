import type { JsonObject } from '#model/json-value.ts';
import type { Expression } from './expression.ts';
import type { Exception, MutationStep, Policy, PolicyFault, Validation } from './policy.ts';
import type { Template } from './template.ts';

export interface Named {
  readonly name: string;
  readonly expression: Expression;
}

/** A policy whose expressions are compiled. Autogen makes further ones of a policy for pods. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** `defaults` or `cronjobs` where it was rewritten for controllers. */
  readonly autogen?: string;
  /** Name of the rule, as Kyverno calls rewritten ones: `autogen-check`. */
  readonly rule?: string;
  readonly match?: Policy['match'];
  readonly conditions: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly Named[];
  readonly mutations: readonly CompiledMutation[];
  /** Conditions on the objects that a policy changes in place of the one that sets it off. */
  readonly targetConditions: readonly Named[];
  readonly targetExpression?: Expression;
  readonly generations: readonly CompiledGeneration[];
  readonly exceptions: readonly CompiledException[];
  /** Of a rule of Kyverno: as it is written, rewritten where it is for controllers. */
  readonly body?: JsonObject;
  /** What did not compile: judging such a policy is an error. */
  readonly faults: readonly PolicyFault[];
}

export interface CompiledValidation {
  readonly validation: Validation;
  readonly expression: Expression;
  readonly messageExpression?: Expression;
}

export interface CompiledMutation {
  readonly step: MutationStep;
  readonly expression: Expression;
  /** Kyverno may replace atomic lists. */
  readonly replaceAtomic: boolean;
}

export interface CompiledGeneration {
  readonly expression?: Expression;
  readonly template?: Template;
}

export interface CompiledException {
  readonly exception: Exception;
  readonly conditions: readonly Named[];
}
