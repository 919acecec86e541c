import type { KernelInterest, NoveltyOracle } from '#contract/runtime.ts';
import type { DetectionReason } from '#model/detection.ts';
import type { Json } from '#model/json-value.ts';
import type { RuleDefinition } from '../ast.ts';
import type { LeafFact } from './explain.ts';
import type { AnyEvent } from './value.ts';

export interface CompileOptions {
  /** Answers rules with `novelty`; without it they never hold. */
  readonly novelty?: NoveltyOracle;
  /** Ask by the descriptor's own name only, not also by the one that the process gave. */
  readonly falcoStrict?: boolean;
  /** Walk trees instead of generating code: slower, and what happens anyway where code may not be generated. */
  readonly interpreter?: boolean;
  /** What `evt.hostname` says. */
  readonly hostname?: string;
  /** A clock of nanoseconds: measures every rule, which costs far more than the rules do. */
  readonly timer?: () => bigint;
  /** Told once for each rule that is left out or switched off because it failed. */
  readonly onProblem?: (problem: RuleProblem) => void;
}

/** A rule that does not run, and why. */
export interface RuleProblem {
  readonly rule: RuleDefinition;
  readonly message: string;
}

/** Rules ready to judge events. */
export interface RuleSet {
  readonly rules: readonly RuleDefinition[];
  /** Rules that were left out because they cannot be compiled, and those switched off because they failed. */
  readonly problems: readonly RuleProblem[];
  /** Types of events that any rule wants; undefined: some rule wants all. */
  readonly eventTypes: ReadonlySet<string> | undefined;
  /** What the kernel must tell for these rules. */
  readonly interest: KernelInterest;
  readonly statistics: RuleStatistics;
  /** Every rule that holds, in the order of the files. What it gives must be used before the next event is judged. */
  judge(event: AnyEvent): readonly Hit[];
  /** What each check of a rule says of an event, in the order of the condition. */
  explain(rule: RuleDefinition, event: AnyEvent): readonly LeafFact[];
}

/** A rule holds for an event. Texts are made when they are asked for; the event is a view. */
export interface Hit {
  readonly rule: RuleDefinition;
  readonly event: AnyEvent;
  /** Copies of the earlier events of a sequence, oldest first. */
  readonly earlier: readonly EarlierEvent[];
  text(): string;
  fields(): Readonly<Record<string, Json>>;
  because(): readonly DetectionReason[];
}

export interface EarlierEvent {
  readonly as: string;
  readonly event: AnyEvent;
}

export interface RuleStatistics {
  /** Events judged. */
  readonly events: number;
  readonly rules: readonly RuleCount[];
}

export interface RuleCount {
  readonly rule: RuleDefinition;
  readonly hits: number;
  /** With `timer`: nanoseconds spent and how often it was asked. */
  readonly nanoseconds?: bigint;
  readonly asked?: number;
  /** Partial sequences that were dropped because there were too many. */
  readonly evicted?: number;
}
