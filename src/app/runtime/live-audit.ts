import { readAuditLog } from '#capture/audit-log.ts';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import { followFile } from './follow-file.ts';

interface AuditHandler {
  audit(event: AuditEvent): void;
}

/**
 * Tells what the API server writes into its audit log from now on: the log is open when this resolves, or was not there yet.
 * Disposing it waits for what is under way.
 */
export async function liveAudit(
  path: string,
  handler: AuditHandler,
  scope: Scope,
): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const begun = Promise.withResolvers<void>();
  const ended = run(path, { handler, begun: begun.resolve }, { ...scope, signal });
  await Promise.race([begun.promise, ended]);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

async function run(
  path: string,
  { handler, begun }: { readonly handler: AuditHandler; readonly begun: () => void },
  scope: Scope,
): Promise<void> {
  const { log, signal } = scope;
  const stream = followFile(
    path,
    {
      onState: (state) => {
        begun();
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
