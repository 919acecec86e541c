import type { Violation } from '#contract/check.ts';
import type { NodeEvidence, NodeResult } from '#model/node-posture.ts';
import type { NodeSubject } from './subject.ts';

/** What a condition says of a node: its violations, and what it means when there are none. */
export class NodeAnswer implements Iterable<Violation> {
  readonly result: NodeResult;
  readonly reason: string | undefined;
  readonly evidence: readonly NodeEvidence[];
  readonly #violations: readonly Violation[];

  private constructor(
    result: NodeResult,
    reason: string | undefined,
    evidence: readonly NodeEvidence[],
    violations: readonly Violation[] = [],
  ) {
    this.result = result;
    this.reason = reason;
    this.evidence = evidence;
    this.#violations = violations;
  }

  static pass(evidence: readonly NodeEvidence[]): NodeAnswer {
    return new NodeAnswer('pass', undefined, evidence);
  }

  static notApplicable(reason: string): NodeAnswer {
    return new NodeAnswer('not-applicable', reason, []);
  }

  static unknown(reason: string, evidence: readonly NodeEvidence[] = []): NodeAnswer {
    return new NodeAnswer('unknown', reason, evidence);
  }

  /** A person has to judge what was read. */
  static manual(reason: string, evidence: readonly NodeEvidence[]): NodeAnswer {
    return new NodeAnswer('manual', reason, evidence);
  }

  static fail(first: Violation, ...others: readonly Violation[]): NodeAnswer {
    const violations = [first, ...others];
    const evidence = violations.slice(0, 20).flatMap((one) => one.evidence ?? []);
    return new NodeAnswer('fail', first.message, evidence, violations);
  }

  [Symbol.iterator](): Iterator<Violation> {
    return this.#violations[Symbol.iterator]();
  }
}

/** The condition of a check of the family `node`. Pure. */
export type NodeCondition = (subject: NodeSubject) => NodeAnswer;
