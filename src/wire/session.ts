import { z } from 'zod';
import { permissions } from './permission.ts';
import { routesOf } from './route.ts';
import { grant } from './user.ts';
import { done, id, time, words } from './values.ts';

/** Who is signed in. `csrf` goes into the header `x-csrf-token` of every write. */
const session = z.object({
  user: z.object({ id, name: z.string(), kind: z.enum(['user', 'token', 'local']) }),
  permissions: z.array(z.enum(permissions)),
  grants: z.array(grant),
  csrf: z.string(),
  expires: time.optional(),
});

const passkeyOptions = z.object({ challenge: id, options: z.record(z.string(), z.unknown()) });

const passkeyAnswer = z.object({ challenge: id, answer: z.record(z.string(), z.unknown()) });

export const sessionRoutes = routesOf({
  signInWays: {
    method: 'GET',
    path: '/sign-in',
    tag: 'session',
    permission: 'public',
    summary: 'How one can sign in here',
    answer: z.object({
      firstRun: z.boolean(),
      password: z.boolean(),
      passkey: z.boolean(),
      oidc: z.object({ name: z.string() }).optional(),
    }),
  },
  signIn: {
    method: 'POST',
    path: '/session',
    tag: 'session',
    permission: 'public',
    summary: 'Sign in with a password',
    body: z.object({ name: z.string().min(1).max(200), password: z.string().min(1).max(500) }),
    answer: session,
  },
  signInFirst: {
    method: 'POST',
    path: '/session/first',
    tag: 'session',
    permission: 'public',
    summary: 'Make the first administrator with the token that the program printed',
    body: z.object({
      token: z.string().min(1).max(200),
      name: z.string().min(1).max(200),
      password: z.string().min(12).max(500).optional(),
    }),
    answer: session,
  },
  passkeyChallenge: {
    method: 'POST',
    path: '/session/passkey/challenge',
    tag: 'session',
    permission: 'public',
    summary: 'Begin to sign in with a passkey',
    answer: passkeyOptions,
  },
  signInPasskey: {
    method: 'POST',
    path: '/session/passkey',
    tag: 'session',
    permission: 'public',
    summary: 'Sign in with a passkey',
    body: passkeyAnswer,
    answer: session,
  },
  readSession: {
    method: 'GET',
    path: '/session',
    tag: 'session',
    permission: 'self',
    summary: 'Who is signed in, and what they may do',
    answer: session,
  },
  signOut: {
    method: 'DELETE',
    path: '/session',
    tag: 'session',
    permission: 'self',
    summary: 'Sign out',
    answer: done,
  },
  changePassword: {
    method: 'POST',
    path: '/session/password',
    tag: 'session',
    permission: 'self',
    summary: 'Change the own password',
    body: z.object({ current: z.string().max(500).optional(), next: z.string().min(12).max(500) }),
    answer: done,
  },
  addPasskeyChallenge: {
    method: 'POST',
    path: '/session/passkeys/challenge',
    tag: 'session',
    permission: 'self',
    summary: 'Begin to add a passkey',
    answer: passkeyOptions,
  },
  addPasskey: {
    method: 'POST',
    path: '/session/passkeys',
    tag: 'session',
    permission: 'self',
    summary: 'Add a passkey',
    body: passkeyAnswer.extend({ name: words }),
    answer: done,
  },
});
