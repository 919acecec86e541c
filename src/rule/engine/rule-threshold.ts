import type { DetectionReason } from '#model/detection.ts';
import type { RuleExtensions } from '../ast.ts';
import { fieldsKey, type KeyOf } from './event-key.ts';
import type { ReaderOf } from './operand.ts';
import { type Reached, ThresholdState } from './threshold.ts';
import { type AnyEvent, millisecondsOf } from './value.ts';

export interface RuleThreshold {
  readonly count: number;
  readonly withinMs: number;
  readonly keyOf: KeyOf;
  /** The value of which different ones are counted. */
  readonly valueOf: KeyOf | undefined;
  state: ThresholdState;
}

export function makeThreshold(
  threshold: RuleExtensions['threshold'],
  readerOf: ReaderOf,
): RuleThreshold | undefined {
  if (threshold === undefined) return undefined;
  const { count, withinMs, by, distinct } = threshold;
  return {
    count,
    withinMs,
    keyOf: fieldsKey(by, readerOf),
    valueOf: distinct === undefined ? undefined : fieldsKey([distinct], readerOf),
    state: new ThresholdState({ count, withinMs, isDistinct: distinct !== undefined }),
  };
}

/** Counts one event; tells when that reaches the threshold. Events without the fields do not count. */
export function countEvent(threshold: RuleThreshold, event: AnyEvent): DetectionReason | undefined {
  const key = threshold.keyOf(event);
  const value = threshold.valueOf === undefined ? '' : threshold.valueOf(event);
  if (key === undefined || value === undefined) return undefined;
  const reached = threshold.state.add(key, millisecondsOf(event), value);
  return reached === undefined ? undefined : reasonOf(threshold, reached);
}

function reasonOf({ count, withinMs, valueOf }: RuleThreshold, reached: Reached): DetectionReason {
  const what = valueOf === undefined ? 'events' : 'different values';
  const about = reached.error > 0 ? `, at most ${reached.error} too many` : '';
  return {
    label: 'threshold',
    text: `${reached.count} ${what} within ${withinMs / 1000} s (threshold ${count}${about})`,
  };
}
