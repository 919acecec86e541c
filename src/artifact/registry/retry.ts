import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Exchange } from './exchange.ts';
import { NetworkError } from './network-error.ts';
import { type RegistrySettings, timingOf } from './settings.ts';

/** A silent server is asked once more, not as often as one that answers. */
const maxTimeouts = 2;
const maxBackoffMs = 10_000;

/**
 * Runs an exchange until it brings an answer that is worth keeping: 408, 429, 5xx and broken connections are tried again
 * with `Retry-After` or a growing delay with jitter. The last answer is returned whatever it is, the last failure thrown.
 */
export async function retrying(
  action: () => Promise<Exchange>,
  settings: RegistrySettings,
  scope: Scope,
): Promise<Exchange> {
  const { attempts, sleep } = timingOf(settings);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await action().catch((error: unknown) => failureOf(error, attempt));
    const waitMs = attempt >= attempts ? undefined : waitBefore(outcome, attempt, settings, scope);
    if (outcome instanceof NetworkError && waitMs === undefined) throw outcome;
    if (!(outcome instanceof NetworkError)) {
      if (waitMs === undefined) return outcome;
      outcome.discard();
    }
    await sleep(waitMs ?? 0, scope.signal).catch((error: unknown) => {
      scope.signal.throwIfAborted();
      throw error;
    });
  }
}

/** Delay before the next attempt, in milliseconds: doubling, and anywhere in its upper half. */
export function backoffMs(attempt: number, settings: RegistrySettings): number {
  const full = Math.min(timingOf(settings).backoffMs * 2 ** (attempt - 1), maxBackoffMs);
  return Math.round((full / 2) * (1 + settings.random()));
}

function waitBefore(
  outcome: Exchange | NetworkError,
  attempt: number,
  settings: RegistrySettings,
  scope: Scope,
): number | undefined {
  if (outcome instanceof NetworkError) return backoffMs(attempt, settings);
  const { status, headers } = outcome;
  if (status !== 408 && status !== 429 && (status < 500 || status === 501)) return undefined;
  const asked = retryAfterMs(headers['retry-after'], scope.clock());
  if (asked === undefined) return backoffMs(attempt, settings);
  return asked <= timingOf(settings).maxWaitMs ? asked : undefined;
}

/** The wait a server asks for (RFC 9110, section 10.2.3: seconds or a date), in milliseconds. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(header.trim())) return Number(header.trim()) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

function failureOf(error: unknown, attempt: number): NetworkError {
  const again = error instanceof NetworkError && (!error.timedOut || attempt < maxTimeouts);
  if (again && isCaissonError(error, 'access.unreachable')) return error;
  throw error;
}
