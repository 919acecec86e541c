import type { SensorLoss } from '#model/runtime-event.ts';
import type { Context } from './context.ts';
import type { RecordView } from './record-view.ts';
import { layout, wire, wireLimits } from './wire.gen.ts';

const { counters, throttle, header } = layout;
const classNames: readonly string[] = Array.from(
  { length: wireLimits.classes },
  (_, number) =>
    Object.entries(wire.type).find(([, value]) => value === number)?.[0] ?? `type${number}`,
);
const lineage = ['exec', 'fork', 'exit', 'identity', 'process', 'cgroup'];

/** Counters of a record by class; those that are zero are left out. */
export function countsAt(view: RecordView, at: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [number, name] of classNames.entries()) {
    const value = view.u64(at + 8 * number);
    if (value > 0) counts[name] = value;
  }
  return counts;
}

/** Whether what was lost makes the table of processes doubtful. */
export function touchesLineage(loss: SensorLoss): boolean {
  return lineage.some((name) => (loss.counts[name] ?? 0) > 0);
}

/** CSN_LOSS. */
export function lossAt({ view, clock }: Context, at: number): SensorLoss {
  return {
    from: clock.ms(view.u64(at + counters.from)),
    to: clock.ms(view.u64(at + header.ts)),
    reason: 'ring-full',
    counts: countsAt(view, at + counters.dropped),
  };
}

/** CSN_THROTTLE: a loss once it is over, or for what was kept back so far. */
export function throttleAt(context: Context, at: number): SensorLoss | undefined {
  const { view, clock } = context;
  const suppressed = view.u64(at + throttle.suppressed);
  if (view.u32(at + throttle.stopped) === 0 && suppressed === 0) return undefined;
  const cgroupId = view.decimal(at + throttle.cgroup);
  const container = context.stranger(0, cgroupId).container;
  const now = clock.ms(view.u64(at + header.ts));
  return {
    from: now - 1000,
    to: now,
    reason: 'throttled',
    counts: { any: suppressed },
    cgroupId,
    ...(container === undefined ? {} : { container }),
  };
}

/** Name of a class of records, for counts. */
export function className(type: number): string {
  return classNames[type] ?? `type${type}`;
}
