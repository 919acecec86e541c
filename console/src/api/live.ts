import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { changeKinds } from '#wire/change-kind.ts';
import { hrefOf } from './call.ts';

/** State of the stream of changes: nothing asked for, connected, or trying again. */
export type LiveState = 'off' | 'live' | 'waiting';

/** One change, as far as the console uses it. */
interface LiveChange {
  readonly kind: string;
  readonly text: string;
  readonly subject: string;
  readonly severity: string | undefined;
}

/** One connection for all pages; the browser connects again by itself and says where it was (`Last-Event-ID`). */
class LiveFeed {
  #source: EventSource | undefined;
  #state: LiveState = 'off';
  readonly #states = new Set<() => void>();
  readonly #changes = new Set<(change: LiveChange) => void>();

  readonly state = (): LiveState => this.#state;
  readonly onState = (listener: () => void): (() => void) => {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  };
  onChange(listener: (change: LiveChange) => void): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }
  start(): void {
    if (this.#source !== undefined) return;
    const source = new EventSource(hrefOf('live'));
    source.addEventListener('open', () => this.#become('live'));
    source.addEventListener('error', () => this.#become('waiting'));
    source.addEventListener('message', (event) => this.#tell('message', event));
    for (const kind of changeKinds)
      source.addEventListener(kind, (event) => this.#tell(kind, event as MessageEvent));
    this.#source = source;
  }
  stop(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#become('off');
  }
  #become(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#states) listener();
  }
  #tell(kind: string, event: MessageEvent): void {
    const change = changeOf(kind, event.data);
    for (const listener of this.#changes) listener(change);
  }
}

export const liveFeed = new LiveFeed();

function changeOf(event: string, data: unknown): LiveChange {
  let body: unknown;
  try {
    body = typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    body = undefined;
  }
  function member(name: string): string | undefined {
    const value: unknown =
      typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  }
  return {
    kind: event === 'message' ? (member('kind') ?? event) : event,
    text: member('text') ?? '',
    subject: member('subject') ?? '',
    severity: member('severity'),
  };
}

/** State of the connection, for the mark in the top bar. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(liveFeed.onState, liveFeed.state);
}

/** Calls back for changes of these kinds (`finding.` means all that begin so). */
function useLive(kinds: readonly string[], onChange: (change: LiveChange) => void): void {
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const wanted = kinds.join(' ');
  useEffect(
    () =>
      liveFeed.onChange((change) => {
        if (
          wanted
            .split(' ')
            .some(
              (kind) =>
                change.kind === kind || (kind.endsWith('.') && change.kind.startsWith(kind)),
            )
        )
          latest.current(change);
      }),
    [wanted],
  );
}

/** Counts changes of these kinds since `clear`: for the bar “14 new”. */
export function useFresh(kinds: readonly string[]): {
  readonly count: number;
  readonly clear: () => void;
} {
  const [count, setCount] = useState(0);
  useLive(kinds, () => setCount((before) => before + 1));
  const clear = useCallback(() => setCount(0), []);
  return { count, clear };
}
