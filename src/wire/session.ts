import { z } from 'zod';
import { count, done, id, place, time, words } from './common.ts';
import { permissions, roles } from './permission.ts';
import { routesOf } from './route.ts';

const grant = z.object({ role: z.enum(roles), place: place.optional() });

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

const user = z.object({
  id,
  name: z.string(),
  email: z.string().optional(),
  origin: z.enum(['local', 'oidc']),
  grants: z.array(grant),
  passkeys: count,
  hasPassword: z.boolean(),
  disabled: z.boolean(),
  created: time,
  lastSeen: time.optional(),
});

const token = z.object({
  id,
  name: z.string(),
  /** The first characters, to tell tokens apart. */
  prefix: z.string(),
  grants: z.array(grant),
  created: time,
  createdBy: z.string(),
  expires: time,
  lastUsed: time.optional(),
});

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
  listUsers: {
    method: 'GET',
    path: '/users',
    tag: 'users',
    permission: 'user.read',
    summary: 'Users and their grants',
    answer: z.object({ items: z.array(user) }),
  },
  addUser: {
    method: 'POST',
    path: '/users',
    tag: 'users',
    permission: 'user.write',
    summary: 'Add a local user',
    body: z.object({
      name: z.string().min(1).max(200),
      email: z.email().optional(),
      grants: z.array(grant).max(50),
    }),
    answer: z.object({
      user,
      /** Signs in once, to set a password or a passkey. */ invitation: z.string(),
    }),
  },
  changeUser: {
    method: 'PATCH',
    path: '/users/{id}',
    tag: 'users',
    permission: 'user.write',
    summary: 'Change grants, or disable a user',
    params: z.object({ id }),
    body: z.object({ grants: z.array(grant).max(50).optional(), disabled: z.boolean().optional() }),
    answer: user,
  },
  removeUser: {
    method: 'DELETE',
    path: '/users/{id}',
    tag: 'users',
    permission: 'user.write',
    summary: 'Remove a user',
    params: z.object({ id }),
    answer: done,
  },
  listTokens: {
    method: 'GET',
    path: '/tokens',
    tag: 'users',
    permission: 'user.read',
    summary: 'API tokens',
    answer: z.object({ items: z.array(token) }),
  },
  addToken: {
    method: 'POST',
    path: '/tokens',
    tag: 'users',
    permission: 'user.write',
    summary: 'Make an API token; its secret is shown once',
    body: z.object({
      name: words,
      grants: z.array(grant).min(1).max(20),
      days: z.int().min(1).max(366),
    }),
    answer: z.object({ token, secret: z.string() }),
  },
  removeToken: {
    method: 'DELETE',
    path: '/tokens/{id}',
    tag: 'users',
    permission: 'user.write',
    summary: 'Revoke an API token',
    params: z.object({ id }),
    answer: done,
  },
});
