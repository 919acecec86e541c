import type { Scope } from '#contract/scope.ts';
import type { DetectionReason } from '#model/detection.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionKind, ActionRequest, Impact } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import type { TargetFacts } from './facts.ts';
import type { OptionShapes } from './options.ts';

/** What an action would do, before limits and protection are looked at. */
export interface Outline {
  readonly steps: readonly string[];
  readonly undo?: string;
  readonly blastRadius?: readonly DetectionReason[];
  /** Why it cannot be done here at all. */
  readonly refusals?: readonly string[];
  /** Weaker action that could be done instead. */
  readonly instead?: ActionKind;
}

/** What is at hand for one action. */
export interface Work {
  /** Of the action's record. */
  readonly id: string;
  readonly request: ActionRequest;
  readonly ports: ResponsePorts;
  readonly scope: Scope;
  /** Other actions that hold the same thing now. */
  readonly others: readonly Holder[];
  /** The sensor's number for what is held: all holders share it. */
  readonly policy: number;
  /** When this one ends, in milliseconds since the Unix epoch. */
  readonly expires?: number;
}

/** Another action that holds the same thing. */
export interface Holder {
  readonly handle: JsonObject;
  readonly expires?: number;
}

/** What is done when the program dies while an action runs. */
type AfterCrash = 'finish' | 'revert' | 'fail';

/** One way to respond. Everything but `outline` is idempotent: doing it twice is as doing it once. */
export interface Action {
  readonly kind: ActionKind;
  readonly impact: Impact;
  /** The replica serves nobody while it lasts. */
  readonly takesOut: boolean;
  /** In milliseconds; absent: it has no end, or none is needed. */
  readonly defaultTtlMs?: number;
  /** It is over when it has run; what it holds, it holds only meanwhile. */
  readonly isBrief?: boolean;
  readonly afterCrash: AfterCrash;
  readonly options: OptionShapes;
  /** What it holds: others that hold the same are merged with it, and only the last one lets go. */
  hold?(request: ActionRequest): string;
  outline(request: ActionRequest, facts: TargetFacts, ports: ResponsePorts): Outline;
  /** Everything that `run` and `undo` need, as plain data. Written down before `run`; reads, but changes nothing. */
  prepare(work: Work): Promise<JsonObject>;
  run(handle: JsonObject, work: Work): Promise<JsonObject>;
  undo?(handle: JsonObject, work: Work): Promise<void>;
}
