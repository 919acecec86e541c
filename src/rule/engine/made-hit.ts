import type { DetectionReason } from '#model/detection.ts';
import type { Json } from '#model/json-value.ts';
import type { RuleDefinition } from '../ast.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { decisiveFacts } from './explain.ts';
import type { EarlierEvent, Hit } from './rule-set.ts';
import type { Admission } from './stage.ts';
import type { AnyEvent } from './value.ts';

/** Reasons that one detection names at most. */
const mostReasons = 24;

export class MadeHit implements Hit {
  readonly event: AnyEvent;
  readonly earlier: readonly EarlierEvent[];
  private readonly compiled: CompiledRule;
  private readonly reasons: readonly DetectionReason[];

  constructor(compiled: CompiledRule, { event, earlier, reasons }: Admission) {
    this.compiled = compiled;
    this.event = event;
    this.earlier = earlier;
    this.reasons = reasons;
  }

  get rule(): RuleDefinition {
    return this.compiled.rule;
  }

  text(): string {
    return this.compiled.output.text(this.event);
  }

  fields(): Readonly<Record<string, Json>> {
    return this.compiled.output.fields(this.event);
  }

  because(): readonly DetectionReason[] {
    const { file, line } = this.rule.place;
    const facts = decisiveFacts(this.compiled.node, this.event).slice(0, mostReasons);
    return [
      { label: 'rule', text: `${file}:${line}` },
      ...this.reasons,
      ...facts.map(({ check, value, negated }) => ({
        label: negated ? `not ${check}` : check,
        text: value ?? 'no value',
      })),
    ];
  }
}
