import type { Detection } from '#model/detection.ts';

/** Detections that say the same one after the other, as one with its count. */
export interface FoldedRepeats {
  add(detection: Detection): void;
  /** Tells what waits. */
  flush(): void;
}

/** Folds, or hands on at once where folding is not wanted. */
export function foldedRepeats(
  isFolding: boolean,
  tell: (detection: Detection) => void,
): FoldedRepeats {
  let waiting: Detection | undefined;
  let count = 0;
  function flush(): void {
    if (waiting !== undefined) tell(count > 1 ? { ...waiting, count } : waiting);
    waiting = undefined;
    count = 0;
  }
  return {
    add(detection) {
      if (!isFolding) {
        tell(detection);
        return;
      }
      if (waiting !== undefined && saysSame(waiting, detection)) {
        count += detection.count ?? 1;
        return;
      }
      flush();
      waiting = detection;
      count = detection.count ?? 1;
    },
    flush,
  };
}

function saysSame(one: Detection, other: Detection): boolean {
  return (
    one.rule === other.rule &&
    one.output === other.output &&
    one.container?.id === other.container?.id &&
    one.incomplete === other.incomplete
  );
}
