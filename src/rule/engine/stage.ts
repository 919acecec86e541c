import type { NoveltyOracle } from '#contract/runtime.ts';
import { textOfBytes } from '#kit/byte-string.ts';
import type { DetectionReason } from '#model/detection.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { EarlierEvent } from './rule-set.ts';
import { countEvent } from './rule-threshold.ts';
import type { Completion } from './sequence.ts';
import type { AnyEvent } from './value.ts';

/** What a program of a rule is for: its condition, a step of its sequence, or what rules the sequence out. */
export type Role = 'rule' | 'unless' | number;

/** A rule holds, with what led to it. */
export interface Admission {
  readonly event: AnyEvent;
  readonly earlier: readonly EarlierEvent[];
  readonly reasons: readonly DetectionReason[];
}

/** What becomes of an event that satisfies a program: the state of sequence and threshold, then the profile. */
export function admit(
  compiled: CompiledRule,
  role: Role,
  event: AnyEvent,
  novelty: NoveltyOracle | undefined,
): Admission | undefined {
  const completion = completed(compiled, role, event);
  if (completion === undefined) return undefined;
  const counted = thresholdReasons(compiled, completion.event);
  const deviating = counted && noveltyReasons(compiled, completion.event, novelty);
  if (counted === undefined || deviating === undefined) return undefined;
  const earlier = completion.earlier.map(({ as, event: before }) => ({
    label: `after ${as}`,
    text: `event ${before.number} (${before.type})`,
  }));
  return { ...completion, reasons: [...earlier, ...counted, ...deviating] };
}

function completed(compiled: CompiledRule, role: Role, event: AnyEvent): Completion | undefined {
  const { sequence } = compiled;
  if (sequence === undefined) return role === 'rule' ? { event, earlier: [] } : undefined;
  const key = sequence.keyOf(event);
  if (key === undefined) return undefined;
  if (role === 'rule') return sequence.state.complete(key, event);
  if (role !== 'unless') return sequence.state.observe(role, key, event);
  sequence.state.clear(key);
  return undefined;
}

/** `undefined`: not reached yet. */
function thresholdReasons(
  { threshold }: CompiledRule,
  event: AnyEvent,
): readonly DetectionReason[] | undefined {
  if (threshold === undefined) return [];
  const reason = countEvent(threshold, event);
  return reason === undefined ? undefined : [reason];
}

/** `undefined`: known behaviour, or nobody can tell yet. */
function noveltyReasons(
  { rule }: CompiledRule,
  event: AnyEvent,
  novelty: NoveltyOracle | undefined,
): readonly DetectionReason[] | undefined {
  const dimension = rule.extensions.novelty?.dimension;
  if (dimension === undefined) return [];
  if (novelty === undefined || event.source !== 'syscall') return undefined;
  const deviation = novelty.deviation(event, dimension);
  if (deviation === undefined || deviation === false) return undefined;
  const { behaviour, surprise, nearest } = deviation;
  return [
    {
      label: `new behaviour (${dimension})`,
      text: `${textOfBytes(behaviour)}, ${surprise.toFixed(1)} bits`,
    },
    ...nearest.slice(0, 3).map((text) => ({ label: 'nearest known', text: textOfBytes(text) })),
  ];
}
