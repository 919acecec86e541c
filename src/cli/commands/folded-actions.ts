import type { LiveItem } from '#app/runtime/watch.ts';

type Action = Extract<LiveItem, { kind: 'action' }>;

/** What was only simulated comes in rows: one line for each target is enough. */
export interface FoldedActions {
  add(action: Action): void;
  /** Tells what waits. */
  flush(): void;
}

const patienceMs = 1000;
const maxWaiting = 40;

/** Holds simulated actions until something else is told, or for a second. */
export function foldedActions(tell: (action: Action) => void): FoldedActions {
  let waiting: Action[] = [];
  let timer: NodeJS.Timeout | undefined;
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const all = waiting;
    waiting = [];
    for (const action of folded(all)) tell(action);
  }
  return {
    add(action) {
      waiting.push(action);
      if (waiting.length >= maxWaiting) flush();
      else timer ??= setTimeout(flush, patienceMs);
    },
    flush,
  };
}

/** `capture web` and `snapshot web` as one; what is said twice is said once. */
function folded(actions: readonly Action[]): readonly Action[] {
  const groups = Map.groupBy(actions, ({ text }) => text.slice(text.indexOf(' ') + 1));
  return [...groups].flatMap(([where, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const kinds = new Set(group.map(({ text }) => text.slice(0, Math.max(0, text.indexOf(' ')))));
    return [{ ...first, folded: { kinds: [...kinds], where } }];
  });
}
