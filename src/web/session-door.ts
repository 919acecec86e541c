import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionDoor } from '#contract/platform.ts';
import { cookieName } from './credential.ts';
import { originOf } from './origin.ts';
import { isSecure, type WebSettings } from './settings.ts';

/** Lets operations set and take away the session cookie: never readable by scripts, never sent from other sites. */
export function sessionDoorOf(
  request: FastifyRequest,
  reply: FastifyReply,
  settings: WebSettings,
): SessionDoor {
  const name = cookieName(settings);
  const options = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(settings),
  } as const;
  const current = request.cookies[name];
  return {
    ...(current === undefined || current === '' ? {} : { current }),
    origin: originOf(request, settings),
    start: (secret, expires) => {
      reply.setCookie(name, secret, { ...options, expires: new Date(expires) });
    },
    end: () => {
      reply.clearCookie(name, options);
    },
  };
}
