import type { ResultCache } from '#analyze/cache.ts';
import type { Log } from '#contract/scope.ts';

/**
 * For what only spares work the next time: a failure is a warning, said once, and never the end of a scan.
 * `message` is static text that says what is lost.
 */
export function bestEffort(log: Log, message: string): (write: () => void) => void {
  let isSaid = false;
  return (write) => {
    try {
      write();
    } catch (problem) {
      if (!isSaid) log.warn(message, { problem });
      isSaid = true;
    }
  };
}

/** A cache that a read-only or full disk makes useless but not harmful. */
export function tolerantCache(cache: ResultCache, log: Log): ResultCache {
  const attempt = bestEffort(log, 'the cache cannot be written, so the next scan will be as slow');
  return {
    read: (kind, digest) => cache.read(kind, digest),
    write: (kind, digest, record) => attempt(() => cache.write(kind, digest, record)),
    trim: (maxBytes) => attempt(() => cache.trim(maxBytes)),
  };
}
