/** Throws the signal's reason when the work was cancelled. Call it once per loop turn in anything long. */
export function checkpoint(signal: AbortSignal): void {
  signal.throwIfAborted();
}
