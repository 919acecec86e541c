import { readAuditLog } from '#capture/audit-log.ts';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import { followFile } from './follow-file.ts';

/** Tells what the API server writes into its audit log from now on. Disposing it waits for what is under way. */
export function liveAudit(
  path: string,
  handler: { audit(event: AuditEvent): void },
  scope: Scope,
): AsyncDisposable {
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const ended = run(path, handler, { ...scope, signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

async function run(
  path: string,
  handler: { audit(event: AuditEvent): void },
  scope: Scope,
): Promise<void> {
  const { log, signal } = scope;
  const stream = followFile(
    path,
    {
      onState: (state) => {
        if (state === 'absent') log.warn('the audit log is not there yet', { path });
      },
    },
    signal,
  );
  try {
    const events = readAuditLog(
      stream,
      ({ line, detail }) => log.warn('a line of the audit log is passed over', { line, detail }),
      scope,
    );
    for await (const event of events) handler.audit(event);
  } catch (error) {
    if (signal.aborted) return;
    if (!isCaissonError(error)) throw error;
    log.error('the audit log is no longer read', { path, reason: error.message });
  }
}
