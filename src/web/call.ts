import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Caller, Reach } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import type { Route } from '#wire/route.ts';
import { callerOf } from './credential.ts';
import { checkOrigin } from './origin.ts';
import type { Web } from './parts.ts';
import { sessionDoorOf } from './session-door.ts';

/** Who calls, where the route's permission holds for them, and by what they came. */
export interface Admitted {
  readonly caller: Caller;
  readonly reach: Reach;
}

const nobody: Caller = { kind: 'user', id: '', name: 'anonymous', reachOf: () => undefined };

/**
 * Decides whether a request may call a route: deny by default. `self` reaches what its caller may see at all, `public` nothing.
 * Throws `access.*`.
 */
export async function admit(
  id: string,
  route: Route,
  request: FastifyRequest,
  web: Web,
): Promise<Admitted> {
  if (route.permission === 'public') return admitAnybody(request, web);
  const caller = await callerOf(request, web);
  if (caller === undefined)
    throw new CaissonError('access.unauthenticated', 'nobody is signed in, or no longer');
  const reach = reachOf(caller, route);
  if (reach !== undefined) return { caller: from(caller, request), reach };
  await tellRefused(id, from(caller, request), request, web);
  throw new CaissonError('access.forbidden', `this needs the permission ${route.permission}`);
}

/** What an operation is told about a call. The signal ends with the request, and when the server closes. */
export function callOf(
  { caller, reach }: Admitted,
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
): Call {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished)
      gone.abort(new CaissonError('limit.time', 'the caller has gone'));
  });
  const last = request.headers['last-event-id'];
  return {
    caller,
    reach,
    signal: AbortSignal.any([gone.signal, web.closing]),
    ...(typeof last === 'string' && last.length <= 100 ? { lastEventId: last } : {}),
    session: sessionDoorOf(request, reply, web.settings),
  };
}

/** Nobody signs in from another site's page. */
function admitAnybody(request: FastifyRequest, { settings }: Web): Admitted {
  checkOrigin(request, settings, 'optional');
  return { caller: from(nobody, request), reach: [] };
}

function reachOf(caller: Caller, { permission }: Route): Reach | undefined {
  return permission === 'self' ? (caller.reachOf('asset.read') ?? []) : caller.reachOf(permission);
}

function from(caller: Caller, { ip }: FastifyRequest): Caller {
  return {
    kind: caller.kind,
    id: caller.id,
    name: caller.name,
    remote: ip,
    reachOf: (permission) => caller.reachOf(permission),
  };
}

/** Recorded for the audit log; somebody who is refused all the time does not fill it. */
async function tellRefused(
  action: string,
  caller: Caller,
  { url }: FastifyRequest,
  { refused, scope, refusals }: Web,
): Promise<void> {
  if (!refusals.mayTell(`${caller.kind}:${caller.id}`, scope.clock().getTime())) return;
  try {
    const subject = (url.split('?')[0] ?? '').slice(0, 300);
    await refused?.({ caller, action, subject, outcome: 'refused' });
  } catch (error) {
    scope.log.error('a refused call could not be recorded', { action, error });
  }
}
