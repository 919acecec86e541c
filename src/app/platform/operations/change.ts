import type { Call, ChangeLog, ChangeReach, Operations, StoredChange } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import { fitsStars } from '#kit/star-pattern.ts';
import type { LiveEvent } from '#wire/routes.ts';

const pollMs = 1000;
const atOnce = 200;

/** What an operation about changes needs. */
export interface ChangeParts {
  readonly changes: ChangeLog;
}

/** `live` and `listChanges`. */
export function changeOperations({
  changes,
}: ChangeParts): Pick<Operations, 'live' | 'listChanges'> {
  return {
    async live(call, { query }) {
      const given = call.lastEventId ?? query.after;
      const start = given === undefined ? await changes.latest() : seqOf(given);
      const patterns = query.kind === undefined ? [] : query.kind.split(',');
      return liveEvents(changes, call, start, patterns);
    },
    async listChanges(call, { query }) {
      const start = query.cursor ?? query.after;
      const found = await changes.after(
        start === undefined ? 0 : seqOf(start),
        reachOf(call),
        query.limit + 1,
      );
      const items = found.slice(0, query.limit).map(toItem);
      const last = items.at(-1);
      return found.length > query.limit && last !== undefined
        ? { items, next: last.seq }
        : { items };
    },
  };
}

async function* liveEvents(
  changes: ChangeLog,
  call: Call,
  start: number,
  patterns: readonly string[],
): AsyncGenerator<LiveEvent> {
  let position = start;
  while (!call.signal.aborted) {
    const woken = nextCommit(changes, call.signal);
    // Asked anew each time: a grant that was taken away ends here.
    const found = await changes.after(position, reachOf(call), atOnce);
    for (const change of found) {
      position = change.seq;
      if (patterns.length === 0 || patterns.some((pattern) => fitsStars(pattern, change.kind)))
        yield { id: String(change.seq), event: change.kind, data: toItem(change) };
    }
    if (found.length < atOnce) await woken.promise;
    woken.leave();
  }
}

/** Everybody may ask; what somebody hears of is what they may see, kind by kind. */
function reachOf({ caller }: Call): ChangeReach {
  return {
    finding: caller.reachOf('finding.read'),
    runtime: caller.reachOf('runtime.read'),
    asset: caller.reachOf('asset.read'),
    audit: caller.reachOf('audit.read') === 'all',
  };
}

function nextCommit(changes: ChangeLog, signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, pollMs);
  const unsubscribe = changes.onCommit(resolve);
  signal.addEventListener('abort', stop, { once: true });
  function stop(): void {
    resolve();
  }
  return {
    promise,
    leave(): void {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', stop);
      resolve();
    },
  };
}

function toItem(change: StoredChange) {
  const { seq, time, kind, subject, text, severity } = change;
  const item = { seq: String(seq), time, kind, subject, text };
  return severity === undefined ? item : { ...item, severity };
}

function seqOf(text: string): number {
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  throw new CaissonError('input.malformed', 'the position is no number of a change');
}
