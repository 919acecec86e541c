import { setTimeout as sleep } from 'node:timers/promises';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { RetryLater } from '../http-get.ts';

/** How patient a fetch is. Times are milliseconds. */
export interface Pace {
  /** How often a file is tried. */
  readonly attempts: number;
  /** Before the second try; each later wait is four times as long. */
  readonly waitMs: number;
  /** Longest pause that a server may ask for within a run; a longer one ends the feed for now. */
  readonly longestWaitMs: number;
  /** Without a byte for so long, a connection is given up. */
  readonly idleMs: number;
  /** For one file: a server may not hold us by sending a byte now and then. */
  readonly totalMs: number;
}

export const usualPace: Pace = {
  attempts: 4,
  waitMs: 1000,
  longestWaitMs: 60_000,
  idleMs: 60_000,
  totalMs: 3_600_000,
};

/** Runs until it succeeds, fails for good, or was tried often enough. */
export async function tryAgain<Result>(
  run: () => Promise<Result>,
  pace: Pace,
  scope: Scope,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    checkpoint(scope.signal);
    try {
      return await run();
    } catch (error) {
      const wait = isTransient(error) ? waitOf(error, attempt, pace) : undefined;
      if (wait === undefined || attempt >= pace.attempts) throw error;
      scope.log.debug('a server is asked again', { attempt, waitMs: wait });
      await pause(wait, scope);
    }
  }
}

/** Throws the signal's own reason when the work is cancelled meanwhile. */
async function pause(ms: number, { signal }: Scope): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => checkpoint(signal));
}

/** A digest that does not fit is often that of a file which was replaced while its index was read. */
function isTransient(error: unknown): error is CaissonError {
  return isCaissonError(
    error,
    'access.unreachable',
    'access.rate-limited',
    'integrity.digest-mismatch',
  );
}

/** `undefined`: longer than one waits. */
function waitOf({ cause }: CaissonError, attempt: number, pace: Pace): number | undefined {
  if (!(cause instanceof RetryLater)) return pace.waitMs * 4 ** (attempt - 1);
  const wait = cause.seconds * 1000;
  return wait <= pace.longestWaitMs ? wait : undefined;
}

/**
 * Runs with a signal that also ends it after `pace.totalMs`. Throws `limit.time` then.
 */
export async function withDeadline<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
  pace: Pace,
  scope: Scope,
): Promise<Result> {
  const deadline = AbortSignal.timeout(pace.totalMs);
  try {
    return await run(AbortSignal.any([scope.signal, deadline]));
  } catch (error) {
    if (!deadline.aborted || scope.signal.aborted) throw error;
    throw new CaissonError('limit.time', 'a server took too long for one file', { cause: error });
  }
}
