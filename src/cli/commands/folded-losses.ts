import type { SensorLoss } from '#model/runtime-event.ts';

/** Losses come every second while a machine is overloaded: they must not drown what was found. */
export interface FoldedLosses {
  add(loss: SensorLoss): void;
  /** Tells what waits. */
  flush(): void;
}

const windowMs = 10_000;
const maxKinds = 1000;

interface Waiting {
  readonly timer: NodeJS.Timeout;
  loss: SensorLoss | undefined;
}

/** Tells the first loss of a kind at once, and sums up what follows every ten seconds. */
export function foldedLosses(tell: (loss: SensorLoss) => void): FoldedLosses {
  const waiting = new Map<string, Waiting>();
  function end(key: string): void {
    const one = waiting.get(key);
    if (one === undefined) return;
    clearTimeout(one.timer);
    waiting.delete(key);
    if (one.loss !== undefined) {
      tell(one.loss);
      begin(key);
    }
  }
  function begin(key: string): void {
    const timer = setTimeout(() => end(key), windowMs);
    timer.unref();
    waiting.set(key, { timer, loss: undefined });
  }
  return {
    add(loss) {
      const key = `${loss.reason} ${loss.cgroupId ?? ''} ${loss.container?.id ?? ''}`;
      const one = waiting.get(key);
      if (one !== undefined) {
        one.loss = one.loss === undefined ? loss : sum(one.loss, loss);
        return;
      }
      tell(loss);
      if (waiting.size < maxKinds) begin(key);
    },
    flush() {
      for (const { loss, timer } of waiting.values()) {
        clearTimeout(timer);
        if (loss !== undefined) tell(loss);
      }
      waiting.clear();
    },
  };
}

function sum(one: SensorLoss, other: SensorLoss): SensorLoss {
  const counts = new Map(Object.entries(one.counts));
  for (const [name, count] of Object.entries(other.counts))
    counts.set(name, (counts.get(name) ?? 0) + count);
  return {
    ...one,
    from: Math.min(one.from, other.from),
    to: Math.max(one.to, other.to),
    counts: Object.fromEntries(counts),
  };
}
