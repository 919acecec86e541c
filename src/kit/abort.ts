import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Throws the signal's reason when the work was cancelled. Call it once per loop turn in anything long. */
export function checkpoint(signal: AbortSignal): void {
  signal.throwIfAborted();
}

/** Waits for so many milliseconds, or until the signal if that comes first; throws nothing. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Resolves with the signal; at once where it has come already. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
